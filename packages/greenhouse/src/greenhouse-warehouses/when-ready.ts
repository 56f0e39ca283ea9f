import { ConnectorError } from "@hrflow-connectors/core";

/** Half a minute in all: what was just created may not be readable yet, and the vendor says to look again after 30 s. */
const waitsMs = [1_000, 4_000, 10_000, 15_000];

/**
 * Calls again while the vendor says that there is no such record, a few times. One that is still not there then may be later:
 * `giveUp` is called. Ends early when the run is stopped.
 */
export async function whenReady<T>(call: () => Promise<T>, signal: AbortSignal, giveUp: () => void): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if (!isNotFound(error)) throw error;
      const waitMs = waitsMs[tries];
      if (waitMs === undefined || signal.aborted) {
        giveUp();
        throw error;
      }
      await pause(waitMs, signal);
    }
  }
}

function isNotFound(error: unknown): boolean {
  return ConnectorError.isInstance(error) && error.code === "not_found";
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener("abort", finish, { once: true });
  });
}
