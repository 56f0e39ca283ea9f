import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Secret, secretSource } from "./config";
import { UsageError } from "./usage-error";

/** Where secrets are looked up. */
export interface SecretSources {
  env: Record<string, string | undefined>;
  /** To which the paths of files are relative. */
  folder: string;
}

/** A copy of the parameters with the values of their secrets. Throws `UsageError` that names all those which are missing. */
export function resolveSecrets<T>(parameters: T, sources: SecretSources): T {
  const missing: string[] = [];
  const resolved = resolveAll(parameters, sources, missing);
  if (missing.length === 0) return resolved as T;
  throw new UsageError(`${missing.join("; ")}. Set what is missing, then run the command again.`);
}

function resolveAll(value: unknown, sources: SecretSources, missing: string[]): unknown {
  if (secretSource(value)) return valueFrom(value as Secret, sources, missing);
  if (Array.isArray(value)) return value.map((entry) => resolveAll(entry, sources, missing));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, resolveAll(entry, sources, missing)]));
}

function valueFrom(secret: Secret, { env, folder }: SecretSources, missing: string[]): string {
  const { name } = secret;
  if (secretSource(secret) === "env") {
    const value = env[name];
    if (!value) missing.push(`the environment variable ${name} is ${value === "" ? "empty" : "not set"}`);
    return value ?? "";
  }
  try {
    const text = readFileSync(resolve(folder, name), "utf8").replace(/\r?\n$/, "");
    if (text === "") missing.push(`the file ${name} is empty`);
    return text;
  } catch {
    missing.push(`the file ${name} cannot be read`);
    return "";
  }
}
