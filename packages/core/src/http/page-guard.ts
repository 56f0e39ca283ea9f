import { ResponseShapeError } from "../errors";

/** A listing may have empty pages; more in a row than this have no end. */
const maxEmptyPages = 20;

/**
 * Watches over a listing that is read page by page: throws `ResponseShapeError` where it would be read for ever, since a page
 * leads back to an earlier one, or one empty page follows another.
 *
 * @example
 * const follow = createPageGuard("postings");
 * next = follow(page.next, page.data.length);
 */
export function createPageGuard(what: string): (next: string, rows: number) => string {
  const seen = new Set<string>();
  let empty = 0;
  return (next, rows) => {
    empty = rows === 0 ? empty + 1 : 0;
    if (seen.has(next)) throw new ResponseShapeError(`a page of ${what} leads back to an earlier one`);
    if (empty > maxEmptyPages) throw new ResponseShapeError(`the pages of ${what} have no end`);
    seen.add(next);
    return next;
  };
}
