import { type ApiResponse, nextFromLink, paginate, ResponseShapeError } from "@hrflow-connectors/core/connector";
import { listOf } from "@hrflow-connectors/core/formats";

/** The largest page that Greenhouse sends. */
const pageSize = 500;

/** Yields the rows of a list of Harvest v3. A cursor is refused beside any other parameter. */
export function listRecordsV3<Row, Query extends object>(
  query: Query,
  list: (query: (Query & { per_page: number }) | { cursor: string }) => Promise<ApiResponse<Row[]>>,
): AsyncGenerator<NonNullable<Row>> {
  return paginate(
    (cursor) => list(cursor === undefined ? { ...query, per_page: pageSize } : { cursor }),
    ({ data, headers }) => ({ rows: data, next: nextFromLink(headers, "cursor") }),
  );
}

/** Yields the rows of a list of Harvest v1. Every page needs the whole query. */
export function listRecordsV1<Row, Query extends object>(
  query: Query,
  list: (query: Query & { per_page: number; page?: number }) => Promise<ApiResponse<Row[]>>,
): AsyncGenerator<NonNullable<Row>> {
  return paginate(
    (page) => list({ ...query, per_page: pageSize, ...(page === undefined ? {} : { page: Number(page) }) }),
    ({ data, headers }) => ({ rows: data, next: nextFromLink(headers, "page") }),
  );
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
 * little more than ids while the record is being built. Throws `ResponseShapeError` if there is no id of the candidate.
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
