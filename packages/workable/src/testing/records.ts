import type { components } from "../generated/workable";

type Schemas = components["schemas"];

/** A job as the fake keeps it. */
export type WorkableFakeJob = Schemas["JobListItem"] & Schemas["Job"];

/** A candidate as the fake keeps them. */
export type WorkableFakeCandidate = Omit<Schemas["Candidate"], "resume_url"> & {
  /** The bytes are in base64. `at` is when it was sent, in epoch milliseconds. */
  resume?: { name: string; data: string; at: number };
  /** Of those that the API created, in epoch milliseconds. */
  createdAtMs?: number;
};

const texts = ["description", "full_description", "requirements", "benefits"] as const;
const details = [...texts, "employment_type", "industry", "function", "experience", "education"] as const;

/** A job in a list: without texts and details. */
export function jobRow(job: WorkableFakeJob): object {
  return without(job, details);
}

export function jobView({ location, ...job }: WorkableFakeJob): object {
  return { ...without(job, ["sample"]), location: location && without(location, ["location_str"]) };
}

/** How long Workable keeps changing a record after a create or an update. */
const settleMs = 2_000;

function updatedAt({ createdAtMs, updated_at, created_at }: WorkableFakeCandidate, now: number) {
  const touched = (createdAtMs ?? Number.POSITIVE_INFINITY) + settleMs;
  const known = updated_at ?? created_at;
  return now >= touched && Date.parse(known) < touched ? seconds(touched) : known;
}

const rowFields =
  "id name firstname lastname headline account job stage stage_kind disqualified anonymized disqualification_reason hired_at moved_to_offer_at sourced profile_url address phone email domain outlet common_source common_source_category created_at".split(
    " ",
  );

/** A candidate in a list: without `withdrew`, entries and social profiles. */
export function candidateRow(candidate: WorkableFakeCandidate, now: number): object {
  const { resume } = candidate;
  const updated_at = updatedAt(candidate, now);
  const row = Object.fromEntries(Object.entries(candidate).filter(([name]) => rowFields.includes(name)));
  if (!resume) return { ...row, updated_at };
  const at = seconds(resume.at);
  const metadata = { filename: resume.name, filetype: resume.name.split(".").at(-1), created_at: at, updated_at: at };
  return { ...row, updated_at, resume_metadata: metadata };
}

export function candidateView(
  candidate: WorkableFakeCandidate,
  now: number,
  link: (id: string, now: number) => string,
) {
  const { resume, createdAtMs: _, ...view } = candidate;
  const isFilled = resume !== undefined && now >= resume.at + settleMs;
  return {
    ...view,
    updated_at: updatedAt(candidate, now),
    outbound_mailbox: `${candidate.id}@mailbox.example.com`,
    resume_url: isFilled ? link(candidate.id, now) : null,
  };
}

/** Whether a record passes the filters of time: ISO 8601, or Unix seconds. */
export function since(
  query: URLSearchParams,
  record: { created_at?: string | null; updated_at?: string | null },
): boolean {
  const passes = (filter: string | null, value: string | null | undefined) => {
    if (filter === null) return true;
    const from = /^\d+$/.test(filter) ? Number(filter) * 1_000 : Date.parse(filter);
    return Date.parse(value ?? "") >= from;
  };
  const { created_at, updated_at } = record;
  return passes(query.get("created_after"), created_at) && passes(query.get("updated_after"), updated_at ?? created_at);
}

/** A page by ascending ids. `since_id` names its first row, and the last page has no `paging`. */
export function pageOf<Row extends { id: string }>(
  name: string,
  rows: readonly Row[],
  view: (row: Row) => object,
  query: URLSearchParams,
  pageSize: number,
  next: string,
): object {
  const first = query.get("since_id");
  const sorted = [...rows].sort((one, other) => numberOf(one.id) - numberOf(other.id));
  const left = sorted.filter(({ id }) => first === null || numberOf(id) >= numberOf(first));
  const limit = Math.min(pageSize, Number(query.get("limit") ?? 50));
  const following = left[limit];
  return {
    [name]: left.slice(0, limit).map(view),
    ...(following ? { paging: { next: `${next}?limit=${limit}&since_id=${following.id}` } } : {}),
  };
}

const numberOf = (id: string) => Number.parseInt(id, 16);

export const seconds = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, "");

function without<Value extends object>(value: Value, names: readonly string[]): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name))) as Partial<Value>;
}
