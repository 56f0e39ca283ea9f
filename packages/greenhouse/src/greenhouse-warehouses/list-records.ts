import { type ApiResponse, nextFromLink, paginate } from "@hrflow-connectors/core/connector";

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
