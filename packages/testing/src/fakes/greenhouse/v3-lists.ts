import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import type { GreenhouseState } from "./greenhouse-state";
import { type Call, ok, refuseV3, withHeaders } from "./responses";
import { readFilters } from "./v3-filters";
import { type List, lists } from "./v3-list-definitions";

/** Returns the lists of Harvest v3, newest first. Only the `Link` header leads to the next page. */
export function v3Lists(base: string): FakeRoute<GreenhouseState>[] {
  return lists.map((list) => ({ method: "GET", path: list.path, handle: (call) => readList(base, list, call) }));
}

function readList(base: string, list: List, call: Call): FakeResponse {
  const cursor = call.query.get("cursor");
  if (cursor === null)
    return readPage(base, list, call, { query: call.query, after: Number.POSITIVE_INFINITY, number: 0 });
  if ([...call.query.keys()].length > 1) return refuseV3("cursor", "must be the only parameter");
  const page = readCursor(cursor, list.path);
  return page ? readPage(base, list, call, page) : refuseV3("cursor", "is invalid");
}

interface Page {
  /** The query of the first page. */
  query: URLSearchParams;
  /** The last id of the previous page. */
  after: number;
  /** The number of previous pages. It makes every cursor unique. */
  number: number;
}

function readPage(base: string, list: List, { state, now }: Call, { query, after, number }: Page): FakeResponse {
  const read = readFilters(query, list.filters);
  if ("fault" in read) return read.fault;
  const rows = list.rows(state, now()).filter((row) => !list.isHidden?.(row, query) && read.matches({ ...row }));
  const isRemaining = (id: number) => (state.paging === "overlapping" ? id <= after : id < after);
  const remaining = rows.filter(({ id }) => isRemaining(id)).sort((one, other) => other.id - one.id);
  const perPage = Math.min(read.perPage, state.largestPage);
  const overlaps = state.paging === "overlapping" && number > 0;
  const isGap = state.paging === "gapped" && number % 2 === 1;
  const page = isGap ? [] : remaining.slice(0, overlaps ? perPage + 1 : perPage);
  const shown = page.map((row) => read.pick(without(row, list.unshown ?? [])));
  if (remaining.length <= page.length && state.paging !== "endless") return ok(shown);
  const next = state.paging === "repeating" && number > 0 ? { after, number } : undefined;
  const place = next ?? { after: page.at(-1)?.id ?? after, number: number + 1 };
  const cursor = writeCursor(list.path, { query, ...place });
  return withHeaders(ok(shown), { link: `<${base}${list.path}?cursor=${encodeURIComponent(cursor)}>; rel="next"` });
}

function without(row: object, names: string[]): object {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}

/** Opaque to clients. The trailing `==` must be escaped in a URL. */
function writeCursor(path: string, { query, ...place }: Page): string {
  return `${btoa(JSON.stringify({ path, query: query.toString(), ...place }))}==`;
}

function readCursor(cursor: string, path: string): Page | undefined {
  try {
    const { query, after, number, ...read } = JSON.parse(atob(cursor.replace(/=+$/, "")));
    return read.path === path ? { query: new URLSearchParams(query), after, number } : undefined;
  } catch {
    return undefined;
  }
}
