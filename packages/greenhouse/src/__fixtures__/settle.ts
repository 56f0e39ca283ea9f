import { vi } from "vitest";

/** Fakes the timers that a run waits by, and leaves those alone that its streams and digests need. */
export function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
}

/** Lets time pass until the work is done. */
export async function settle<T>(work: Promise<T>, stepMs = 500): Promise<T> {
  let isDone = false;
  const finish = () => {
    isDone = true;
  };
  work.then(finish, finish);
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(stepMs);
  }
  return work;
}
