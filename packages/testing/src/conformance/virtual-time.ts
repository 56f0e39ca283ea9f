import { vi } from "vitest";
import { endTurns } from "../fakes/crash-at";
import { createActivity } from "./activity";

export interface VirtualTime {
  /** Sets the clock to one hour before the last start, so that all state with a time from earlier tests is outdated. */
  begin(): void;
  /** Forgets all timers: those of a process that died. */
  forget(): void;
  /** Advances the clock by a number of milliseconds and fires the timers that are due. */
  pass(ms: number): void;
  /**
   * Waits for the work and advances the clock as far as the work needs. Rejects if the work waits for nothing, and after
   * `limitMs` milliseconds of virtual time.
   */
  settle<T>(work: Promise<T>, limitMs: number): Promise<T>;
  /** Holds the clock while the work is in progress. */
  track: ReturnType<typeof createActivity>["track"];
  stop(): void;
}

/** How many turns of the event loop must pass without activity before a timer fires. */
const quietTurns = 12;

const startsAt = Date.UTC(2026, 2, 1, 12);
/** By the monotonic clock. Rate limits outlive a virtual time, so the next one must not be earlier. */
let reached = 0;
const hourMs = 3_600_000;

/**
 * Replaces timers and the clock. A timer fires as soon as no other work is in progress, so results do not depend on the speed
 * of the machine.
 */
export function startVirtualTime(): VirtualTime {
  const timers = ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] as const;
  vi.useFakeTimers({ toFake: [...timers, "Date", "performance"], now: startsAt });
  vi.advanceTimersByTime(Math.max(0, Math.ceil(reached - performance.now())));
  vi.setSystemTime(startsAt);
  const activity = createActivity();
  let earliest = startsAt;

  const waitUntilQuiet = async (isDone: () => boolean) => {
    for (let turns = 0; turns < quietTurns && !isDone(); ) {
      await new Promise((resolve) => setImmediate(resolve));
      turns = activity.isBusy() ? 0 : turns + 1;
    }
  };
  return {
    begin() {
      endTurns();
      vi.clearAllTimers();
      // Rate limits follow the monotonic clock, which never goes back.
      vi.advanceTimersByTime(hourMs);
      earliest -= hourMs;
      vi.setSystemTime(earliest);
    },
    forget() {
      // What core keeps in the process waits for its timers.
      endTurns();
      const [now, elapsed] = [Date.now(), performance.now()];
      // It also sets both clocks back to their start.
      vi.clearAllTimers();
      vi.advanceTimersByTime(Math.max(0, Math.ceil(elapsed - performance.now())));
      vi.setSystemTime(now);
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
        await waitUntilQuiet(() => isDone);
        if (isDone) return work;
        if (vi.getTimerCount() === 0) throw new Error("the work waits for nothing and never ends");
        if (Date.now() - startedAt > limitMs) throw new Error(`the work did not end within ${limitMs / 1000} s`);
        vi.advanceTimersToNextTimer();
      }
    },
    track: activity.track,
    stop() {
      reached = Math.max(reached, performance.now());
      activity.stop();
      vi.useRealTimers();
    },
  };
}
