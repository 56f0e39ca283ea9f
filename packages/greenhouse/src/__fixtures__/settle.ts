import { vi } from "vitest";

/** Fakes the timers that a run waits by, and leaves those alone that its streams and digests need. */
export function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
}

const nothing = new Uint8Array();

/** Lets time pass until the work is done, step by step, however busy the machine. */
export async function settle<T>(work: Promise<T>, stepMs = 500): Promise<T> {
  let isDone = false;
  const finish = () => {
    isDone = true;
  };
  work.then(finish, finish);
  while (!isDone) {
    // Digests are made by other threads, in the order that they are asked for: those under way are done with this one.
    await crypto.subtle.digest("SHA-256", nothing);
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(stepMs);
  }
  return work;
}
