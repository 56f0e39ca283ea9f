import { ApiCallError, paginate, type ReadContext } from "@hrflow-connectors/core/connector";
import { isoInstant } from "@hrflow-connectors/core/formats";
import type { LeverOpportunity, LeverPaths } from "../lever-types";
import { type CheckedOpportunityList, filterQuery } from "./opportunity-filters";
import { expand } from "./read-opportunity";
import { largestPage, pageOf } from "./responses";
import { overlapMs, type TimedRow } from "./time-windows";

type Context = ReadContext<LeverPaths, CheckedOpportunityList>;
type Query = ReturnType<typeof filterQuery>;

/** The times of change that Lever's list filters by. It does not say that a new stage or archiving is an update too. */
const changes = {
  updated_at: ({ updatedAt }: LeverOpportunity) => updatedAt,
  advanced_at: ({ lastAdvancedAt }: LeverOpportunity) => lastAdvancedAt,
  archived_at: ({ archived }: LeverOpportunity) => archived?.archivedAt,
};

/** When an opportunity was last changed. Most were never changed after their creation. */
export function changedAt(row: LeverOpportunity): string | null {
  const times = [row.createdAt, ...Object.values(changes).map((timeOf) => timeOf(row))];
  const known = times.flatMap((time) => isoInstant(time) ?? []);
  return known.sort().at(-1) ?? null;
}

/** The ids of opportunities deleted up to the run's start. Both times are sent: Lever requires them for its other lists of deletions. */
export async function* deletedOpportunities({ api, until }: Pick<Context, "api" | "until">): AsyncGenerator<string> {
  const query = { deleted_at_start: 0, deleted_at_end: Date.parse(until()), limit: largestPage };
  const load = (offset: string | undefined) =>
    api.GET("/opportunities/deleted", { params: { query: { ...query, offset } } });
  for await (const { id } of pagesOf(load, new Set())) yield id;
}

/** Opportunities that were created, updated, moved or archived in a window. Leaves out those that this run read by their creation. */
export async function* changedBetween(context: Context, start: number | undefined, end: number, createdFrom = 0) {
  const seen = new Set<string>();
  yield* createdBetween(context, start, end, seen);
  for (const [name, timeOf] of Object.entries(changes)) {
    const query = within(filterQuery(context.parameters), name as keyof typeof changes, start, end);
    if (query === undefined) continue;
    for await (const row of rowsOf(context, query, seen)) {
      if ((row.createdAt ?? -1) < createdFrom) yield timed(row, timeOf(row), end);
    }
  }
}

export async function* createdBetween(
  context: Context,
  start: number | undefined,
  end: number,
  seen: Set<string>,
  leftOut?: ReadonlySet<string>,
): AsyncGenerator<TimedRow<LeverOpportunity>> {
  const query = within(filterQuery(context.parameters), "created_at", start, end);
  if (query === undefined) return;
  const first = rowsOf(context, query, seen, leftOut);
  let step = await first.next();
  for (; !step.done; step = await first.next()) yield timed(step.value, step.value.createdAt, end);
  if (step.value <= 1) return;
  // Whoever changed the stage meanwhile may have moved to a page that was read before, and was on none of the pages.
  const movedSince = Math.max(query.advanced_at_start ?? 0, Date.parse(context.until()) - overlapMs);
  for (let round = 0, before = -1; round < mostRounds && before < seen.size; round += 1) {
    before = seen.size;
    for await (const row of rowsOf(context, { ...query, advanced_at_start: movedSince }, seen, leftOut))
      yield timed(row, row.createdAt, end);
  }
}

/** More people may move while those who moved are read. */
const mostRounds = 5;

const timed = (row: LeverOpportunity, time: number | null | undefined, end: number) => ({ row, time: time ?? end });

/** The filters within a window; undefined if none of it passes them. */
function within(query: Query, name: "created_at" | keyof typeof changes, start: number | undefined, end: number) {
  const given = [query[`${name}_start`], start].filter((time) => time !== undefined);
  const first = given.length > 0 ? Math.max(...given) : undefined;
  const last = Math.min(query[`${name}_end`] ?? end, end);
  if (first !== undefined && first > last) return undefined;
  return { ...query, [`${name}_start`]: first, [`${name}_end`]: last };
}

/** The rows that were not seen yet. Returns the number of pages. */
function rowsOf({ api, parameters }: Context, query: Query, seen: Set<string>, leftOut?: ReadonlySet<string>) {
  const limit = Math.min(largestPage, parameters.limit ?? largestPage);
  return pagesOf(
    (offset) => api.GET("/opportunities", { params: { query: { ...query, expand, limit, offset } } }),
    seen,
    leftOut,
  );
}

type Page = Parameters<typeof pageOf<LeverOpportunity>>[0];

/**
 * The rows of a list that were not seen yet, page by page. A stale offset makes it start again, as long as that brings other rows. Returns
 * the number of pages.
 */
async function* pagesOf(
  loadPage: (offset: string | undefined) => Promise<Page>,
  seen: Set<string>,
  leftOut?: ReadonlySet<string>,
): AsyncGenerator<LeverOpportunity, number> {
  for (let restarts = 0; ; restarts += 1) {
    let pages = 0;
    const before = seen.size;
    try {
      const load = (offset: string | undefined) => {
        pages += 1;
        return loadPage(offset);
      };
      for await (const row of paginate(load, pageOf)) {
        if (seen.has(row.id)) continue;
        seen.add(row.id);
        if (!leftOut?.has(row.id)) yield row;
      }
      return pages;
    } catch (error) {
      if (seen.size > before) restarts = 0;
      if (restarts >= mostRestarts || !isStaleOffset(error)) throw error;
    }
  }
}

const mostRestarts = 3;

/** @see https://hire.lever.co/developer/documentation#pagination */
function isStaleOffset(error: unknown): boolean {
  return ApiCallError.isInstance(error) && error.status === 400 && /invalid offset/i.test(error.message);
}
