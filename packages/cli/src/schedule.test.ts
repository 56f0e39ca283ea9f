import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { checkSchedule, runOnSchedule, type Schedule } from "./schedule";

const minuteMs = 60_000;

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 8, 59, 30) }));
afterEach(() => void vi.useRealTimers());

/** Schedules whose runs take so long, and what they did by the minute. */
function start(schedules: Record<string, Schedule>, runMs = 0) {
  const stop = new AbortController();
  const done: string[] = [];
  const at = () => new Date().toISOString().slice(11, 16);
  const run = async (name: string) => {
    done.push(`${at()} ${name} starts`);
    await new Promise((resolve) => setTimeout(resolve, runMs));
    done.push(`${at()} ${name} ends`);
  };
  const next: string[] = [];
  const reports = {
    skipped: (name: string) => void done.push(`${at()} ${name} skipped`),
    next: (name: string, when: Date) => void next.push(`${name} ${when.toISOString()}`),
  };
  let hasEnded = false;
  const ended = runOnSchedule(schedules, run, reports, stop.signal).then(() => {
    hasEnded = true;
  });
  return { stop, done, next, ended, hasEnded: () => hasEnded };
}

describe("runOnSchedule", () => {
  it("runs each workflow when it is due, and says when it is due next", async () => {
    const { done, next, stop, ended } = start({
      hourly: "0 * * * *",
      often: { cron: "*/30 * * * *", timezone: "UTC" },
    });
    expect(next).toEqual(["hourly 2026-01-05T09:00:00.000Z", "often 2026-01-05T09:00:00.000Z"]);
    await vi.advanceTimersByTimeAsync(61 * minuteMs);
    expect(done.filter((line) => line.endsWith("starts"))).toEqual([
      ...["09:00 hourly starts", "09:00 often starts", "09:30 often starts"],
      ...["10:00 hourly starts", "10:00 often starts"],
    ]);
    expect(next.at(-1)).toBe("often 2026-01-05T10:30:00.000Z");
    stop.abort();
    await ended;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("runs in the time zone of the schedule", async () => {
    const { next, stop, ended } = start({ morning: { cron: "0 6 * * *", timezone: "America/New_York" } });
    expect(next).toEqual(["morning 2026-01-05T11:00:00.000Z"]);
    stop.abort();
    await ended;
  });

  it("leaves out a run that is due while the last one is under way", async () => {
    const { done, stop, ended } = start({ slow: "* * * * *" }, 90_000);
    await vi.advanceTimersByTimeAsync(3 * minuteMs);
    expect(done).toEqual(["09:00 slow starts", "09:01 slow skipped", "09:01 slow ends", "09:02 slow starts"]);
    stop.abort();
    await vi.advanceTimersByTimeAsync(2 * minuteMs);
    await ended;
  });

  it("waits for the runs under way when it is stopped, and starts no other", async () => {
    const { done, stop, ended, hasEnded } = start({ slow: "* * * * *" }, 90_000);
    await vi.advanceTimersByTimeAsync(minuteMs);
    stop.abort();
    await vi.advanceTimersByTimeAsync(minuteMs / 2);
    expect(hasEnded()).toBe(false);
    await vi.advanceTimersByTimeAsync(minuteMs);
    await ended;
    expect(done).toEqual(["09:00 slow starts", "09:01 slow ends"]);
  });
});

it.each([
  ["no cron expression", "hourly"],
  ["a field that is out of range", "61 * * * *"],
  ["an unknown time zone", { cron: "0 * * * *", timezone: "Europe/Nowhere" }],
  ["no expression", { timezone: "UTC" }],
  ["null", null],
])("checkSchedule refuses %s, and names the workflow", (_, schedule) => {
  expect(() => checkSchedule("sync", schedule)).toThrow(/^workflows\.sync\.schedule: .*Expected a cron expression/);
});
