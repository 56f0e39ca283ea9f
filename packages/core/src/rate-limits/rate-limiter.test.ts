import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RateLimitRule } from "../contract/v1";
import { createRateLimiter, type RateLimiter, type Turn } from "./rate-limiter";

const start = Date.UTC(2026, 0, 1);
const bucket: RateLimitRule = { kind: "bucket", requests: 10, perMs: 1_000, burst: 20 };
const headers = { limit: "X-Limit", remaining: "X-Remaining", reset: "X-Reset" };
const window: RateLimitRule = { kind: "window", windowMs: 10_000, limit: 50, headers };

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

type Answer = { status: number; headers: Headers };
const ok = (told: Record<string, string> = {}): Answer => ({ status: 200, headers: new Headers(told) });
const refusal: Answer = { status: 429, headers: new Headers() };

/** Asks for a turn, answers it at once (or the first ones alone), and notes when it came. */
function sender(
  limiter: RateLimiter,
  answer: (sent: number) => Answer | null = () => ok(),
  answers = Number.POSITIVE_INFINITY,
) {
  const sent: { run: string; at: number }[] = [];
  const waits: number[] = [];
  const turns: Turn[] = [];
  const ask = (run = "a", options: { signal?: AbortSignal; deadlineMs?: number; isRetry?: boolean } = {}) =>
    limiter
      .turn({
        run,
        isRetry: options.isRetry ?? false,
        signal: options.signal ?? new AbortController().signal,
        deadline: Date.now() + (options.deadlineMs ?? 300_000),
        onWait: (ms) => void waits.push(ms),
        stopped: () => new Error("stopped"),
        tooLate: () => new Error("too late"),
      })
      .then((turn) => {
        sent.push({ run, at: Date.now() - start });
        turns.push(turn);
        if (sent.length <= answers) turn.answered(answer(sent.length));
      });
  const times = () => sent.map(({ at }) => at);
  return { ask, sent, waits, times, turns };
}

describe("a token bucket", () => {
  it("lets the burst through at once, and then the rate, with one request kept back", async () => {
    const { ask, times, waits } = sender(createRateLimiter(bucket));
    await Promise.all([...Array.from({ length: 25 }, () => ask()), vi.runAllTimersAsync()]);
    expect(times()).toEqual([...Array.from({ length: 20 }, () => 0), 200, 300, 400, 500, 600]);
    expect(waits).toEqual([200, 300, 400, 500, 600]);
  });

  it("uses more than 95% of the rate in the long run, and never more than it", async () => {
    const { ask, times } = sender(createRateLimiter(bucket));
    await Promise.all([...Array.from({ length: 1_000 }, () => ask()), vi.runAllTimersAsync()]);
    const last = times().at(-1) ?? 0;
    expect(last).toBeGreaterThanOrEqual(98_000);
    expect(last).toBeLessThan(980 * 100 + 200);
  });

  it("fills again while nothing is asked", async () => {
    const { ask, times } = sender(createRateLimiter(bucket));
    await Promise.all(Array.from({ length: 20 }, () => ask()));
    await vi.advanceTimersByTimeAsync(2_000);
    await Promise.all(Array.from({ length: 20 }, () => ask()));
    expect(times().slice(20)).toEqual(Array.from({ length: 20 }, () => 2_000));
  });

  it("of one request at a time goes on as well", async () => {
    const { ask, times } = sender(createRateLimiter({ kind: "bucket", requests: 1, perMs: 500, burst: 1 }));
    await Promise.all([ask(), ask(), ask(), vi.runAllTimersAsync()]);
    expect(times()).toEqual([0, 500, 1_000]);
  });
});

describe("a window that the answers tell of", () => {
  /** A vendor with a fixed window of its own, which begins at full ten seconds and tells its reset in whole ones. */
  function vendor(limit: number, tellsReset = true) {
    let used = 0;
    let until = 0;
    let refusals = 0;
    const answer = (): Answer => {
      const now = Date.now();
      if (now >= until) {
        used = 0;
        until = (Math.floor(now / 10_000) + 1) * 10_000;
      }
      used += 1;
      if (used > limit) refusals += 1;
      const told = { "x-limit": String(limit), "x-remaining": String(Math.max(0, limit - used)) };
      const status = used > limit ? 429 : 200;
      return { status, headers: new Headers(tellsReset ? { ...told, "x-reset": String(until / 1000) } : told) };
    };
    return { answer, refused: () => refusals };
  }

  it.each([
    ["with its reset", true, 100],
    ["with its reset, lower than the guess", true, 20],
    ["without a reset", false, 100],
  ])("is used but for one request (%s)", async (_, tellsReset, limit) => {
    const { answer, refused } = vendor(limit, tellsReset);
    const { ask, times } = sender(createRateLimiter(window), answer);
    await ask();
    const count = limit * 5;
    await Promise.all([...Array.from({ length: count }, () => ask()), vi.runAllTimersAsync()]);
    expect(refused()).toBe(0);
    expect(times().filter((at) => at < 10_000)).toHaveLength(limit - 1);
    expect(times().at(-1)).toBeLessThan(10_000 * 5 + 5_000);
  });

  it("is guessed until an answer tells", async () => {
    const { ask, times } = sender(createRateLimiter(window), () => null);
    await Promise.all([...Array.from({ length: 60 }, () => ask()), vi.runAllTimersAsync()]);
    expect(times().filter((at) => at === 0)).toHaveLength(49);
    expect(Math.max(...times())).toBe(10_000);
  });

  it("does not hold back where the answers tell nothing", async () => {
    const { ask, times } = sender(createRateLimiter(window));
    for (let sent = 0; sent < 60; sent++) await ask();
    expect(Math.max(...times())).toBe(0);
  });

  it("counts what others send with the same credential", async () => {
    const told = { "x-limit": "50", "x-remaining": "3", "x-reset": String(start / 1000 + 7) };
    const { ask, times } = sender(createRateLimiter(window), (sent) => (sent === 1 ? ok(told) : null));
    await ask();
    await Promise.all([ask(), ask(), ask(), vi.runAllTimersAsync()]);
    expect(times()).toEqual([0, 0, 0, 7_000]);
  });

  it("asks with one request whether the next window has begun, and waits out a rounded reset", async () => {
    const told = (remaining: number, second: number) =>
      ok({ "x-limit": "50", "x-remaining": String(remaining), "x-reset": String(start / 1000 + second) });
    const answers = [told(1, 7), told(0, 7), told(49, 17), told(48, 17)];
    const { ask, times } = sender(createRateLimiter(window), (sent) => answers[sent - 1] ?? null);
    await ask();
    await Promise.all([ask(), ask(), ask(), vi.runAllTimersAsync()]);
    expect(times()).toEqual([0, 7_000, 8_000, 8_000]);
  });

  it("goes on with what was left when its told end passes, until the next one shows itself", async () => {
    const told = { "x-limit": "50", "x-remaining": "5", "x-reset": String(start / 1000 + 7) };
    const { ask, times, turns } = sender(createRateLimiter(window), (sent) => (sent === 1 ? ok(told) : null), 1);
    await ask();
    await vi.advanceTimersByTimeAsync(7_000);
    const waiting = Array.from({ length: 10 }, () => ask());
    await vi.advanceTimersByTimeAsync(500);
    expect(times()).toEqual([0, 7_000, 7_000, 7_000, 7_000]);
    turns[1]?.answered(ok({ ...told, "x-remaining": "49", "x-reset": String(start / 1000 + 37) }));
    await Promise.all(waiting);
    expect(times().slice(5)).toEqual([7_500, 7_500, 7_500, 7_500, 7_500, 7_500]);
  });

  it("that begins while requests are under way is told by the answer that comes first, not by each", async () => {
    const told = (remaining: number) => ok({ "x-limit": "20", "x-remaining": String(remaining) });
    const { ask, sent, turns } = sender(createRateLimiter(window), () => told(6), 1);
    await ask();
    await Promise.all([ask(), ask(), ask()]);
    // The vendor saw the three as the third, second and first request of a new window.
    turns[3]?.answered(told(17));
    turns[2]?.answered(told(18));
    turns[1]?.answered(told(19));
    for (let asked = 0; asked < 20; asked++) void ask();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(4 + 16);
  });

  it("is reckoned by the vendor's clock when ours is off", async () => {
    const date = new Date(start + 60_000).toUTCString();
    const told = { "x-limit": "50", "x-remaining": "1", "x-reset": String(start / 1000 + 65), date };
    const { ask, times } = sender(createRateLimiter(window), () => ok(told));
    await ask();
    await Promise.all([ask(), vi.advanceTimersByTimeAsync(5_000)]);
    expect(times()).toEqual([0, 5_000]);
  });
});

describe("those who wait", () => {
  it("take turns, run by run, each in the order that it asked", async () => {
    const { ask, sent } = sender(createRateLimiter({ ...bucket, burst: 1 }));
    const first = [ask("a"), ask("a"), ask("a"), ask("a"), ask("b"), ask("b"), ask("c")];
    await Promise.all([...first, vi.runAllTimersAsync()]);
    expect(sent.map(({ run }) => run).join("")).toBe("aabcaba");
  });

  it("let a retry of their run go first", async () => {
    const { ask, sent } = sender(createRateLimiter({ ...bucket, burst: 1 }));
    const order: string[] = [];
    await ask();
    const named = (name: string, isRetry: boolean) => ask("a", { isRetry }).then(() => order.push(name));
    await Promise.all([named("next", false), named("retry", true), vi.runAllTimersAsync()]);
    expect(order).toEqual(["retry", "next"]);
    expect(sent).toHaveLength(3);
  });

  it("stop waiting when their run is stopped, and the others go on", async () => {
    const { ask, times } = sender(createRateLimiter({ ...bucket, burst: 1 }));
    const controller = new AbortController();
    await ask();
    const stopped = expect(ask("a", { signal: controller.signal })).rejects.toThrow("stopped");
    const other = ask("b");
    controller.abort();
    await stopped;
    await Promise.all([other, vi.runAllTimersAsync()]);
    expect(times()).toEqual([0, 100]);
    await expect(ask("a", { signal: controller.signal })).rejects.toThrow("stopped");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("wait no longer than they may", async () => {
    const { ask, times, turns } = sender(createRateLimiter(bucket));
    await ask();
    turns[0]?.pause(10_000, true);
    const late = expect(ask("a", { deadlineMs: 4_000 })).rejects.toThrow("too late");
    await vi.advanceTimersByTimeAsync(4_000);
    await late;
    expect(times()).toEqual([0]);
  });

  it("wait for a 429 of another's to pass; 429s of one round count once", async () => {
    const { ask, times, turns } = sender(createRateLimiter(bucket), (sent) => (sent <= 3 ? refusal : ok()));
    await ask();
    await ask();
    turns[0]?.pause(5_000, true);
    turns[1]?.pause(1_000, true);
    expect(turns[0]?.refusals()).toBe(2);
    await Promise.all([ask("b"), vi.runAllTimersAsync()]);
    expect(times()).toEqual([0, 0, 5_000]);
    await Promise.all([ask("c"), vi.runAllTimersAsync()]);
    expect(turns[0]?.refusals()).toBe(0);
  });

  it("are not held by a clock that was set back", async () => {
    const { ask, turns, sent } = sender(createRateLimiter(bucket));
    await ask();
    turns[0]?.pause(60_000, true);
    vi.setSystemTime(start - 3_600_000);
    await ask();
    expect(sent).toHaveLength(2);
  });
});
