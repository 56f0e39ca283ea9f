/**
 * Follows how far the cursor of an incremental run may move: over items that are done (written, or discarded on purpose),
 * never past one that is still open, and not at all over a read that broke off out of order.
 */
export interface CursorKeeper {
  done(cursor: string): void;
  open(cursor: string): void;
  seen(cursor: string): void;
  /** The cursor to save. */
  value(readWasComplete: boolean): string | null;
}

export function createCursorKeeper(start: string | null): CursorKeeper {
  let furthestDone: string | null = null;
  let firstOpen: string | null = null;
  let last: string | null = null;
  let isOrdered = true;
  return {
    done(cursor) {
      if (furthestDone === null || cursor > furthestDone) furthestDone = cursor;
    },
    open(cursor) {
      if (firstOpen === null || cursor < firstOpen) firstOpen = cursor;
    },
    seen(cursor) {
      if (last !== null && cursor < last) isOrdered = false;
      last = cursor;
    },
    value(readWasComplete) {
      if (furthestDone === null || (!readWasComplete && !isOrdered)) return start;
      const reached = firstOpen !== null && firstOpen < furthestDone ? firstOpen : furthestDone;
      return start !== null && reached < start ? start : reached;
    },
  };
}
