import { AbortedError } from "../errors";
import { onAbort } from "../signals/on-abort";
import { explainStop } from "./within-deadline";

/**
 * How long a part of the run that does not heed the signal by itself (a user's function, an origin outside the network) is
 * waited for once the run is told to stop. Longer than a request in flight is given, so that its answer still counts.
 */
const patienceMs = 900;

/** What begins after that (keeping state, a callback) is given this long, so that several that hang do not add up. */
const lastChanceMs = 100;

/** Waits for a part of the run, but not for ever once the run is told to stop. */
export type Guard = <T>(work: T | Promise<T>) => Promise<T>;

export function createGuard(signal: AbortSignal | undefined): Guard {
  if (!signal) return async (work) => work;
  let deadline: number | undefined;
  return (work) =>
    new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const fail = (error: unknown) => reject(explainStop(error, signal));
      const stop = () => {
        deadline ??= Date.now() + patienceMs;
        const waitMs = Math.max(deadline - Date.now(), lastChanceMs);
        timer = setTimeout(() => fail(new AbortedError("the run was stopped before this was done")), waitMs);
      };
      const forget = onAbort(signal, stop);
      if (signal.aborted) stop();
      Promise.resolve(work)
        .then(resolve, fail)
        .finally(() => {
          forget();
          clearTimeout(timer);
        });
    });
}
