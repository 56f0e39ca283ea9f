/** Only timers in this range are shortened: a wait before a retry is at least 100 ms, a request timeout over 50 s. */
const minMs = 100;
const maxMs = 50_000;

/**
 * Shortens the waits between attempts of a request to a millisecond, for suites that test retryable errors. Request
 * timeouts keep their length. `Date.now` advances by the time that was skipped.
 *
 * @returns A function that restores `setTimeout` and `Date.now`.
 */
export function shortenWaits(): () => void {
  const { setTimeout: wait } = globalThis;
  const { now } = Date;
  let skippedMs = 0;
  const shortened = (handler: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    if (ms < minMs || ms > maxMs) return wait(handler, ms, ...args);
    const skip = () => {
      skippedMs += ms;
      handler(...args);
    };
    return wait(skip, 1);
  };
  globalThis.setTimeout = Object.assign(shortened, wait) as typeof globalThis.setTimeout;
  Date.now = () => now() + skippedMs;
  return () => {
    globalThis.setTimeout = wait;
    Date.now = now;
  };
}
