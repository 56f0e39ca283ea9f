import { ResponseShapeError } from "@hrflow-connectors/core";
import { listOf } from "@hrflow-connectors/core/formats";

/**
 * One query parameter of the page that follows, from the `Link` header; undefined after the last page. Only the parameter
 * is taken, never the address: a credential goes to the vendor's own host.
 */
export function nextPage(response: Response, parameter: "cursor" | "page"): string | undefined {
  const links = response.headers.get("link") ?? "";
  const [, url] = /<([^>]*)>\s*;[^<]*\brel="?next\b/i.exec(links) ?? [];
  if (url === undefined) return undefined;
  return new URLSearchParams(url.slice(url.indexOf("?") + 1)).get(parameter) ?? undefined;
}

/** Reads page after page; a page that was read already would be read for ever. */
export async function* pages<Row>(
  parameter: "cursor" | "page",
  read: (next: string | undefined) => Promise<{ rows: Row[]; response: Response }>,
): AsyncGenerator<NonNullable<Row>> {
  const seen = new Set<string>();
  for (let next: string | undefined; ; ) {
    const { rows, response } = await read(next);
    if (!Array.isArray(rows)) throw new ResponseShapeError("Greenhouse answered something that is no list");
    yield* listOf(rows);
    next = nextPage(response, parameter);
    if (next === undefined) return;
    if (seen.has(next)) throw new ResponseShapeError("Greenhouse leads from one page back to an earlier one");
    seen.add(next);
  }
}
