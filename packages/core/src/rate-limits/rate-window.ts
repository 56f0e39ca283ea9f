import type { RateWindowRule } from "../contract/v1";
import type { Gate } from "./gate";
import { numberIn, resetTime } from "./rate-headers";

/** A reset is told in whole seconds, so that the window may end this much later; until then, one request at a time asks. */
const roundingMs = 1_000;

/** Two resets this close are the same one. */
const sameMs = 500;

/**
 * A fixed window. What the vendor says is left, less what is on its way, is what may leave; one is kept back, for the
 * request that finds out whether the next window has begun.
 */
export function createRateWindow({ windowMs, limit: guess, headers: names }: RateWindowRule): Gate {
  let limit = guess;
  /** The least that is known to be left. What is under way may have to be taken off. */
  let left = guess;
  let underWay = 0;
  /** As far as is known; null before the window's first request. */
  let endsAt: number | null = null;
  let isEndCertain = false;
  /** The window's end in the vendor's words. */
  let toldEnd: number | null = null;
  let wasUsedUp = false;
  /** Counts them, to tell the late answer of an old one. */
  let window = 0;
  /** After a window that was used up, until somebody knows that the next one has begun. */
  let asking: { until: number; left: number } | null = null;

  const free = () => left - underWay - (limit > 1 ? 1 : 0);
  const roll = (end: number) => {
    window += 1;
    asking = wasUsedUp ? { until: end + roundingMs, left } : null;
    left = limit;
    endsAt = null;
    isEndCertain = false;
    wasUsedUp = false;
  };
  const begin = (remaining: number, end: number) => {
    window += 1;
    left = remaining;
    endsAt = end;
    isEndCertain = true;
    asking = null;
  };
  const learn = (headers: Headers, sent: { window: number; left: number }, now: number) => {
    limit = numberIn(headers, names.limit) || limit;
    const remaining = numberIn(headers, names.remaining);
    if (remaining === null) return;
    const reset = names.reset === undefined ? null : resetTime(headers, names.reset, now);
    const end = reset !== null && reset > now && reset - now <= 2 * windowMs ? reset : null;
    const isStillOld = asking && (end !== null && toldEnd !== null ? end < toldEnd + sameMs : remaining < asking.left);
    // There is more than when it was sent. Whoever is first to tell of the next window begins it; later ones are of that window, too.
    const hasBegunSince = end === null && remaining >= sent.left;
    if (isStillOld && sent.window === window) {
      left = Math.min(remaining, 0);
      endsAt = now + roundingMs;
      isEndCertain = true;
      wasUsedUp = true;
    } else if (end !== null && (toldEnd === null || end > toldEnd + sameMs)) {
      begin(remaining, end);
      toldEnd = end;
    } else if (hasBegunSince && sent.window === window) {
      begin(remaining, now + windowMs);
    } else if (end !== null && toldEnd !== null ? end > toldEnd - sameMs : hasBegunSince || sent.window === window) {
      left = Math.min(left, remaining);
      asking = null;
    }
  };
  return {
    waitMs(now, ahead = 0) {
      // What is left of a window is used first: it may last longer than was told, and what leaves now count in it.
      if (endsAt !== null && now >= endsAt + (wasUsedUp ? 0 : roundingMs)) roll(endsAt);
      if (asking && now < asking.until && underWay > 0) return asking.until - now;
      if (free() > ahead) return 0;
      wasUsedUp = true;
      return Math.max(1, (endsAt ?? now + windowMs) - now);
    },
    take(now) {
      const sent = { window, left };
      underWay += 1;
      endsAt ??= now + windowMs;
      return (headers, answeredAt) => {
        underWay = Math.max(0, underWay - 1);
        if (headers) learn(headers, sent, answeredAt);
        if (sent.window !== window) return;
        // No answer: it may have counted. An answer without the headers comes from where nothing is counted.
        if (!headers) left -= 1;
        // The vendor's window began when it saw the request, which was before its answer at the latest.
        if (!isEndCertain) endsAt = answeredAt + windowMs;
        isEndCertain = true;
      };
    },
    refused(_now, until) {
      if (until === null) return;
      endsAt = until;
      isEndCertain = true;
    },
  };
}
