import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RateWindow, TokenBucket } from "../contract/connection";
import { createRateLimiter } from "./rate-limiter";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) }));
afterEach(() => void vi.useRealTimers());

const pushMs = 5 * 60_000;
const workers = 16;
const headers = { limit: "X-Limit", remaining: "X-Remaining", reset: "X-Reset" };
const bucketRule: Rule = { requests: 10, perMs: 1_000, burst: 20 };
const windowRule = (windowMs: number): Rule => ({ windowMs, limit: 50, headers });

type Rule = TokenBucket | RateWindow;
type Vendor = (now: number) => { status: number; headers: Headers };
/** How many milliseconds a request and its response travel. */
type Network = (random: () => number, sent: number) => [number, number];

const networks: [string, Network][] = [
  ["an even jitter", (random) => [10 + 90 * random(), 10 + 10 * random()]],
  ["connections that are established first", (random, sent) => [sent < workers ? 400 : 10 + 40 * random(), 10]],
  ["some slow requests", (random) => [random() < 0.05 ? 900 * random() : 20, random() < 0.05 ? 900 * random() : 20]],
];

function bucketVendor(): Vendor {
  let tokens = 20;
  let at = Number.POSITIVE_INFINITY;
  return (now) => {
    tokens = Math.min(20, tokens + Math.max(0, now - at) / 100);
    at = now;
    const isTaken = tokens >= 1;
    if (isTaken) tokens -= 1;
    return { status: isTaken ? 200 : 429, headers: new Headers() };
  };
}

/** A vendor whose windows begin at multiples of their length by its own clock. It tells their end in whole seconds, or not at all. */
function windowVendor(windowMs: number, limit: number, offMs: number, tellsReset: boolean): Vendor {
  let window = -1;
  let used = 0;
  return (now) => {
    const current = Math.floor((now + offMs) / windowMs);
    if (current !== window) used = 0;
    window = current;
    used += 1;
    const told = { "x-limit": String(limit), "x-remaining": String(Math.max(0, limit - used)) };
    const reset = { "x-reset": String(Math.ceil(((current + 1) * windowMs) / 1_000)) };
    return { status: used > limit ? 429 : 200, headers: new Headers({ ...told, ...(tellsReset ? reset : {}) }) };
  };
}

/** A push by two runs that always have a request to send. */
async function push(rule: Rule, vendor: Vendor, network: Network) {
  const limiter = createRateLimiter(rule);
  const until = Date.now() + pushMs;
  const controller = new AbortController();
  setTimeout(() => controller.abort(), pushMs);
  const random = seeded(7);
  const responses: Record<string, number> = {};
  let sent = 0;
  const work = async (run: string) => {
    for (;;) {
      const turn = await limiter.turn({
        run,
        isRetry: false,
        signal: controller.signal,
        onWait() {},
        stopped: () => new Error("stopped"),
      });
      const [there, back] = network(random, sent++);
      await sleep(there);
      if (Date.now() >= until) return;
      const response = vendor(Date.now());
      const name = response.status === 429 ? "refused" : run;
      responses[name] = (responses[name] ?? 0) + 1;
      await sleep(back);
      turn.finish(response);
    }
  };
  for (let worker = 0; worker < workers; worker++) work(worker % 2 ? "one" : "two").catch(() => {});
  await vi.advanceTimersByTimeAsync(pushMs + 2_000);
  const { one = 0, two = 0, refused = 0 } = responses;
  return { taken: one + two, refused, slowerShare: Math.min(one, two) / (one + two) };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const limits: [string, Rule, () => Vendor, number][] = [
  ["a bucket", bucketRule, bucketVendor, 20 + pushMs / 100],
  ["a window", windowRule(30_000), () => windowVendor(30_000, 100, 0, true), pushMs / 300],
  ["a window of a clock that is slow", windowRule(30_000), () => windowVendor(30_000, 100, -400, true), pushMs / 300],
  ["a window whose end is not told", windowRule(10_000), () => windowVendor(10_000, 50, 0, false), pushMs / 200],
  ["a small window", windowRule(10_000), () => windowVendor(10_000, 25, 3_700, false), pushMs / 400],
];

describe.each(networks)("over a network with %s", (_, network) => {
  it.each(limits)("%s is used to 95% without a refusal, and shared evenly", async (_, rule, vendor, allowed) => {
    const { taken, refused, slowerShare } = await push(rule, vendor(), network);
    expect(refused).toBe(0);
    expect(taken / allowed).toBeGreaterThanOrEqual(0.95);
    expect(slowerShare).toBeGreaterThanOrEqual(0.48);
  });
});
