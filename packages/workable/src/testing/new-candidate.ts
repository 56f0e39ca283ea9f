import { seconds, type WorkableFakeCandidate, type WorkableFakeJob } from "./records";

type Given = Record<string, unknown>;

/** Returns the error body for an incomplete create. Undefined if it is complete. */
export function checkNewCandidate(json: unknown): object | undefined {
  const candidate = (json as { candidate?: Given } | undefined)?.candidate;
  const faults: Record<string, string[]> = {};
  const require = (field: string, isGiven: unknown) => {
    if (!isGiven) faults[field] = ["can't be blank"];
  };
  const entriesOf = (field: string) => (candidate?.[field] ?? []) as Given[];
  require("candidate", candidate);
  require("email", /^\S+@\S+$/.test(String(candidate?.email ?? "")));
  require("name", candidate?.name || (candidate?.firstname && candidate.lastname));
  require("school", entriesOf("education_entries").every(({ school }) => school));
  require("title", entriesOf("experience_entries").every(({ title }) => title));
  if (String(candidate?.headline ?? "").length > 255) faults.headline = ["is too long (maximum is 255 characters)"];
  const [field] = Object.keys(faults);
  if (field === undefined) return undefined;
  return { error: `Validation failed: ${field} ${faults[field]}`, validation_errors: faults };
}

/** The record that a create stores. Ids are hexadecimal and ascend. */
export function createdCandidate(
  json: unknown,
  job: WorkableFakeJob,
  count: number,
  now: number,
): WorkableFakeCandidate {
  const { sourced = true, candidate } = json as { sourced?: boolean; candidate: Given };
  const { skills, resume, ...given } = candidate;
  const [firstname, ...rest] = String(given.name ?? "").split(" ");
  const id = (0xb99000 + count).toString(16);
  return {
    name: `${given.firstname} ${given.lastname}`,
    ...{ firstname: firstname ?? null, lastname: rest.join(" ") || null },
    ...given,
    id,
    job: { shortcode: job.shortcode, title: job.title },
    stage: sourced ? "Sourced" : "Applied",
    stage_kind: sourced ? "sourced" : "applied",
    ...{ sourced, disqualified: false, outlet: "SPI", common_source: "Unknown", common_source_category: "Other" },
    profile_url: `https://brightwater.workable.com/backend/jobs/${job.id}/browser/candidate/${id}`,
    ...{ created_at: seconds(now), updated_at: seconds(now), createdAtMs: now },
    skills: ((skills ?? []) as string[]).map((name) => ({ name })),
    ...(resume ? { resume: { ...(resume as { name: string; data: string }), at: now } } : {}),
  };
}
