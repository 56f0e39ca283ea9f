import type { TokenBucketRule } from "../contract/v1";
import type { Gate } from "./gate";

/**
 * What stays in the bucket once it was emptied: a request that is faster on its way than the ones before would otherwise
 * find the vendor's bucket empty. It costs one wait, not a part of the rate.
 */
const reserve = 1;

/** Against what binary fractions lose. */
const epsilon = 1e-9;

export function createTokenBucket({ requests, perMs, burst }: TokenBucketRule, start: number): Gate {
  const capacity = Math.max(1, burst);
  const msPerToken = perMs / requests;
  let tokens = capacity;
  let at = start;
  let isDrained = false;
  let underWay = 0;

  /**
   * The vendor's bucket does not fill while it is full, which it is until the first requests are there, however long they take
   * (a new connection): what is under way may stand before a full bucket. A steady rate goes on all the same.
   */
  const refill = (now: number) => {
    const ceiling = Math.max(capacity - underWay, Math.min(capacity, 1 + reserve), tokens);
    tokens = Math.min(ceiling, tokens + Math.max(0, now - at) / msPerToken);
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
      return (_headers, answeredAt) => {
        refill(answeredAt);
        underWay -= 1;
      };
    },
    refused(now) {
      refill(now);
      tokens = Math.min(tokens, 0);
      isDrained = true;
    },
  };
}
