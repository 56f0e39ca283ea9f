import { ApiCallError, ResponseShapeError } from "../errors";

/** A list may have empty pages; more in a row than this have no end. */
const maxEmptyPages = 20;

/**
 * Reads a paged list to its end, whatever the paging: `load` is given the `next` that the page before it described, undefined for the
 * first page, and so is `describe`, for pages that are numbered. Throws `ResponseShapeError` if a page has no rows list, repeats the page
 * before, leads back to an earlier one, or empty pages do not end.
 *
 * @example
 * paginate(
 *   (cursor) => api.GET("/jobs", { params: { query: { cursor } } }),
 *   ({ jobs, next_cursor }) => ({ rows: jobs, next: next_cursor }),
 * );
 */
export async function* paginate<Page, Row>(
  load: (next: string | undefined) => Promise<Page>,
  describe: (
    page: Page,
    next: string | undefined,
  ) => { rows: readonly Row[] | null | undefined; next: string | null | undefined },
): AsyncGenerator<NonNullable<Row>> {
  const seen = new Set<string>();
  let empty = 0;
  let before: string | undefined;
  for (let next: string | undefined; ; ) {
    const page = describe(await load(next), next);
    const left = reversed(page.rows);
    const isEmpty = left.length === 0;
    // A vendor that ignores page numbers responds to each with the same page.
    const ends = JSON.stringify(left.length > 1 ? [left.length, left[0], left.at(-1)] : left);
    if (!isEmpty && ends === before) throw repeated();
    before = ends;
    while (left.length > 0) {
      const row = left.pop();
      if (row !== null && row !== undefined) yield row;
    }
    if (page.next === null || page.next === undefined || page.next === "") return;
    empty = isEmpty ? empty + 1 : 0;
    if (seen.has(page.next)) throw repeated();
    if (empty > maxEmptyPages) throw new ResponseShapeError("the pages of the list have no end");
    next = page.next;
    seen.add(next);
  }
}

const repeated = () => new ResponseShapeError("a page of the list leads back to an earlier page");

/** A copy to take rows from, so that each can be freed before the next one is asked for. */
function reversed<Row>(rows: readonly Row[] | null | undefined): Row[] {
  if (!Array.isArray(rows)) throw new ResponseShapeError("expected a page with a list of rows");
  return [...rows].reverse();
}

/**
 * A query parameter of the next page, from the `Link` header; undefined after the last page. Only the parameter is used, never the
 * URL: a credential goes to the vendor's own host.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8288
 */
export function nextFromLink(headers: Headers, parameter: string): string | undefined {
  const [, url] = /<([^>]*)>\s*;[^<]*\brel="?next\b/i.exec(headers.get("link") ?? "") ?? [];
  return parameterOf(url, parameter);
}

/** The same from the URL of the next page, as some APIs give it in the body. Throws `ResponseShapeError` if it lacks the parameter. */
export function nextFromUrl(url: string | null | undefined, parameter: string): string | undefined {
  const next = parameterOf(url, parameter);
  if (url && !next) throw new ResponseShapeError(`the URL of the next page has no ${parameter}`);
  return next;
}

function parameterOf(url: string | null | undefined, name: string): string | undefined {
  return new URLSearchParams(url?.slice(url.indexOf("?") + 1)).get(name) ?? undefined;
}

/**
 * The data of a call; undefined if the vendor says that there is no such record. A record may be deleted after it was listed.
 *
 * @example
 * const job = await unlessMissing(api.GET("/jobs/{id}", { params: { path: { id } } }));
 */
export async function unlessMissing<Data>(call: Promise<Data>, statuses = [404]): Promise<Data | undefined> {
  return call.catch((error: unknown) => {
    if (ApiCallError.isInstance(error) && statuses.includes(error.status)) return undefined;
    throw error;
  });
}
