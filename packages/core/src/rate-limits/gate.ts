import type { RateLimitRule } from "../contract/v1";
import { createRateWindow } from "./rate-window";
import { createTokenBucket } from "./token-bucket";

/** Says when the next request may leave. Times are milliseconds since the epoch. */
export interface Gate {
  /** How long until a request may leave when `ahead` others go before it, as far as is known; 0 when it may now. */
  waitMs(now: number, ahead?: number): number;
  /** A request leaves. Answers what is to be told of its answer; null stands for none, or one that is no answer of the vendor's. */
  take(now: number): (headers: Headers | null, now: number) => void;
  /** The vendor said 429; `until` is when it takes requests again, where it said so. */
  refused(now: number, until: number | null): void;
}

export function createGate(rule: RateLimitRule, now: number): Gate {
  return rule.kind === "bucket" ? createTokenBucket(rule, now) : createRateWindow(rule);
}
