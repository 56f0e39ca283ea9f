import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RateWindow, TokenBucket } from "../contract/connection";
import { createRateLimiter, type RateLimiter, type Turn } from "./rate-limiter";

const start = Date.UTC(2026, 0, 1);
const bucket: TokenBucket = { requests: 10, perMs: 1_000, burst: 20 };
const headers = { limit: "X-Limit", remaining: "X-Remaining", reset: "X-Reset" };
const window: RateWindow = { windowMs: 10_000, limit: 50, headers };

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

type Reply = { status: number; headers: Headers };
const ok = (told: Record<string, string> = {}): Reply => ({ status: 200, headers: new Headers(told) });
const refusal: Reply = { status: 429, headers: new Headers() };

/** Takes turns, finishes them at once (or only the first ones), and records when each came. */
function createSender(
  limiter: RateLimiter,
  reply: (sent: number) => Reply | null = () => ok(),
  replies = Number.POSITIVE_INFINITY,
) {
  const sent: { run: string; at: number }[] = [];
  const waits: number[] = [];
  const turns: Turn[] = [];
  const send = (run = "a", options: { signal?: AbortSignal; isRetry?: boolean } = {}) =>
    limiter
      .turn({
        run,
        isRetry: options.isRetry ?? false,
        signal: options.signal ?? new AbortController().signal,
        onWait: (ms) => void waits.push(ms),
        stopped: () => new Error("stopped"),
      })
      .then((turn) => {
        sent.push({ run, at: Date.now() - start });
        turns.push(turn);
        if (sent.length <= replies) turn.finish(reply(sent.length));
      });
  const times = () => sent.map(({ at }) => at);
  return { send, sent, waits, times, turns };
}

describe("a token bucket", () => {
  it("lets the burst leave at once, then the rate, with one request in reserve", async () => {
    const { send, times, waits } = createSender(createRateLimiter(bucket));
    await Promise.all([...Array.from({ length: 25 }, () => send()), vi.runAllTimersAsync()]);
    expect(times()).toEqual([...Array.from({ length: 20 }, () => 0), 200, 300, 400, 500, 600]);
    expect(waits).toEqual([200, 300, 400, 500, 600]);
  });

  it("uses more than 95% of the rate in the long run, and never exceeds it", async () => {
    const { send, times } = createSender(createRateLimiter(bucket));
    await Promise.all([...Array.from({ length: 1_000 }, () => send()), vi.runAllTimersAsync()]);
    const last = times().at(-1) ?? 0;
    expect(last).toBeGreaterThanOrEqual(98_000);
    expect(last).toBeLessThan(980 * 100 + 200);
  });

  it("fills again while nothing is sent", async () => {
    const { send, times } = createSender(createRateLimiter(bucket));
    await Promise.all(Array.from({ length: 20 }, () => send()));
    await vi.advanceTimersByTimeAsync(2_000);
    await Promise.all(Array.from({ length: 20 }, () => send()));
    expect(times().slice(20)).toEqual(Array.from({ length: 20 }, () => 2_000));
  });

  it("may hold one request alone", async () => {
    const { send, times } = createSender(createRateLimiter({ requests: 1, perMs: 500, burst: 1 }));
    await Promise.all([send(), send(), send(), vi.runAllTimersAsync()]);
    expect(times()).toEqual([0, 500, 1_000]);
  });
});

describe("a window that responses describe", () => {
  /** A vendor with a fixed window that begins every ten seconds. It tells the reset in whole seconds, or not at all. */
  function vendor(limit: number, tellsReset = true) {
    let used = 0;
    let until = 0;
    let refusals = 0;
    const reply = (): Reply => {
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
    return { reply, refused: () => refusals };
  }

  it.each([
    ["with its reset", true, 100],
    ["with its reset, and a limit below the assumed one", true, 20],
    ["without a reset", false, 100],
  ])("is used except for one request (%s)", async (_, tellsReset, limit) => {
    const { reply, refused } = vendor(limit, tellsReset);
    const { send, times } = createSender(createRateLimiter(window), reply);
    await send();
    const count = limit * 5;
    await Promise.all([...Array.from({ length: count }, () => send()), vi.runAllTimersAsync()]);
    expect(refused()).toBe(0);
    expect(times().filter((at) => at < 10_000)).toHaveLength(limit - 1);
    expect(times().at(-1)).toBeLessThan(10_000 * 5 + 5_000);
  });

  it("has the assumed limit until a response tells it", async () => {
    const { send, times } = createSender(createRateLimiter(window), () => null);
    await Promise.all([...Array.from({ length: 60 }, () => send()), vi.runAllTimersAsync()]);
    expect(times().filter((at) => at === 0)).toHaveLength(49);
    expect(Math.max(...times())).toBe(10_000);
  });

  it("holds nothing back if responses tell nothing", async () => {
    const { send, times } = createSender(createRateLimiter(window));
    for (let sent = 0; sent < 60; sent++) await send();
    expect(Math.max(...times())).toBe(0);
  });

  it("counts what others use of it", async () => {
    const told = { "x-limit": "50", "x-remaining": "3", "x-reset": String(start / 1000 + 7) };
    const { send, times } = createSender(createRateLimiter(window), (sent) => (sent === 1 ? ok(told) : null));
    await send();
    await Promise.all([send(), send(), send(), vi.runAllTimersAsync()]);
    expect(times()).toEqual([0, 0, 0, 7_000]);
  });

  it("probes with one request whether the next window has begun, and waits for a rounded reset to pass", async () => {
    const told = (remaining: number, second: number) =>
      ok({ "x-limit": "50", "x-remaining": String(remaining), "x-reset": String(start / 1000 + second) });
    const replies = [told(1, 7), told(0, 7), told(49, 17), told(48, 17)];
    const { send, times } = createSender(createRateLimiter(window), (sent) => replies[sent - 1] ?? null);
    await send();
    await Promise.all([send(), send(), send(), vi.runAllTimersAsync()]);
    expect(times()).toEqual([0, 7_000, 8_000, 8_000]);
  });

  it("lets the rest of an ended window leave until the next window shows itself", async () => {
    const told = { "x-limit": "50", "x-remaining": "5", "x-reset": String(start / 1000 + 7) };
    const { send, times, turns } = createSender(createRateLimiter(window), (sent) => (sent === 1 ? ok(told) : null), 1);
    await send();
    await vi.advanceTimersByTimeAsync(7_000);
    const waiting = Array.from({ length: 10 }, () => send());
    await vi.advanceTimersByTimeAsync(500);
    expect(times()).toEqual([0, 7_000, 7_000, 7_000, 7_000]);
    turns[1]?.finish(ok({ ...told, "x-remaining": "49", "x-reset": String(start / 1000 + 37) }));
    await Promise.all(waiting);
    expect(times().slice(5)).toEqual([7_500, 7_500, 7_500, 7_500, 7_500, 7_500]);
  });

  it("begins once if several responses under way report it", async () => {
    const told = (remaining: number) => ok({ "x-limit": "20", "x-remaining": String(remaining) });
    const { send, sent, turns } = createSender(createRateLimiter(window), () => told(6), 1);
    await send();
    await Promise.all([send(), send(), send()]);
    // The vendor saw the three as the third, second and first request of a new window.
    turns[3]?.finish(told(17));
    turns[2]?.finish(told(18));
    turns[1]?.finish(told(19));
    for (let count = 0; count < 20; count++) void send();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(4 + 16);
  });

  it("ends by the vendor's clock if ours is off", async () => {
    const date = new Date(start + 60_000).toUTCString();
    const told = { "x-limit": "50", "x-remaining": "1", "x-reset": String(start / 1000 + 65), date };
    const { send, times } = createSender(createRateLimiter(window), () => ok(told));
    await send();
    await Promise.all([send(), vi.advanceTimersByTimeAsync(5_000)]);
    expect(times()).toEqual([0, 5_000]);
  });
});

describe("requests that wait", () => {
  it("take turns run by run, in the order of each run", async () => {
    const { send, sent } = createSender(createRateLimiter({ ...bucket, burst: 1 }));
    const first = [send("a"), send("a"), send("a"), send("a"), send("b"), send("b"), send("c")];
    await Promise.all([...first, vi.runAllTimersAsync()]);
    expect(sent.map(({ run }) => run).join("")).toBe("aabcaba");
  });

  it("leave after a retry of their run", async () => {
    const { send, sent } = createSender(createRateLimiter({ ...bucket, burst: 1 }));
    const order: string[] = [];
    await send();
    const named = (name: string, isRetry: boolean) => send("a", { isRetry }).then(() => order.push(name));
    await Promise.all([named("next", false), named("retry", true), vi.runAllTimersAsync()]);
    expect(order).toEqual(["retry", "next"]);
    expect(sent).toHaveLength(3);
  });

  it("stop waiting when their run is stopped, while the others leave", async () => {
    const { send, times } = createSender(createRateLimiter({ ...bucket, burst: 1 }));
    const controller = new AbortController();
    await send();
    const stopped = expect(send("a", { signal: controller.signal })).rejects.toThrow("stopped");
    const other = send("b");
    controller.abort();
    await stopped;
    await Promise.all([other, vi.runAllTimersAsync()]);
    expect(times()).toEqual([0, 100]);
    await expect(send("a", { signal: controller.signal })).rejects.toThrow("stopped");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("wait however long it takes", async () => {
    const { send, times, turns } = createSender(createRateLimiter(bucket));
    await send();
    turns[0]?.pause(3 * 60 * 60_000, true);
    await Promise.all([send("a"), vi.runAllTimersAsync()]);
    expect(times()).toEqual([0, 3 * 60 * 60_000]);
  });

  it("wait while a 429 of another run pauses the account; 429s of one round count once", async () => {
    const { send, times, turns } = createSender(createRateLimiter(bucket), (sent) => (sent <= 3 ? refusal : ok()));
    await send();
    await send();
    turns[0]?.pause(5_000, true);
    turns[1]?.pause(1_000, true);
    expect(turns[0]?.refusals()).toBe(2);
    await Promise.all([send("b"), vi.runAllTimersAsync()]);
    expect(times()).toEqual([0, 0, 5_000]);
    await Promise.all([send("c"), vi.runAllTimersAsync()]);
    expect(turns[0]?.refusals()).toBe(0);
  });

  it("are held back by a pause as long as it lasts, if the clock is set back meanwhile", async () => {
    const { send, turns, sent } = createSender(createRateLimiter(bucket));
    await send();
    turns[0]?.pause(60_000, true);
    vi.setSystemTime(start - 3_600_000);
    const waiting = send();
    await vi.advanceTimersByTimeAsync(59_999);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
    expect(sent).toHaveLength(2);
  });
});
