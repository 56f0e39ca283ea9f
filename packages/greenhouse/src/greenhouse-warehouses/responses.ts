import {
  ApiCallError,
  type ApiResponse,
  type CheckContext,
  nextFromLink,
  paginate,
  ResponseShapeError,
} from "@hrflow-connectors/core/connector";
import { listOf } from "@hrflow-connectors/core/formats";
import type { GreenhouseHarvestPaths } from "../greenhouse-types";

/** The largest page that Greenhouse sends. */
export const pageSize = 500;

export type ListV3<Row, Query> = (
  query: (Query & { per_page: number }) | { cursor: string },
) => Promise<ApiResponse<Row[]>>;
export type ListV1<Row, Query> = (query: Query & { per_page: number; page?: number }) => Promise<ApiResponse<Row[]>>;

/**
 * Yields the rows of a list of Harvest v3, whose ids descend. A cursor is refused beside any other parameter. A list whose cursor is
 * refused, such as a stale one, is read again from its start, without the rows that were yielded.
 */
export async function* listRecordsV3<Row, Query extends object>(
  query: Query,
  list: ListV3<Row, Query>,
): AsyncGenerator<NonNullable<Row>> {
  let lastId = Number.POSITIVE_INFINITY;
  for (let restartedAt: number | undefined; ; restartedAt = lastId) {
    let isByCursor = false;
    const rows = paginate(
      (cursor) => {
        isByCursor = cursor !== undefined;
        return list(cursor === undefined ? { ...query, per_page: pageSize } : { cursor });
      },
      ({ data, headers }) => ({ rows: data, next: nextFromLink(headers, "cursor") }),
    );
    try {
      for await (const row of rows) {
        const id = idOf((row as { id?: unknown }).id);
        if (restartedAt !== undefined && id !== undefined && id >= restartedAt) continue;
        lastId = id ?? lastId;
        yield row;
      }
      return;
    } catch (error) {
      const isRefused = ApiCallError.isInstance(error) && [400, 404, 410, 422].includes(error.status);
      if (!isByCursor || !isRefused || lastId === restartedAt || lastId === Number.POSITIVE_INFINITY) throw error;
    }
  }
}

/** Yields the rows of a list of Harvest v1. Every page needs the whole query. */
export function listRecordsV1<Row, Query extends object>(
  query: Query,
  list: ListV1<Row, Query>,
): AsyncGenerator<NonNullable<Row>> {
  return paginate(
    (page) => list({ ...query, per_page: pageSize, ...(page === undefined ? {} : { page: Number(page) }) }),
    ({ data, headers }) => ({ rows: data, next: nextFromLink(headers, "page") }),
  );
}

/** The rows, each once: a page may begin with the last row of the page before. */
export async function collect<Row extends { id: number }>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found = new Map<number, Row>();
  for await (const row of rows) found.set(row.id, row);
  return [...found.values()];
}

function distinct<Row extends { id: number }>(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/** A list of which the first page was read. */
export interface OpenedList<Row> {
  /** Whether more pages follow. */
  isLong: boolean;
  first: readonly NonNullable<Row>[];
  /** All rows. The first page is not asked for again. */
  rows(): AsyncGenerator<NonNullable<Row>>;
}

export async function openListV3<Row, Query extends object>(
  query: Query,
  list: ListV3<Row, Query>,
): Promise<OpenedList<Row>> {
  const page = await list({ ...query, per_page: pageSize });
  let kept: typeof page | undefined = page;
  const rows = () =>
    listRecordsV3<Row, Query>(query, async (given) => {
      const known = kept;
      kept = undefined;
      return known ?? list(given);
    });
  if (!Array.isArray(page.data)) throw new ResponseShapeError("expected a page with a list of rows");
  return { isLong: nextFromLink(page.headers, "cursor") !== undefined, first: listOf(page.data), rows };
}

/** All rows of a list of Harvest v3, each once. Few lists that are asked for by ids have more than one page. */
export async function allRecordsV3<Row extends { id: number }, Query extends object>(
  query: Query,
  list: ListV3<Row, Query>,
): Promise<Row[]> {
  const opened = await openListV3(query, list);
  return opened.isLong ? collect(opened.rows()) : distinct(opened.first);
}

/**
 * How long a created record may be missing from the lists. Nothing is documented: it is our margin for a request that was under way
 * when its process died.
 */
export const visibleAfterMs = 2_000;

/** The ids of a candidate and its applications. */
export interface CreatedIds {
  /** Of the candidate. */
  id: number;
  /** In the vendor's order; empty while the record is still being built. */
  applications: number[];
}

interface CreateResponse {
  id?: unknown;
  candidate?: { id?: unknown } | null;
  application?: { id?: unknown } | null;
  application_id?: unknown;
  application_ids?: unknown[] | null;
  applications?: ({ id?: unknown } | null)[] | null;
}

/**
 * The ids in the response to a create. Harvest v3 wraps candidate and application, v1 returns the candidate, and both may return
 * little more than ids while the record is being built. Throws `ResponseShapeError` if the candidate's id is missing.
 */
export function createdIds(response: object): CreatedIds {
  const { id, candidate, application, application_id, application_ids, applications } = response as CreateResponse;
  const candidateId = idOf(candidate?.id) ?? idOf(id);
  if (candidateId === undefined) throw new ResponseShapeError("POST /candidates returned no id of the candidate");
  const found = [
    application?.id,
    application_id,
    ...listOf(application_ids),
    ...listOf(applications).map((one) => one.id),
  ];
  return { id: candidateId, applications: [...new Set(found.map(idOf).filter((one) => one !== undefined))] };
}

/** The id of a created record that needs one. Throws `ResponseShapeError` if the response has none. */
export function createdId({ id }: { id?: unknown }, record: string): { id: number } {
  const found = idOf(id);
  if (found === undefined) throw new ResponseShapeError(`Greenhouse returned no id of the ${record}`);
  return { id: found };
}

function idOf(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}

type ListName =
  | "candidates"
  | "applications"
  | "candidate_employments"
  | "candidate_educations"
  | "custom_field_options"
  | "attachments"
  | "notes"
  | "jobs"
  | "job_posts"
  | "job_post_locations"
  | "departments"
  | "offices";

/**
 * Checks that a credential of Harvest v3 may read these lists, by a row of each. If the scopes of the token are known, one list is enough:
 * it only remains to check that the user to act for is a site administrator.
 */
export async function checkListsV3(
  { api, probe, granted }: Pick<CheckContext<GreenhouseHarvestPaths, unknown>, "api" | "probe" | "granted">,
  lists: readonly ListName[],
): Promise<void> {
  const chosen = granted ? lists.filter((list) => granted.includes(`harvest:${list}:list`)).slice(0, 1) : lists;
  for (const list of chosen) {
    const read = () => api.GET(`/${list}`, { params: { query: { per_page: 1 } } });
    const advice = granted
      ? "act for a site administrator"
      : `grant harvest:${list}:list, and act for a site administrator`;
    await probe(`the list of ${list.replaceAll("_", " ")}`, read, advice);
  }
}

/** Looks whether a record exists that the parameters name. */
export async function checkRecordV3(
  { api, probe, report }: Pick<CheckContext<GreenhouseHarvestPaths, unknown>, "api" | "probe" | "report">,
  what: "candidate" | "job",
  id: number,
): Promise<void> {
  const read = () => api.GET(`/${what}s`, { params: { query: { ids: [id] } } });
  const found = await probe(`the ${what} ${id}`, read, `grant harvest:${what}s:list`);
  if (found?.length === 0) report({ level: "error", message: `there is no ${what} ${id}`, advice: `check ${what}Id` });
}
