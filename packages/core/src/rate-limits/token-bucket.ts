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

  const refill = (now: number) => {
    tokens = Math.min(capacity, tokens + Math.max(0, now - at) / msPerToken);
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
      return () => {};
    },
    refused(now) {
      refill(now);
      tokens = Math.min(tokens, 0);
      isDrained = true;
    },
  };
}
