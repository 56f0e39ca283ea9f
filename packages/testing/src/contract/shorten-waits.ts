/** Waits between tries are longer than the first, time-outs of requests as long as the second. */
const shortestMs = 100;
const longestMs = 50_000;

/**
 * Makes the waits between the tries of a request a millisecond long, and leaves time-outs as they are, so that a suite can
 * provoke errors that are tried again. The clock goes on by what was not waited. Answers the function that puts both back.
 */
export function shortenWaits(): () => void {
  const { setTimeout: wait } = globalThis;
  const { now } = Date;
  let skippedMs = 0;
  const shortened = (handler: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    if (ms < shortestMs || ms > longestMs) return wait(handler, ms, ...args);
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
