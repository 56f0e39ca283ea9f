import type { FakeAnswer, FakeRoute } from "../engine/fake-types";
import { type Call, ok, refuse, withHeaders } from "./answers";
import type { GreenhouseState } from "./greenhouse-state";
import { type Filters, filters, readFilters } from "./v3-filters";
import { applicationRow, attachmentRow, candidateRow, noteRow, optionRow, plainRow } from "./v3-rows";

type Row = { id: number };

interface List {
  path: string;
  /** Beside those that every list has. */
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
      const building = new Set(state.candidates.filter(({ readableAt }) => readableAt > now).map(({ id }) => id));
      return state.applications.filter(({ candidate_id }) => !building.has(candidate_id)).map(applicationRow);
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

/** The lists of Harvest v3, of which the next page is known by the `Link` header alone. */
export function v3Lists(base: string): FakeRoute<GreenhouseState>[] {
  return lists.map((list) => ({ method: "GET", path: list.path, handle: (call) => answerList(base, list, call) }));
}

function answerList(base: string, list: List, call: Call): FakeAnswer {
  const cursor = call.query.get("cursor");
  if (cursor === null) return answerPage(base, list, call, { query: call.query, after: 0, number: 0 });
  if ([...call.query.keys()].length > 1) return refuse("cursor", "must be the only parameter");
  const page = readCursor(cursor, list.path);
  return page ? answerPage(base, list, call, page) : refuse("cursor", "is invalid");
}

interface Page {
  /** The query of the first page. */
  query: URLSearchParams;
  /** The last id of the page before. */
  after: number;
  /** Pages so far: no two cursors are the same. */
  number: number;
}

function answerPage(base: string, list: List, { state, now }: Call, { query, after, number }: Page): FakeAnswer {
  const read = readFilters(query, list.filters);
  if ("fault" in read) return read.fault;
  const rows = list.rows(state, now()).filter((row) => read.fits({ ...row }));
  const isLeft = (id: number) => (state.paging === "overlapping" ? id >= after : id > after);
  const left = rows.filter(({ id }) => isLeft(id)).sort((one, other) => one.id - other.id);
  const page = left.slice(0, state.paging === "overlapping" && after > 0 ? read.perPage + 1 : read.perPage);
  const shown = page.map((row) => read.pick(list.path === "/custom_field_options" ? optionRow(row as never) : row));
  if (left.length <= page.length && state.paging !== "endless") return ok(shown);
  const cursor = writeCursor(list.path, { query, after: page.at(-1)?.id ?? after, number: number + 1 });
  return withHeaders(ok(shown), { link: `<${base}${list.path}?cursor=${encodeURIComponent(cursor)}>; rel="next"` });
}

/** Opaque to clients, and with letters that an address must escape. */
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
