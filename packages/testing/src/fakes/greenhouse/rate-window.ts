/** How many calls each caller made in its current window. */
export type RateWindows = Map<string, { startedAt: number; calls: number }>;

export interface RateLimit {
  /** Calls allowed in a window. */
  calls: number;
  windowMs: number;
}

/** Where a caller stands after a call. */
export interface Standing {
  limit: number;
  /** Calls left. */
  remaining: number;
  /** Epoch ms at which the window ends. */
  endsAt: number;
  isThrottled: boolean;
  retryAfterSeconds: number;
}

export function createWindows(): RateWindows {
  return new Map();
}

/** Counts a call in the caller's fixed window, of which the boundaries are the same for everybody. */
export function countCall(windows: RateWindows, caller: string, { calls, windowMs }: RateLimit, now: number): Standing {
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
