/** How long windows of time are, in milliseconds, so that their records fit in one page. */
export interface WindowLengths {
  /** Of the next window. */
  next(): number;
  /** Says that a window holds more than a page, and the times of its newest records, if they are known. */
  wasLong(window: Span, newest: readonly number[]): void;
  /** Says that a window was read, and how many records it held. */
  held(window: Span, count: number): void;
}

/** In epoch milliseconds. */
interface Span {
  from: number;
  before: number;
  /** Whether nothing tells when its first record was created. */
  isOpen?: boolean;
}

/** A page holds 500: windows differ, and one that is too long costs a request. */
const wanted = 400;
const mostGrowth = 4;

/**
 * Adapts the length of windows to how many records they hold. The first one has no end: the records of a small account fit in it. The
 * oldest record may be years after the first window's beginning: it is found by halves of the time that is known to hold it.
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

/** By the middle one of the times, as single records may have any. */
function lengthOf(newest: readonly number[], before: number): number | undefined {
  const times = [...newest].sort((one, other) => one - other);
  const middle = times[Math.floor(times.length / 2)];
  if (middle === undefined || middle >= before) return undefined;
  return ((before - middle) * wanted) / (times.length - Math.floor(times.length / 2));
}
