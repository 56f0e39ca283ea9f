import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { loadDocument, schemaValidator } from "@hrflow-connectors/testing";

/** The given profile cannot be used. The message is for the person who runs the demo. */
export class ProfileError extends Error {}

const example = fileURLToPath(new URL("../profile.json", import.meta.url));
const specification = new URL("../../specs/hrflow/openapi.yaml", import.meta.url);

/** Fields that HrFlow.ai always sets, and that people omit or leave empty when they write a profile. */
const managed = {
  key: "00000000000000000000000000000000000000aa",
  source_key: "00000000000000000000000000000000000000bb",
  source: {},
};

/**
 * Reads a profile and validates it against the HrFlow.ai specification. Relative paths start at the folder in which the
 * user called npm. Also accepts an API response (`{ "data": ... }`). Throws `ProfileError`.
 */
export async function readProfile(path: string | undefined): Promise<HrflowProfile> {
  const file = path === undefined ? example : resolve(process.env.INIT_CWD ?? process.cwd(), path);
  const value = parse(file, await read(file));
  const content = isObject(value) && isObject(value.data) ? value.data : value;
  if (!isObject(content)) throw new ProfileError(`${file} does not contain a profile: expected a JSON object`);
  const profile = { ...managed, ...content };
  const problems = schemaValidator(await loadDocument(specification)).validate("Profile", profile);
  if (problems.length > 0) {
    const lines = problems.map((problem) => `  ${problem}`);
    throw new ProfileError([`${file} is not a valid HrFlow.ai profile:`, ...lines].join("\n"));
  }
  const { key, source_key, ...rest } = profile as HrflowProfile;
  return { ...rest, key: key || managed.key, source_key: source_key || managed.source_key };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new ProfileError(`${file}: ${isMissing ? "the file does not exist" : "the file cannot be read"}`);
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProfileError(`${file} is not valid JSON: ${error instanceof Error ? error.message : "unknown reason"}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
