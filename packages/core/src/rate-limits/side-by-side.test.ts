import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createRateLimiter, type RateLimiter } from "./rate-limiter";

const headers = { limit: "X-Limit", remaining: "X-Remaining", reset: "X-Reset" };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("deliveries of an account", () => {
  const wait = (signal = new AbortController().signal) => ({
    signal,
    stopped: () => new Error("stopped"),
    onWait: () => {},
  });
  /** Deliveries that go on until they are told to end. */
  function begin(limiter: RateLimiter, count: number, signal?: AbortSignal) {
    const begun: (() => void)[] = [];
    const all = Array.from({ length: count }, () =>
      limiter.deliver(() => new Promise<void>((resolve) => void begun.push(resolve)), wait(signal)),
    );
    return { begun, all };
  }

  it.each([
    ["a bucket", { requests: 1, perMs: 10_000, burst: 4 }, 7],
    ["a window", { windowMs: 30_000, limit: 6, headers }, 6],
    ["a bucket slower than that", { requests: 1, perMs: 3_600_000, burst: 0.1 }, 1],
  ])("go on side by side as far as %s lets each send a request within half a minute", async (_, rule, expected) => {
    const { begun, all } = begin(createRateLimiter(rule), 20);
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toHaveLength(expected);
    for (let ended = 0; ended < 20; ended++) {
      begun[ended]?.();
      await vi.advanceTimersByTimeAsync(0);
      expect(begun).toHaveLength(Math.min(20, expected + ended + 1));
    }
    await Promise.all(all);
  });

  it("begin in the order in which they came, and make room when they fail", async () => {
    const limiter = createRateLimiter({ requests: 1, perMs: 60_000, burst: 0.5 });
    const order: number[] = [];
    const all = [0, 1, 2].map((index) =>
      limiter.deliver(async () => {
        order.push(index);
        throw new Error(`failed ${index}`);
      }, wait()),
    );
    expect(await Promise.allSettled(all)).toMatchObject(
      [0, 1, 2].map((index) => ({ reason: { message: `failed ${index}` } })),
    );
    expect(order).toEqual([0, 1, 2]);
  });

  it("give up their place after a quarter of an hour, also if nothing ever stops them", async () => {
    const limiter = createRateLimiter({ requests: 1, perMs: 60_000, burst: 0.5 });
    const { begun } = begin(limiter, 2);
    await vi.advanceTimersByTimeAsync(15 * 60_000 - 1);
    expect(begun).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(begun).toHaveLength(2);
  });

  it("stop waiting when their run is stopped, and give up their place a second after that at the latest", async () => {
    const limiter = createRateLimiter({ requests: 1, perMs: 60_000, burst: 0.5 });
    const controller = new AbortController();
    const { begun, all } = begin(limiter, 2, controller.signal);
    const other = begin(limiter, 1);
    const stopped = expect(all[1]).rejects.toThrow("stopped");
    await vi.advanceTimersByTimeAsync(0);
    controller.abort();
    await stopped;
    expect([begun.length, other.begun.length]).toEqual([1, 0]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(other.begun).toHaveLength(1);
    begun[0]?.();
    other.begun[0]?.();
    await Promise.all([all[0], ...other.all]);
    expect(vi.getTimerCount()).toBe(0);
    const next = begin(limiter, 2);
    await vi.advanceTimersByTimeAsync(0);
    expect(next.begun).toHaveLength(1);
  });
});
