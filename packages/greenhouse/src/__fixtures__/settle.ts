import { vi } from "vitest";

/** Fakes the timers that a run waits by, but not those that its streams and digests need. */
export function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
}

const nothing = new Uint8Array();

/** Advances the time step by step until the work is done, however busy the machine is. */
export async function settle<T>(work: Promise<T>, stepMs = 500): Promise<T> {
  let isDone = false;
  const finish = () => {
    isDone = true;
  };
  work.then(finish, finish);
  while (!isDone) {
    // Other threads compute digests, in the order of the calls: those under way are done when this one is.
    await crypto.subtle.digest("SHA-256", nothing);
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(stepMs);
  }
  return work;
}
