import type { ReadContext } from "@hrflow-connectors/core/connector";
import { instant, isoInstant } from "@hrflow-connectors/core/formats";
import { type Batch, batchSize, createRecentIds } from "./read-parts";
import { collect } from "./responses";
import { createWindowLengths } from "./window-lengths";

/** Which records are read by their times, in ISO 8601 UTC. */
interface TimeFilters {
  createdAfter?: string | undefined;
  createdBefore?: string | undefined;
  updatedAfter?: string | undefined;
  updatedBefore?: string | undefined;
  /** The most records to read in a run. */
  limit?: number | undefined;
}

/** From a time on, and before another one. */
export interface TimeWindow {
  field: "created_at" | "updated_at";
  /** Undefined without a lower bound. */
  from: string | undefined;
  before: string;
  /** Whether it is read as a whole, however long it is. */
  isWhole: boolean;
}

/** The records of a window. */
export interface WindowRows<Row> {
  /** Whether the records do not fit in one page. Then a run that keeps a cursor reads a narrower window instead, if `canSplit`. */
  isLong: boolean;
  canSplit: boolean;
  /** Of a long list in the order of ids, the newest records. Empty if they are unknown. */
  newest: readonly Row[];
  rows(): AsyncIterable<Row>;
}

type Timed = { id: number; created_at?: string | null; updated_at?: string | null };
type Place = Pick<ReadContext<never, never>, "since" | "isIncremental" | "until">;

/** How much before the cursor is read again: Greenhouse shows some records minutes late. */
export const overlapMs = 5 * 60_000;

/** Greenhouse was founded in 2012. Records that an import dated earlier are in the first window, which has no lower bound. */
const earliest = Date.parse("2012-01-01T00:00:00.000Z");
/** Milliseconds. A window of this length is not divided: it holds an import of many records, and is read page by page. */
const narrowest = 60_000;
/** The cursor of an interrupted first pass: where it resumes, and since when changes are read after it. */
const firstPass = /^created (\S+) until (\S+)$/;

interface Pass {
  field: TimeWindow["field"];
  from: number;
  /** Undefined without an upper bound other than the start of the run. */
  before: number | undefined;
  /** When the first pass began, if another run began it. */
  began?: number | undefined;
  /** Records up to this time do not count towards the limit: an earlier run read them. */
  known: number;
}

function passOf(since: string | null, filters: TimeFilters): Pass {
  const times = (after: string | undefined, before: string | undefined) => ({
    from: instant(after) ?? earliest,
    before: instant(before),
  });
  const created = times(filters.createdAfter, filters.createdBefore);
  const updated = times(filters.updatedAfter, filters.updatedBefore);
  const [, resumedAt, began] = firstPass.exec(since ?? "") ?? [];
  if (resumedAt) {
    const from = Math.max(created.from, instant(resumedAt) ?? earliest);
    return { ...created, field: "created_at", from, began: instant(began), known: from };
  }
  const changedSince = instant(since);
  if (changedSince !== undefined) {
    const from = Math.max(updated.from, changedSince);
    return { ...updated, field: "updated_at", from, known: changedSince + overlapMs };
  }
  const isByUpdate = filters.updatedAfter !== undefined || filters.updatedBefore !== undefined;
  return { ...(isByUpdate ? updated : created), field: isByUpdate ? "updated_at" : "created_at", known: -Infinity };
}

/**
 * Reads records in batches, by windows of time in ascending order, since Greenhouse lists them by id. The first pass reads by the time of
 * creation, which never changes. Later passes read by the last change. Loads the next window while one is used. Without a cursor, all
 * records are one window: their order by id stays the same while they are read, unless they are chosen by their last change.
 */
export async function* readWindows<Row extends Timed>(
  { since, isIncremental, until }: Place,
  filters: TimeFilters,
  load: (window: TimeWindow) => Promise<WindowRows<Row>>,
): AsyncGenerator<Batch<Row>> {
  const pass = passOf(since, filters);
  const { field, known } = pass;
  const limit = filters.limit ?? Number.POSITIVE_INFINITY;
  const isWhole = !isIncremental && field === "created_at" && filters.limit === undefined;
  const timeOf = (row: Row) => instant(row[field]) ?? pass.from;
  const lengths = createWindowLengths(narrowest);
  let { began } = pass;
  let count = 0;
  const startOfRun = () => Date.parse(until());
  const end = () => Math.min(pass.before ?? Number.POSITIVE_INFINITY, began ?? startOfRun());
  const cursorAt = (time: number) =>
    field === "created_at" ? `created ${iso(time)} until ${iso(began ?? startOfRun())}` : iso(time);
  /** Undefined at the end. */
  const open = (from: number) => {
    if (from >= end()) return undefined;
    const before = Math.min(from + lengths.next(), end());
    const isOpen = from === earliest;
    const loading = load({ field, from: isOpen ? undefined : iso(from), before: iso(before), isWhole });
    // The error is thrown where the window is awaited.
    loading.catch(() => undefined);
    return { from, before, isOpen, loading };
  };
  let isBegun = false;
  for (let opened = open(pass.from), next = opened; opened; opened = next) {
    const { from, before } = opened;
    const window = await opened.loading;
    // Not before the first response, which tells the vendor's time.
    began ??= startOfRun();
    // If the run breaks off within its first window, the cursor stays where it was.
    if (!isBegun) yield { rows: [], reached: cursorAt(Math.max(known, from)) };
    isBegun = true;
    if (window.isLong && window.canSplit && !isWhole && before - from > narrowest) {
      lengths.wasLong(opened, window.newest.map(timeOf));
      next = open(from);
      continue;
    }
    const isSorted = !window.isLong || filters.limit !== undefined;
    /** Whether a row may be a cursor. Rows that are read because their part changed may lie outside the window. */
    const isPlace = (time: number) => isSorted && !failure && time > Math.max(known, from) && time < before;
    const { rows, failure } = isSorted ? await sorted(window.rows(), timeOf) : { rows: window.rows() };
    next = undefined;
    if (Array.isArray(rows) && !failure && count + rows.length <= limit) {
      lengths.held(opened, rows.length);
      next = open(before);
    }
    const isSeen = createRecentIds();
    let rowCount = 0;
    let batch: Row[] = [];
    try {
      for await (const row of rows) {
        // A page may begin with the last row of the page before.
        if (isSeen(row.id) || !isCreatedWithin(row, filters)) continue;
        rowCount += 1;
        const time = timeOf(row);
        // A row that is read because its part changed may itself have changed after the window, where others were not read yet.
        const place = Math.min(time, before);
        if (place > known && ++count > limit) {
          if (failure) break;
          return yield { rows: batch, reached: cursorAt(place) };
        }
        if (batch.push(row) < batchSize) continue;
        yield { rows: batch, reached: isPlace(time) ? cursorAt(time) : undefined };
        batch = [];
      }
      if (failure) throw failure.error;
    } catch (error) {
      // What was read before is used, and the cursor stays before the window.
      yield { rows: batch };
      throw error;
    }
    yield { rows: batch, reached: cursorAt(before) };
    if (next) continue;
    lengths.held(opened, rowCount);
    next = open(before);
  }
  if (field === "created_at" && began !== undefined) yield { rows: [], reached: iso(began) };
}

const iso = (time: number) => new Date(time).toISOString();

interface Sorted<Row> {
  rows: Row[];
  /** The error that ended the read before the last row. */
  failure?: { error: unknown } | undefined;
}

async function sorted<Row extends Timed>(
  given: AsyncIterable<Row>,
  timeOf: (row: Row) => number,
): Promise<Sorted<Row>> {
  let failure: Sorted<Row>["failure"];
  const untilFailure = async function* () {
    try {
      yield* given;
    } catch (error) {
      failure = { error };
    }
  };
  const rows = await collect(untilFailure());
  const times = new Map(rows.map((row) => [row, timeOf(row)]));
  const timeIn = (row: Row) => times.get(row) ?? 0;
  return { rows: rows.sort((one, other) => timeIn(one) - timeIn(other)), failure };
}

/** Checks the time of creation, since the lists refuse its bounds beside those of the last change. */
function isCreatedWithin({ created_at }: Timed, { createdAfter, createdBefore }: TimeFilters): boolean {
  if (createdAfter === undefined && createdBefore === undefined) return true;
  const created = isoInstant(created_at);
  if (created === undefined) return true;
  return (createdAfter ?? "") <= created && (createdBefore === undefined || created < createdBefore);
}
