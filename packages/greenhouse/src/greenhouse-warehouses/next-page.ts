import { createPageGuard, ResponseShapeError } from "@hrflow-connectors/core";
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

/** Reads page after page. */
export async function* pages<Row>(
  parameter: "cursor" | "page",
  read: (next: string | undefined) => Promise<{ rows: Row[]; response: Response }>,
): AsyncGenerator<NonNullable<Row>> {
  const follow = createPageGuard("a Greenhouse list");
  for (let next: string | undefined; ; ) {
    const { rows, response } = await read(next);
    if (!Array.isArray(rows)) throw new ResponseShapeError("Greenhouse answered something that is no list");
    yield* listOf(rows);
    const told = nextPage(response, parameter);
    if (told === undefined) return;
    next = follow(told, rows.length);
  }
}
