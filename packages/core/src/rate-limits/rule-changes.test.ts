import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RateWindow, TokenBucket } from "../contract/connection";
import { createRateLimiter, type RateLimiter, type Turn } from "./rate-limiter";

const start = Date.UTC(2026, 0, 1);
const tenPerSecond = { requests: 10, perMs: 1_000 };
const window: RateWindow = { windowMs: 10_000, limit: 50, headers: { limit: "x-limit", remaining: "x-remaining" } };

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

function ask(limiter: RateLimiter): Promise<Turn> {
  return limiter.turn({
    run: "a",
    isRetry: false,
    signal: new AbortController().signal,
    onWait: () => {},
    stopped: () => new Error("stopped"),
  });
}

/** Sends this many requests one after another. Returns how many milliseconds after the first one each left. */
async function send(limiter: RateLimiter, count: number): Promise<number[]> {
  const startedAt = performance.now();
  const times: number[] = [];
  const done = (async () => {
    for (let sent = 0; sent < count; sent++) {
      (await ask(limiter)).finish(null);
      times.push(performance.now() - startedAt);
    }
  })();
  await vi.runAllTimersAsync();
  await done;
  return times;
}

const atOnce = (times: number[]) => times.filter((at) => at === 0).length;

describe("a rule that changes", () => {
  it("keeps what was spent of a bucket", async () => {
    const limiter = createRateLimiter({ ...tenPerSecond, burst: 20 });
    expect(atOnce(await send(limiter, 15))).toBe(15);
    limiter.use({ ...tenPerSecond, burst: 18 });
    expect(atOnce(await send(limiter, 10))).toBe(3);
  });

  it("does not fill the bucket, however often it changes to and fro", async () => {
    const [small, large]: TokenBucket[] = [
      { requests: 1, perMs: 1_000, burst: 5 },
      { requests: 1, perMs: 1_000, burst: 20 },
    ];
    const limiter = createRateLimiter(large as TokenBucket);
    expect(atOnce(await send(limiter, 20))).toBe(20);
    for (let change = 0; change < 6; change++) limiter.use((change % 2 === 0 ? small : large) as TokenBucket);
    const [first = 0] = await send(limiter, 1);
    expect(first).toBeGreaterThanOrEqual(1_000);
  });

  it("does not charge a smaller burst for what the larger one allowed", async () => {
    const limiter = createRateLimiter({ ...tenPerSecond, burst: 60 });
    await send(limiter, 60);
    limiter.use({ requests: 1, perMs: 60_000, burst: 1 });
    const [first = 0] = await send(limiter, 1);
    expect(first).toBeGreaterThan(50_000);
    expect(first).toBeLessThanOrEqual(60_000);
  });

  it.each<[string, TokenBucket | RateWindow, TokenBucket | RateWindow]>([
    ["a window to a bucket", window, { ...tenPerSecond, burst: 20 }],
    ["a bucket to a window", { ...tenPerSecond, burst: 60 }, window],
  ])("from %s counts what was sent just before", async (_, before, after) => {
    const limiter = createRateLimiter(before);
    const turns = await Promise.all(Array.from({ length: 48 }, () => ask(limiter)));
    limiter.use(after);
    for (const turn of turns) turn.finish(null);
    expect(atOnce(await send(limiter, 10))).toBeLessThanOrEqual(1);
  });

  it("keeps a pause", async () => {
    const limiter = createRateLimiter({ ...tenPerSecond, burst: 20 });
    const turn = await ask(limiter);
    turn.finish({ status: 429, headers: new Headers() });
    turn.pause(30_000, true);
    limiter.use({ ...tenPerSecond, burst: 19 });
    limiter.use(window);
    limiter.use({ ...tenPerSecond, burst: 18 });
    const [first = 0] = await send(limiter, 1);
    expect(first).toBeGreaterThanOrEqual(30_000);
  });
});
