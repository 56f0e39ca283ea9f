import { ResponseShapeError } from "../errors";

/** A list may have empty pages; more in a row than this have no end. */
const maxEmptyPages = 20;

/**
 * Reads a paged list to its end, whatever the paging: `load` is given the `next` that the page before it described, undefined for the
 * first page. Throws `ResponseShapeError` if a page has no rows list, leads back to an earlier page, or empty pages do not end.
 *
 * @example
 * paginate(
 *   (cursor) => api.GET("/jobs", { params: { query: { cursor } } }),
 *   ({ jobs, next_cursor }) => ({ rows: jobs, next: next_cursor }),
 * );
 */
export async function* paginate<Page, Row>(
  load: (next: string | undefined) => Promise<Page>,
  describe: (page: Page) => { rows: readonly Row[] | null | undefined; next: string | null | undefined },
): AsyncGenerator<NonNullable<Row>> {
  const seen = new Set<string>();
  let empty = 0;
  for (let next: string | undefined; ; ) {
    const page = describe(await load(next));
    if (!Array.isArray(page.rows)) throw new ResponseShapeError("expected a page with a list of rows");
    for (const row of page.rows) if (row !== null && row !== undefined) yield row;
    if (page.next === null || page.next === undefined || page.next === "") return;
    empty = page.rows.length === 0 ? empty + 1 : 0;
    if (seen.has(page.next)) throw new ResponseShapeError("a page of the list leads back to an earlier page");
    if (empty > maxEmptyPages) throw new ResponseShapeError("the pages of the list have no end");
    next = page.next;
    seen.add(next);
  }
}

/**
 * A query parameter of the next page, from the `Link` header; undefined after the last page. Only the parameter is used, never the
 * URL: a credential goes to the vendor's own host.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8288
 */
export function nextFromLink(headers: Headers, parameter: string): string | undefined {
  const [, url] = /<([^>]*)>\s*;[^<]*\brel="?next\b/i.exec(headers.get("link") ?? "") ?? [];
  if (url === undefined) return undefined;
  return new URLSearchParams(url.slice(url.indexOf("?") + 1)).get(parameter) ?? undefined;
}
