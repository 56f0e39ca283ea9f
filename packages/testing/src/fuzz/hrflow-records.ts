import type fc from "fast-check";
import { schemaValidator } from "../document/schema-validator";
import { hrflowSchemas } from "../generated/hrflow-schemas";
import { type ArbitrarySettings, arbitraryOf } from "./arbitrary-of";

/**
 * A fast-check arbitrary of the profiles that HrFlow.ai returns, by the schema of its document: the input of formats that push.
 *
 * @example
 * fc.assert(fc.property(arbitraryProfile<HrflowProfile>(), (profile) => textFaults(formatCandidate(profile)).length === 0));
 */
export function arbitraryProfile<Profile = Record<string, unknown>>(
  settings: ArbitrarySettings = {},
): fc.Arbitrary<Profile> {
  return arbitraryOf<Profile>("Profile", hrflowSchemas, settings);
}

/** A fast-check arbitrary of the jobs that HrFlow.ai returns, by the schema of its document. */
export function arbitraryJob<Job = Record<string, unknown>>(settings: ArbitrarySettings = {}): fc.Arbitrary<Job> {
  return arbitraryOf<Job>("Job", hrflowSchemas, settings);
}

/**
 * Returns what HrFlow.ai does not accept in a profile that a format returns, one line per fault. The item's `resume` is not sent with
 * it: only that something names the file is checked.
 */
export function validateProfile(value: unknown): string[] {
  if (typeof value !== "object" || value === null || !("resume" in value)) return validate("ProfileWrite", value);
  const { resume, ...profile } = value;
  return [...validate("ProfileWrite", profile), ...(isFile(resume) ? [] : ["/resume must have an id or a url"])];
}

/** Returns what HrFlow.ai does not accept in a job that a format returns, one line per fault. */
export function validateJob(value: unknown): string[] {
  return validate("JobWrite", value);
}

const validate = (name: string, value: unknown) => schemaValidator(hrflowSchemas).validate(name, value);

/** A format that has no file may return `resume: undefined`. */
function isFile(resume: unknown): boolean {
  if (resume === undefined) return true;
  if (typeof resume !== "object" || resume === null) return false;
  const { id, url } = resume as { id?: unknown; url?: unknown };
  return [id, url].some((name) => typeof name === "string" && name !== "");
}
