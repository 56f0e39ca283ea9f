/** Only timers in this range are shortened: a wait before a retry is at least 100 ms, a request timeout over 50 s. */
const minMs = 100;
const maxMs = 50_000;

/**
 * Shortens the waits between attempts of a request to a millisecond, for suites that test retryable errors. Request
 * timeouts keep their length. `Date.now` and `performance.now` advance by the time that was skipped.
 *
 * @returns A function that restores `setTimeout` and `Date.now`. `performance.now` stays ahead: it never goes back.
 */
export function shortenWaits(): () => void {
  const { setTimeout: wait } = globalThis;
  const skipMonotonic = advanceMonotonic();
  const { now } = Date;
  let skippedMs = 0;
  const shortened = (handler: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    if (ms < minMs || ms > maxMs) return wait(handler, ms, ...args);
    const skip = () => {
      skippedMs += ms;
      skipMonotonic(ms);
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

const marker = Symbol.for("hrflow-connectors.testing.advance");

/** Replaces `performance.now` once. Returns the function that advances it. */
function advanceMonotonic(): (ms: number) => void {
  const known: unknown = Reflect.get(performance.now, marker);
  if (typeof known === "function") return known as (ms: number) => void;
  const real = performance.now.bind(performance);
  let skippedMs = 0;
  const advance = (ms: number) => {
    skippedMs += ms;
  };
  performance.now = Object.assign(() => real() + skippedMs, { [marker]: advance });
  return advance;
}
