import { InputError } from "@hrflow-connectors/core/connector";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { tagValues } from "@hrflow-connectors/hrflow-client/warehouses";

/** Its value is `<boardKey>_<jobReference>`, as HrFlow.ai's career sites write it. */
const applicationTag = "application_boardKey_jobReference";
/** Its value is the plain id. */
const jobTagName = "greenhouse_job_id";

/** The Greenhouse jobs that a profile applies to, from its tags. Throws `InputError` if no tag names a job, or if one is not an id. */
export function jobIds(profile: HrflowProfile): number[] {
  const applications = tagValues(profile, applicationTag).map((value) =>
    jobId(applicationTag, value, referenceOf(value)),
  );
  const plain = tagValues(profile, jobTagName).map((value) => jobId(jobTagName, value, value));
  const ids = [...new Set([...applications, ...plain])];
  if (ids.length > 0) return ids;
  throw new InputError(
    `the profile has neither a tag ${applicationTag} (<boardKey>_<jobReference>) nor ${jobTagName}: it does not say which job to apply to`,
  );
}

/** What follows the first `_`. */
function referenceOf(value: string): string {
  const at = value.indexOf("_");
  return at < 0 ? "" : value.slice(at + 1).trim();
}

function jobId(tag: string, value: string, reference: string): number {
  const id = /^\d+$/.test(reference) ? Number(reference) : Number.NaN;
  if (Number.isSafeInteger(id)) return id;
  const expected = tag === applicationTag ? "<boardKey>_<id of a Greenhouse job>" : "the id of a Greenhouse job";
  throw new InputError(`tag ${tag}: expected ${expected}, found "${value}"`);
}
