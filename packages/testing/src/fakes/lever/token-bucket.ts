/** A bucket that fills at a steady rate; each request takes one token. */
export interface TokenBucket {
  /** Whether there was a token to take; if not, `waitMs` says when there is. */
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
