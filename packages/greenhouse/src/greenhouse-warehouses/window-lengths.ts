/** Chooses lengths of windows of time, in milliseconds, whose records fit in one page. */
export interface WindowLengths {
  /** Returns the length of the next window. */
  next(): number;
  /** Tells it that a window holds more than a page. `newest`: the times of its newest records, if they are known. */
  wasLong(window: Span, newest: readonly number[]): void;
  /** Tells it that a window was read, and how many records it held. */
  held(window: Span, count: number): void;
}

/** In epoch milliseconds. */
interface Span {
  from: number;
  before: number;
  /** Whether its lower bound says nothing of when the first record was created. */
  isOpen?: boolean;
}

/** Records per window. A page holds 500; the margin is for windows that hold more than the last one, each of which costs a request. */
const wanted = 400;
const mostGrowth = 4;

/**
 * Adapts the length of windows to how many records they hold. The first window has no end: the records of a small account fit in it. The
 * oldest record may be years after its beginning. It is searched for by halving the time that must hold it.
 */
export function createWindowLengths(narrowest: number): WindowLengths {
  let length = Number.POSITIVE_INFINITY;
  /** The end of the last window that was too long, and the length that its newest records suggest. */
  let long = { before: Number.NEGATIVE_INFINITY, suggested: 0 };
  let isBeforeOldest = false;
  let isLongAgain = false;
  return {
    next: () => length,
    wasLong({ from, before, isOpen = false }, newest) {
      const shorter = (before - from) / mostGrowth;
      long = { before, suggested: Math.max(narrowest, Math.min(shorter, lengthOf(newest, before) ?? shorter)) };
      isBeforeOldest ||= isOpen;
      length = isBeforeOldest && !isLongAgain ? Math.sqrt(long.suggested * (before - from)) : long.suggested;
      isLongAgain = true;
    },
    held({ from, before }, count) {
      isLongAgain = false;
      if (count > 0) isBeforeOldest = false;
      const fitting = (before - from) * Math.min(mostGrowth, wanted / count);
      const half = (long.before - before) / 2;
      if (half <= 0) length = fitting;
      else length = count === 0 ? Math.max(long.suggested, half) : Math.min(fitting, Math.max(before - from, half));
      length = Math.max(narrowest, length);
    },
  };
}

/** Uses the median of the times, since a few records may have any time. */
function lengthOf(newest: readonly number[], before: number): number | undefined {
  const times = [...newest].sort((one, other) => one - other);
  const middle = times[Math.floor(times.length / 2)];
  if (middle === undefined || middle >= before) return undefined;
  return ((before - middle) * wanted) / (times.length - Math.floor(times.length / 2));
}
