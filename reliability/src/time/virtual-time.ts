import { vi } from "vitest";
import { createActivity } from "./activity";

export interface VirtualTime {
  /** Has the clock show an hour before all that was so far: what a process keeps of times counts as outdated. */
  begin(): void;
  /** Has so many milliseconds go by in which nothing happens but what timers do. */
  pass(ms: number): void;
  /**
   * Lets work settle and time pass as it needs. Rejects where nothing is left to wait for, and after so many milliseconds of
   * virtual time.
   */
  settle<T>(work: Promise<T>, limitMs: number): Promise<T>;
  /** Watches over what is under way outside of timers. */
  track: ReturnType<typeof createActivity>["track"];
  stop(): void;
}

/** How often the event loop must turn without anything under way before a timer's time has come. */
const quietTurns = 12;

const startsAt = Date.UTC(2026, 2, 1, 12);
const hourMs = 3_600_000;

/**
 * Time that passes when there is nothing else to do, however busy the machine: a timer fires only once nothing is under way,
 * and then at once.
 */
export function startVirtualTime(): VirtualTime {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"], now: startsAt });
  const activity = createActivity();
  let earliest = startsAt;

  const quiet = async (isDone: () => boolean) => {
    for (let turns = 0; turns < quietTurns && !isDone(); ) {
      await new Promise((resolve) => setImmediate(resolve));
      turns = activity.isBusy() ? 0 : turns + 1;
    }
  };
  return {
    begin() {
      vi.clearAllTimers();
      earliest -= hourMs;
      vi.setSystemTime(earliest);
    },
    pass(ms) {
      vi.advanceTimersByTime(ms);
    },
    async settle(work, limitMs) {
      const startedAt = Date.now();
      let isDone = false;
      const finish = () => {
        isDone = true;
      };
      work.then(finish, finish);
      for (;;) {
        await quiet(() => isDone);
        if (isDone) return work;
        if (vi.getTimerCount() === 0) throw new Error("it waits for nothing, and does not end");
        if (Date.now() - startedAt > limitMs) throw new Error(`it did not end within ${limitMs / 1000} s`);
        vi.advanceTimersToNextTimer();
      }
    },
    track: activity.track,
    stop() {
      activity.stop();
      vi.useRealTimers();
    },
  };
}
