import { ResponseShapeError } from "@hrflow-connectors/core/connector";

/** The largest page that Lever returns. */
export const largestPage = 100;

/** A page of any of Lever's lists, for `paginate`. `hasNext` decides: a last page may have a `next`. */
export function pageOf<Row>(page: { data: Row[]; hasNext?: boolean; next?: string }) {
  return {
    // Taken out of the page, which would hold them until the last one is read.
    get rows() {
      return Array.isArray(page.data) ? page.data.splice(0) : page.data;
    },
    // A getter: `paginate` reads it after the rows, which are not lost then.
    get next() {
      if (!page.hasNext) return undefined;
      if (!page.next) throw new ResponseShapeError("Lever responded with hasNext, but without next");
      return page.next;
    },
  };
}
