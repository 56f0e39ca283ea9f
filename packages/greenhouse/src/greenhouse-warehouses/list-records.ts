import { unwrap } from "../greenhouse-error";
import { pages } from "./next-page";

/** The most that Greenhouse answers on a page. */
const pageSize = 500;

/** What a typed client answers for a list. */
interface ListAnswer<Row> {
  data?: Row[];
  error?: unknown;
  response: Response;
}

/** The rows of a list of Harvest v3. A cursor stands alone in the query: with anything else, it is refused. */
export function listRecordsV3<Row, Query extends object>(
  query: Query,
  list: (query: (Query & { per_page: number }) | { cursor: string }) => Promise<ListAnswer<Row>>,
): AsyncGenerator<NonNullable<Row>> {
  return pages("cursor", (cursor) =>
    rowsOf(list(cursor === undefined ? { ...query, per_page: pageSize } : { cursor })),
  );
}

/** The same in Harvest v1, where every page is asked for with the whole query. */
export function listRecordsV1<Row, Query extends object>(
  query: Query,
  list: (query: Query & { per_page: number; page?: number }) => Promise<ListAnswer<Row>>,
): AsyncGenerator<NonNullable<Row>> {
  return pages("page", (page) =>
    rowsOf(list({ ...query, per_page: pageSize, ...(page === undefined ? {} : { page: Number(page) }) })),
  );
}

async function rowsOf<Row>(call: Promise<ListAnswer<Row>>): Promise<{ rows: Row[]; response: Response }> {
  const answer = await call;
  return { rows: await unwrap(Promise.resolve(answer)), response: answer.response };
}
