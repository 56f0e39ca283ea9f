/** How much before the last run is read again, in milliseconds: Lever does not say how soon a change shows. */
export const overlapMs = 5 * 60_000;

/** Rows of a list, and the cursor once they are used. */
export interface Batch<Row> {
  rows: Row[];
  reached?: string;
}

/** A row, and the time that its list is filtered by, in epoch milliseconds. */
export interface TimedRow<Row> {
  row: Row;
  time: number;
}

export interface Windows<Row> {
  /** Epoch milliseconds, inclusive. Absent: from the oldest row. */
  from: number | undefined;
  /** Inclusive. The first response may correct it, since it tells the vendor's time. */
  to(): number;
  /** The rows between two times, both inclusive, each once. */
  list(start: number | undefined, end: number): AsyncIterable<TimedRow<Row>>;
  /** The cursor once everything up to a time was read. */
  cursorAt(time: number): string;
  /** The most rows of a window. Small windows need more requests; after large ones, an interrupted run reads more rows again. */
  most: number;
  /** Called with the number of all rows, once the last window is listed. */
  total?(count: number): void;
  /**
   * Where no cursor is kept, rows are passed on in any order. The first window may have more of them, so that all of most lists are read
   * at once. If it has too many, what was read of it is passed on. Then this is called, and the parts of the window are to leave it out.
   */
  passedOn?(): void;
}

/** The most rows of the first window where no cursor is kept. The ids of so many are kept until the end of the run. */
const mostAtFirst = 10_000;
/** So many of its rows are passed on together, as Lever returns them. */
const pageSize = 100;

/**
 * Reads a list that is not sorted by time in windows of time, the earliest first. An interrupted run resumes with the window that it was
 * in. The number of rows is not known in advance: if a window has too many, it is read again with an earlier end. The number of its rows
 * decides how long the next window is.
 */
export async function* timeWindows<Row>(windows: Windows<Row>): AsyncGenerator<Batch<Row>> {
  const { from, to, list, cursorAt, most, passedOn } = windows;
  let start = from;
  let end = to();
  let hasBegun = false;
  let passed = 0;
  /** The cursor at the start, once there is a response: an interrupted read of the first window resumes there. */
  const beginning = (): Batch<Row>[] => {
    if (hasBegun) return [];
    hasBegun = true;
    return [{ rows: [], reached: cursorAt((from ?? 0) - 1) }];
  };
  for (;;) {
    const held: TimedRow<Row>[] = [];
    /** Passes on what is held before the window is read to its end. */
    const early = (): Batch<Row>[] => {
      passed += held.length;
      return [...beginning(), { rows: held.splice(0).map(({ row }) => row) }];
    };
    let count = 0;
    let earliest = end;
    let earlierEnd: number | undefined;
    let isDivisible = true;
    try {
      for await (const one of list(start, end)) {
        held.push(one);
        count += 1;
        if (one.time < earliest) earliest = one.time;
        // Page by page: rows that wait for others take the time of the garbage collector, too.
        if (passedOn && start === from && count <= mostAtFirst - most) {
          if (held.length >= Math.min(pageSize, most)) yield* early();
          continue;
        }
        if (held.length <= most) continue;
        const eighth = eighthOf(held);
        earlierEnd = isDivisible && eighth < end ? eighth : undefined;
        if (earlierEnd !== undefined) break;
        // All rows have one time: they are passed on as they come.
        isDivisible = false;
        yield* early();
      }
    } catch (error) {
      // What was read before is used.
      yield* early();
      throw error;
    }
    if (earlierEnd !== undefined) {
      if (passedOn) {
        yield* early();
        passedOn();
      }
      end = earlierEnd;
      continue;
    }
    yield* beginning();
    passed += held.length;
    const last = to();
    if (end >= last) windows.total?.(passed);
    yield { rows: held.splice(0).map(({ row }) => row), reached: cursorAt(Math.min(end, last)) };
    if (end >= last) return;
    const length = Math.max(1, end - (start ?? earliest));
    start = end + 1;
    end = Math.min(last, start + Math.round(length * growth(count, most)));
  }
}

/** The time up to which an eighth of the rows are, or more if they have the same. */
function eighthOf(rows: readonly TimedRow<unknown>[]): number {
  const times = rows.map(({ time }) => time).sort((one, other) => one - other);
  return times[Math.floor(times.length / 8)] ?? 0;
}

/** Aims at windows that are half full, and grows quickly over times without rows. */
function growth(count: number, most: number): number {
  return count === 0 ? 4 : Math.min(4, Math.max(0.5, most / 2 / count));
}
