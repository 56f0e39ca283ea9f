/** A bucket that refills at a steady rate. Each request takes one token. */
export interface TokenBucket {
  /** Takes a token if there is one. If not, `waitMs` is the time until the next one. */
  take(now: number): { taken: boolean; waitMs: number };
}

export function createTokenBucket({ perSecond, burst }: { perSecond: number; burst: number }): TokenBucket {
  let tokens = burst;
  let filledAt: number | undefined;
  return {
    take(now) {
      tokens = Math.min(burst, tokens + (Math.max(0, now - (filledAt ?? now)) * perSecond) / 1000);
      filledAt = now;
      if (tokens < 1) return { taken: false, waitMs: Math.ceil(((1 - tokens) * 1000) / perSecond) };
      tokens -= 1;
      return { taken: true, waitMs: 0 };
    },
  };
}
