import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import type { GreenhouseState } from "./greenhouse-state";
import { type Call, ok, refuse, withHeaders } from "./responses";
import { type Filters, filters, readFilters } from "./v3-filters";
import { applicationRow, attachmentRow, candidateRow, noteRow, optionRow, plainRow } from "./v3-rows";

type Row = { id: number };

interface List {
  path: string;
  /** In addition to those of every list. */
  filters: Filters;
  rows(state: GreenhouseState, now: number): Row[];
}

const { ids, text, flag, status, date, optionOf } = filters;

const lists: List[] = [
  {
    path: "/candidates",
    filters: {
      private: (row, value) => value === "true" || row.private !== true,
      email: (row, value) => values(row.email_addresses).some((email) => email.toLowerCase() === value.toLowerCase()),
      tag: (row, value) => (row.tags as string[]).includes(value),
      last_activity_at: date("last_activity_at"),
      custom_field_option_id: optionOf,
    },
    rows: (state, now) => state.candidates.filter(({ readableAt }) => readableAt <= now).map(candidateRow),
  },
  {
    path: "/applications",
    filters: {
      candidate_ids: ids("candidate_id"),
      job_ids: ids("job_id"),
      prospective_job_ids: ids("prospective_job_ids"),
      job_post_ids: ids("job_post_id"),
      source_ids: ids("source_id"),
      referrer_ids: ids("referrer_id"),
      stage_ids: ids("stage_id"),
      job_interview_stage_ids: ids("job_interview_stage_id"),
      stage_name: text("stage_name"),
      status,
      prospect: flag("prospect"),
      last_activity_at: date("last_activity_at"),
      custom_field_option_id: optionOf,
    },
    rows: (state, now) => {
      const unreadable = new Set(state.candidates.filter(({ readableAt }) => readableAt > now).map(({ id }) => id));
      return state.applications.filter(({ candidate_id }) => !unreadable.has(candidate_id)).map(applicationRow);
    },
  },
  {
    path: "/attachments",
    filters: { application_ids: ids("application_id"), candidate_ids: ids("candidate_id"), type: text("type") },
    rows: ({ attachments }) => attachments.filter(({ application_id }) => application_id !== null).map(attachmentRow),
  },
  { path: "/notes", filters: {}, rows: ({ notes }) => notes.map(noteRow) },
  {
    path: "/candidate_employments",
    filters: { candidate_ids: ids("candidate_id") },
    rows: ({ employments }) => employments.map(plainRow),
  },
  {
    path: "/candidate_educations",
    filters: { candidate_ids: ids("candidate_id") },
    rows: ({ educations }) => educations.map(plainRow),
  },
  {
    path: "/custom_field_options",
    filters: { custom_field_key: text("key") },
    rows: ({ options }) => options,
  },
];

/** Returns the lists of Harvest v3. Only the `Link` header leads to the next page. */
export function v3Lists(base: string): FakeRoute<GreenhouseState>[] {
  return lists.map((list) => ({ method: "GET", path: list.path, handle: (call) => readList(base, list, call) }));
}

function readList(base: string, list: List, call: Call): FakeResponse {
  const cursor = call.query.get("cursor");
  if (cursor === null) return readPage(base, list, call, { query: call.query, after: 0, number: 0 });
  if ([...call.query.keys()].length > 1) return refuse("cursor", "must be the only parameter");
  const page = readCursor(cursor, list.path);
  return page ? readPage(base, list, call, page) : refuse("cursor", "is invalid");
}

interface Page {
  /** The query of the first page. */
  query: URLSearchParams;
  /** The last id of the previous page. */
  after: number;
  /** The number of previous pages. It makes every cursor unique. */
  number: number;
}

function readPage(base: string, list: List, { state, now }: Call, { query, after, number }: Page): FakeResponse {
  const read = readFilters(query, list.filters);
  if ("fault" in read) return read.fault;
  const rows = list.rows(state, now()).filter((row) => read.matches({ ...row }));
  const isRemaining = (id: number) => (state.paging === "overlapping" ? id >= after : id > after);
  const remaining = rows.filter(({ id }) => isRemaining(id)).sort((one, other) => one.id - other.id);
  const page = remaining.slice(0, state.paging === "overlapping" && after > 0 ? read.perPage + 1 : read.perPage);
  const shown = page.map((row) => read.pick(list.path === "/custom_field_options" ? optionRow(row as never) : row));
  if (remaining.length <= page.length && state.paging !== "endless") return ok(shown);
  const cursor = writeCursor(list.path, { query, after: page.at(-1)?.id ?? after, number: number + 1 });
  return withHeaders(ok(shown), { link: `<${base}${list.path}?cursor=${encodeURIComponent(cursor)}>; rel="next"` });
}

/** Opaque to clients. The trailing `==` must be escaped in a URL. */
function writeCursor(path: string, { query, ...place }: Page): string {
  return `${btoa(JSON.stringify({ path, query: query.toString(), ...place }))}==`;
}

function readCursor(cursor: string, path: string): Page | undefined {
  try {
    const { query, after, number, ...read } = JSON.parse(atob(cursor.replace(/=+$/, "")));
    return read.path === path ? { query: new URLSearchParams(query), after, number } : undefined;
  } catch {
    return undefined;
  }
}

function values(addresses: unknown): string[] {
  return (addresses as { value: string }[]).map(({ value }) => value);
}
