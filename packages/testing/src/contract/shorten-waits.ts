/** Waits between tries are longer than the first, time-outs of requests as long as the second. */
const shortestMs = 100;
const longestMs = 50_000;

/**
 * Makes the waits between the tries of a request a millisecond long, and leaves time-outs as they are, so that a suite can
 * provoke errors that are tried again. Answers the function that puts the clock back.
 */
export function shortenWaits(): () => void {
  const { setTimeout: original } = globalThis;
  const shortened = (handler: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    original(handler, ms >= shortestMs && ms <= longestMs ? 1 : ms, ...args);
  globalThis.setTimeout = Object.assign(shortened, original) as typeof globalThis.setTimeout;
  return () => {
    globalThis.setTimeout = original;
  };
}
