import { eventNames, type Logger, type RunEvent, type RunResult } from "@hrflow-connectors/core";
import { expect, vi } from "vitest";

/** Returns the whole expected result of a run. Matches any run id and any times. */
export function runResult(
  expected: Pick<RunResult, "status" | "reason"> & {
    events?: Partial<RunResult["events"]>;
    receipts?: RunResult["receipts"];
    failures?: RunResult["failures"];
  },
) {
  const none = Object.fromEntries(eventNames.map((name) => [name, 0]));
  return {
    receipts: [],
    failures: [],
    ...expected,
    events: { ...none, ...expected.events },
    readFrom: null,
    runId: expect.any(String),
    startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    finishedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  };
}

/**
 * Records every event and log line of a run that gets its `options`. With fake timers, it advances the clock over the waits
 * of retries and rate limits.
 */
export function runRecorder() {
  const events: RunEvent[] = [];
  const lines: unknown[] = [];
  const log = (fields: object, message: string) => void lines.push({ ...fields, message });
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const onEvent = (event: RunEvent) => {
    events.push(event);
    const waitMs = event.type === "http.retry" ? event.delayMs : event.type === "http.throttled" ? event.waitMs : 0;
    if (waitMs && vi.isFakeTimers()) queueMicrotask(() => vi.advanceTimersByTime(waitMs));
  };
  return { events, lines, options: { logger, onEvent } };
}

/** Rate limits outlive a run. Those of an earlier test follow a clock that is gone. */
function forgetRateLimits(): void {
  const limiters: unknown = Reflect.get(globalThis, Symbol.for("hrflow-connectors.rate-limiters.v1"));
  if (limiters instanceof Map) limiters.clear();
}

/** Freezes the clock at noon of 2026-03-01. Only `runRecorder`, for retries and rate limits, and the test itself advance it. */
export function stopTime(): void {
  forgetRateLimits();
  const toFake = ["setTimeout", "clearTimeout", "Date", "performance"] as const;
  vi.useFakeTimers({ toFake: [...toFake], now: new Date("2026-03-01T12:00:00Z") });
}
