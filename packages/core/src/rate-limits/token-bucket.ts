import type { TokenBucket } from "../contract/connection";
import { after, onAbort, patienceMs, type StopSignal } from "../stop";

/** Decides when the next request may leave. Times are milliseconds of a clock that never steps. */
export interface Gate {
  /** How long until a request may leave if `ahead` others go before it, as far as is known; 0 if it may now. */
  waitMs(now: number, ahead?: number): number;
  /** Lets a request leave. The returned function takes its response headers; null if none arrived, or if it is not the vendor's. */
  take(now: number): (headers: Headers | null, now: number) => void;
  /** The vendor responded with 429; `until` is when it accepts requests again, if it said so. */
  refused(now: number, until: number | null): void;
}

/** A gate whose rule may change: what was spent stays spent. */
export interface Bucket extends Gate {
  change(rule: TokenBucket, now: number): void;
}

/**
 * What remains in the bucket once it was emptied: a request that travels faster than the ones before it would otherwise find the
 * vendor's bucket empty. It costs one wait, not a part of the rate.
 */
const reserve = 1;

/** Absorbs rounding errors of binary fractions. */
const epsilon = 1e-9;

export function createTokenBucket(rule: TokenBucket, start: number): Bucket {
  let { capacity, msPerToken } = sizesOf(rule);
  let tokens = capacity;
  /** Tokens that an earlier rule with a larger burst let out, above what this one has: the next change counts them. */
  let debt = 0;
  let at = start;
  let isDrained = false;
  let underWay = 0;

  /**
   * The vendor's bucket does not fill while it is full, and it is full until the first requests arrive, however long they take (a new
   * connection). So requests under way may still meet a full bucket. A steady rate is not affected.
   */
  const refill = (now: number) => {
    const ceiling = Math.max(capacity - underWay, Math.min(capacity, 1 + reserve), tokens);
    const refilled = Math.max(0, now - at) / msPerToken;
    tokens = Math.min(ceiling, tokens + refilled);
    debt = Math.max(0, debt - refilled);
    at = now;
    if (tokens >= capacity) isDrained = false;
  };
  return {
    waitMs(now, ahead = 0) {
      refill(now);
      if (tokens < 1 - epsilon + ahead) isDrained = true;
      const needed = Math.min(capacity, isDrained ? 1 + reserve : 1) + ahead;
      return tokens >= needed - epsilon ? 0 : Math.ceil((needed - tokens) * msPerToken - epsilon);
    },
    take(now) {
      refill(now);
      tokens -= 1;
      underWay += 1;
      return (_headers, finishedAt) => {
        refill(finishedAt);
        underWay -= 1;
      };
    },
    refused(now) {
      refill(now);
      tokens = Math.min(tokens, 0);
      isDrained = true;
    },
    change(other, now) {
      refill(now);
      const spent = capacity - tokens + debt;
      ({ capacity, msPerToken } = sizesOf(other));
      tokens = Math.max(capacity - spent, 0);
      debt = Math.max(spent - capacity, 0);
      isDrained ||= tokens < 1;
    },
  };
}

function sizesOf({ requests, perMs, burst }: TokenBucket): { capacity: number; msPerToken: number } {
  return { capacity: Math.max(1, burst), msPerToken: perMs / requests };
}

/** Runs work once there is room for it. `onWait` is called if it has to wait; the signal ends the wait with what `stopped` returns. */
export type Slots = <T>(
  work: () => Promise<T>,
  wait: { signal: StopSignal; stopped(): Error; onWait(): void },
) => Promise<T>;

/** Longer than any work takes that sends requests. */
const longestMs = 15 * 60_000;

/** Lets so much work go on at once. The rest begins in the order in which it came. */
export function createSlots(size: () => number): Slots {
  let used = 0;
  const waiting = new Set<() => void>();
  const fill = () => {
    for (const begin of waiting) {
      if (used >= size()) return;
      waiting.delete(begin);
      begin();
    }
  };
  return async (work, { signal, stopped, onWait }) => {
    await new Promise<void>((resolve, reject) => {
      if (signal.aborted) throw stopped();
      const cancel = onAbort(signal, () => {
        waiting.delete(begin);
        reject(stopped());
      });
      const begin = () => {
        used += 1;
        cancel();
        resolve();
      };
      waiting.add(begin);
      fill();
      if (waiting.has(begin)) onWait();
    });
    let hasLeft = false;
    const leave = () => {
      if (hasLeft) return;
      hasLeft = true;
      used -= 1;
      fill();
    };
    // Work that ignores the signal, or that waits for a store which hangs, must not keep its place forever.
    const cancelLongest = after(longestMs, leave);
    let cancelPatience = () => {};
    const cancel = onAbort(signal, () => {
      cancelPatience = after(patienceMs, leave);
    });
    try {
      if (signal.aborted) throw stopped();
      return await work();
    } finally {
      cancel();
      cancelPatience();
      cancelLongest();
      leave();
    }
  };
}
