import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { loadDocument, schemaValidator } from "@hrflow-connectors/testing";

/** A profile that cannot be used, in words for the person who gave it. */
export class ProfileFault extends Error {}

const example = fileURLToPath(new URL("../profile.json", import.meta.url));
const specification = new URL("../../specs/hrflow/openapi.yaml", import.meta.url);

/** What HrFlow.ai always adds to a profile, and people leave out or blank when they write one. */
const managed = {
  key: "00000000000000000000000000000000000000aa",
  source_key: "00000000000000000000000000000000000000bb",
  source: {},
};

/**
 * Reads a profile and checks it against the HrFlow.ai specification. The path is taken from where the user called npm.
 * An answer of the API (`{ "data": ... }`) is taken as well. Throws `ProfileFault`.
 */
export async function readProfile(path: string | undefined): Promise<HrflowProfile> {
  const file = path === undefined ? example : resolve(process.env.INIT_CWD ?? process.cwd(), path);
  const value = parse(file, await read(file));
  const content = isObject(value) && isObject(value.data) ? value.data : value;
  if (!isObject(content)) throw new ProfileFault(`${file} holds no profile: expected a JSON object`);
  const profile = { ...managed, ...content };
  const faults = schemaValidator(await loadDocument(specification)).validate("Profile", profile);
  if (faults.length > 0) {
    throw new ProfileFault([`${file} is no HrFlow.ai profile:`, ...faults.map((fault) => `  ${fault}`)].join("\n"));
  }
  const { key, source_key, ...rest } = profile as HrflowProfile;
  return { ...rest, key: key || managed.key, source_key: source_key || managed.source_key };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const reason =
      error instanceof Error && "code" in error && error.code === "ENOENT"
        ? "there is no such file"
        : "it cannot be read";
    throw new ProfileFault(`${file}: ${reason}`);
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProfileFault(`${file} is not JSON: ${error instanceof Error ? error.message : "unknown reason"}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
