import { badRequest, type LeverCall } from "./lever-route";

/** Returns one page of a listing, newest first. `offset` must come from an earlier page of the same listing. */
export function listPage<Item extends { id: string; createdAt: number }>(
  { state, query, path }: LeverCall,
  items: Item[],
  view: (item: Item) => unknown,
) {
  const limit = Number(query.get("limit") ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) return badRequest("limit must be from 1 to 100.");
  const listing = listingOf(path, query);
  const offset = query.get("offset");
  const from = offset === null ? undefined : state.offsets.get(offset);
  if (offset !== null && from?.listing !== listing) return badRequest("Invalid offset token");

  const sorted = items.toSorted(newestFirst);
  const rest = from ? sorted.filter((item) => newestFirst(from, item) < 0) : sorted;
  const page = rest.slice(0, limit);
  const data = page.map(view);
  const isLast = rest.length <= limit;
  const last = (state.paging === "overlapping" && page.at(-2)) || (page.at(-1) ?? from);
  if (!last || (isLast && state.paging !== "endless")) return { status: 200, body: { data, hasNext: false } };
  const { createdAt, id } = last;
  const next = encodeURIComponent(JSON.stringify([3, createdAt, id, state.offsets.size]));
  state.offsets.set(next, { listing, createdAt, id });
  return { status: 200, body: { data, hasNext: true, next } };
}

interface Position {
  id: string;
  createdAt: number;
}

function newestFirst(one: Position, other: Position): number {
  return other.createdAt - one.createdAt || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0);
}

function listingOf(path: string, query: URLSearchParams): string {
  const filters = [...query].filter(([name]) => name !== "offset" && name !== "limit");
  return JSON.stringify([path, ...filters.sort()]);
}

/** Returns whether the filter is absent or includes one of the values. */
export function passes(query: URLSearchParams, filter: string, ...values: (string | null)[]): boolean {
  const accepted = query.getAll(filter);
  return accepted.length === 0 || values.some((value) => value !== null && accepted.includes(value));
}

/** Returns whether a time is between a filter's start and end, both inclusive. A null time is in no range. */
export function isWithin(query: URLSearchParams, filter: string, time: number | null): boolean {
  const start = query.get(`${filter}_start`);
  const end = query.get(`${filter}_end`);
  if (start === null && end === null) return true;
  return time !== null && time >= Number(start ?? Number.NEGATIVE_INFINITY) && time <= Number(end ?? time);
}
