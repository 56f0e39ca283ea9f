import type { RateLimitRule } from "../contract/v1";
import { createRateLimiter, type RateLimiter } from "./rate-limiter";

/** What was learned of an account (its limit, what is left) is kept for so long after its last request. */
const keptMs = 10 * 60_000;

/** The accounts that this process sends to: the vendor counts their requests together, so that all runs must. */
const limiters = new Map<string, RateLimiter>();

/** The limiter of an account, by a key that holds no secret. */
export function limiterFor(key: string, rule: RateLimitRule): RateLimiter {
  const known = limiters.get(key);
  if (known) return known;
  for (const [other, limiter] of limiters) if (limiter.isIdle(keptMs)) limiters.delete(other);
  const limiter = createRateLimiter(rule);
  limiters.set(key, limiter);
  return limiter;
}

/** Which accounts are known. */
export function limiterKeys(): string[] {
  return [...limiters.keys()];
}
