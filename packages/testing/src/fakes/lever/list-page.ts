import type { FakeResponse } from "../engine/fake-types";
import { badRequest, type LeverCall } from "./lever-route";
import type { LeverPosition } from "./lever-state";

/** Returns the place of a row in a list without stages: the newest comes first. */
export const byTime = ({ id, createdAt }: { id: string; createdAt: number }): LeverPosition => ({
  ...{ rank: 0, time: createdAt, id },
});

/** Returns the places of rows that stay in their order. */
export function inOrder<Item extends { id: string }>(items: Item[]): (item: Item) => LeverPosition {
  return (item) => ({ rank: items.indexOf(item), time: 0, id: item.id });
}

/**
 * Returns one page of a list. `offset` must come from an earlier page of the same list, and names the first row of its page: a
 * row that moves while a client pages may come twice or never.
 */
export function listPage<Item>(
  { state, query, path }: LeverCall,
  items: Item[],
  view: (item: Item) => unknown,
  placeOf: (item: Item) => LeverPosition,
): FakeResponse {
  const asked = Number(query.get("limit") ?? 100);
  if (!Number.isInteger(asked) || asked < 1 || asked > 100) return badRequest("limit must be from 1 to 100.");
  const limit = Math.min(asked, state.largestPage);
  const list = nameOf(path, query);
  const offset = query.get("offset");
  const start = offset === null ? undefined : state.offsets.get(`${list} ${offset}`);
  if (offset !== null && start === undefined) return badRequest("Invalid offset token");

  const sorted = items.map((item) => ({ item, place: placeOf(item) })).sort((a, b) => compare(a.place, b.place));
  const rest = sorted.filter(({ place }) => start === undefined || (start !== null && compare(place, start) >= 0));
  const page = rest.slice(0, limit);
  const data = page.map(({ item }) => view(item));
  const following = rest[limit]?.place ?? null;
  if (!following && state.paging !== "endless") return { status: 200, body: { data, hasNext: false } };
  const repeated = state.paging === "overlapping" && limit > 1 ? page.at(-1)?.place : undefined;
  const first = repeated ?? following;
  const token = first ? [first.rank, first.time, first.id] : [state.offsets.size];
  const next = encodeURIComponent(JSON.stringify(token));
  state.offsets.set(`${list} ${next}`, first);
  return { status: 200, body: { data, hasNext: true, next } };
}

function compare(one: LeverPosition, other: LeverPosition): number {
  const byId = one.id < other.id ? 1 : one.id > other.id ? -1 : 0;
  return one.rank - other.rank || other.time - one.time || byId;
}

function nameOf(path: string, query: URLSearchParams): string {
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

/** Returns whether a list shows a record. Lists hide confidential records unless the query asks for them. */
export function isShown(query: URLSearchParams, confidentiality: unknown): boolean {
  const asked = query.get("confidentiality") ?? "non-confidential";
  return asked === "all" || (confidentiality === "confidential" ? "confidential" : "non-confidential") === asked;
}
