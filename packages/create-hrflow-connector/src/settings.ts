import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const auths = ["bearer", "basic", "oauth", "headers"] as const;
export const actions = ["pullJobList", "pullProfileList", "pushProfile"] as const;

export type Auth = (typeof auths)[number];
export type Action = (typeof actions)[number];

/** What a connector is created from. */
export interface Settings {
  /** Names the folder, and the connector in code: `acme`. */
  slug: string;
  /** As people know the ATS: `Acme`. */
  name: string;
  auth: Auth;
  actions: readonly Action[];
  /** The path of the vendor's OpenAPI document. Default: a sample. */
  spec?: string | undefined;
  /** The root of the repository of `@hrflow-connectors` to create a package in. Default: a package of its own. */
  repository?: string | undefined;
}

/** A mistake of the user. Only its message is shown. */
export class UsageError extends Error {}

/** Returns why a slug cannot be used, or undefined. */
export function slugFault(slug: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug) || slug.length > 60)
    return `the slug ${JSON.stringify(slug)} is invalid: expected at most 60 lower-case letters, digits and hyphens, such as "acme"`;
  if (slug.startsWith("hrflow")) return `the slug "${slug}" is invalid: it names the ATS, without "hrflow"`;
  if (isReserved(slug)) return `the slug "${slug}" is invalid: it is a reserved word of JavaScript`;
  return undefined;
}

/** Only the parser knows all reserved words. */
function isReserved(slug: string): boolean {
  try {
    new Function(`"use strict"; const ${camelCase(slug)} = 1;`);
    return slug === "await";
  } catch {
    return true;
  }
}

export function camelCase(slug: string): string {
  return slug.replace(/-([a-z0-9])/g, (_, character: string) => character.toUpperCase());
}

/** The name that a slug suggests: `Acme Recruiting`. */
export function nameOf(slug: string): string {
  return slug.replace(/(^|-)([a-z0-9])/g, (_, hyphen: string, first: string) => (hyphen && " ") + first.toUpperCase());
}

/** Returns why a name cannot be used, or undefined. It is written into code, JSON and YAML. */
export function nameFault(name: string): string | undefined {
  return /^[\p{L}\p{N}](?:[\p{L}\p{N} .,&+'-]{0,58}[\p{L}\p{N}.+])?$/u.test(name)
    ? undefined
    : `the name ${JSON.stringify(name)} is invalid: expected at most 60 letters, digits, blanks and .,&+'-`;
}

/** The root of the repository of `@hrflow-connectors` around a folder, if it is in one. */
export function findRepository(folder: string): string | undefined {
  const manifest = join(folder, "package.json");
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "hrflow-connectors-monorepo")
    return folder;
  return dirname(folder) === folder ? undefined : findRepository(dirname(folder));
}
