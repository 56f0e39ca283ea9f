/** The calls of each caller in its current window. */
export type RateWindows = Map<string, { startedAt: number; calls: number }>;

export interface RateLimit {
  /** Maximum calls per window. */
  calls: number;
  windowMs: number;
}

/** The rate limit of a caller after a call. */
export interface RateStatus {
  limit: number;
  /** Remaining calls in the window. */
  remaining: number;
  /** End of the window, epoch milliseconds. */
  endsAt: number;
  isThrottled: boolean;
  retryAfterSeconds: number;
}

export function createWindows(): RateWindows {
  return new Map();
}

/** Counts a call in the caller's fixed window. All callers have the same window boundaries. */
export function countCall(
  windows: RateWindows,
  caller: string,
  { calls, windowMs }: RateLimit,
  now: number,
): RateStatus {
  const startedAt = Math.floor(now / windowMs) * windowMs;
  const known = windows.get(caller);
  const window = known?.startedAt === startedAt ? known : { startedAt, calls: 0 };
  windows.set(caller, window);
  const isThrottled = window.calls >= calls;
  if (!isThrottled) window.calls += 1;
  const endsAt = startedAt + windowMs;
  return {
    limit: calls,
    remaining: calls - window.calls,
    endsAt,
    isThrottled,
    retryAfterSeconds: Math.ceil((endsAt - now) / 1000),
  };
}
