import type { ReadContext } from "@hrflow-connectors/core/connector";
import { instant } from "@hrflow-connectors/core/formats";
import { pMapIterable } from "p-map";
import type { LeverOpportunity, LeverOpportunityWithResumes, LeverPaths } from "../lever-types";
import { changedAt, changedBetween, createdBetween } from "./list-opportunities";
import type { CheckedOpportunityList } from "./opportunity-filters";
import { addResumes } from "./read-opportunity";
import { type Batch, overlapMs, timeWindows } from "./time-windows";

type Context = ReadContext<LeverPaths, CheckedOpportunityList>;

/** With 10 requests per second, more would only wait. */
const mostResumeLists = 10;
const mostPerWindow = 2_000;

/**
 * Reads opportunities by windows of their creation, since Lever sorts them by stage. After the first pass, reads those that were
 * created, updated, moved or archived since. A filter by update alone would miss most of them, which Lever never updated.
 */
export async function* readOpportunities(context: Context): AsyncGenerator<LeverOpportunityWithResumes> {
  const withResumes = async (entry: LeverOpportunity | string) =>
    typeof entry === "string" ? entry : addResumes(entry, context, context.parameters.resumes);
  for await (const entry of pMapIterable(limited(context), withResumes, { concurrency: mostResumeLists })) {
    if (typeof entry === "string") context.reached(entry);
    else yield entry;
  }
}

/**
 * Yields opportunities up to the limit, and between them the cursors that are reached. Those of the overlap do not count: if they were
 * more than the limit, no run would get beyond them.
 */
async function* limited(context: Context): AsyncGenerator<LeverOpportunity | string> {
  const from = instant(context.since);
  let left = context.parameters.limit ?? Number.POSITIVE_INFINITY;
  // The next batch is loaded while one is used.
  for await (const { rows, reached } of pMapIterable(batches(context), (batch) => batch, { concurrency: 1 })) {
    for (const row of rows) {
      const isCounted = !isInOverlap(row, from);
      if (isCounted && left <= 0) return;
      if (isCounted) left -= 1;
      yield row;
    }
    if (reached !== undefined) yield reached;
  }
}

/** Compares the time that the opportunity was listed by: its creation if that is not before `from`, else its last change. */
function isInOverlap(row: LeverOpportunity, from: number | undefined): boolean {
  if (from === undefined) return false;
  const time = (row.createdAt ?? -1) >= from ? row.createdAt : instant(changedAt(row));
  return (time ?? Number.POSITIVE_INFINITY) <= from + overlapMs;
}

async function* batches(context: Context): AsyncGenerator<Batch<LeverOpportunity>> {
  const { since, isIncremental, until, parameters } = context;
  const isUnordered = !isIncremental && parameters.limit === undefined;
  const most = Math.min(mostPerWindow, parameters.limit ?? mostPerWindow);
  const to = () => Date.parse(until());
  let from = instant(since);
  let createdFrom = from;
  if (from === undefined) {
    const [, created, before] = firstPass.exec(since ?? "") ?? [];
    const createdUntil = instant(created);
    createdFrom = createdUntil === undefined ? undefined : createdUntil + 1;
    let began = before;
    // By the vendor's clock, which the first response tells.
    const beganAt = () => {
      began ??= until();
      return began;
    };
    const known = new Set<string>();
    let listed = known;
    const passedOn = () => {
      for (const id of listed) known.add(id);
    };
    yield* timeWindows({
      from: createdFrom,
      to: () => (before === undefined ? to() : Date.parse(before)),
      list: (start, end) => {
        listed = new Set();
        return createdBetween(context, start, end, listed, known);
      },
      ...(isUnordered && { passedOn }),
      cursorAt: (time) => `created ${iso(time)} began ${beganAt()}`,
      most,
      total: (count) => before === undefined && context.total(Math.min(count, parameters.limit ?? count)),
    });
    yield { rows: [], reached: beganAt() };
    if (before === undefined) return;
    from = Date.parse(before) - overlapMs;
  }
  const first = from;
  yield* timeWindows({
    from: first,
    to,
    list: (start, end) => changedBetween(context, start, end, createdFrom),
    // Never back into the overlap.
    cursorAt: (time) => iso(Math.max(time, first + overlapMs)),
    most,
  });
}

/** The cursor of a first pass: up to which creation everything was read, and when the pass began. */
const firstPass = /^created (\S+) began (\S+)$/;

const iso = (time: number) => new Date(time).toISOString();
