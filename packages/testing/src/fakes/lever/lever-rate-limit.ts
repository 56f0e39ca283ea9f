import type { FakeAnswer } from "../engine/fake-types";
import { refused } from "./lever-answers";
import type { LeverCall } from "./lever-route";
import { createTokenBucket } from "./token-bucket";

/** How often one credential may ask. */
export interface LeverRateLimit {
  /** Default 10. */
  perSecond?: number;
  /** Default 20. */
  burst?: number;
  /** Whether a 429 says how long to wait, which Lever does not document. Default false. */
  retryAfter?: boolean;
}

/** A 429 where a credential asks too often. Each has a bucket of its own. */
export function limitRate(
  { state, now }: LeverCall,
  credential: string,
  limit: boolean | LeverRateLimit,
): FakeAnswer | undefined {
  if (limit === false) return undefined;
  const { perSecond = 10, burst = 20, retryAfter = false } = limit === true ? {} : limit;
  const bucket = state.buckets.get(credential) ?? createTokenBucket({ perSecond, burst });
  state.buckets.set(credential, bucket);
  const { taken, waitMs } = bucket.take(now());
  if (taken) return undefined;
  const headers = retryAfter ? { "retry-after": String(Math.ceil(waitMs / 1000)) } : {};
  return { ...refused(429, "TooManyRequestsError", "Too many requests."), headers };
}
