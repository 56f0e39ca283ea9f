import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { httpOver } from "../__fixtures__/replies";
import { createRateLimiter, type RateLimiter } from "./rate-limiter";

const start = Date.UTC(2026, 0, 1);
const url = "https://api.acme.example/things";
const steps = [
  ["an hour forward", 3_600_000],
  ["an hour back", -3_600_000],
  ["three seconds forward", 3_000],
  ["three seconds back", -3_000],
] as const;

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

const bucket = { requests: 10, perMs: 1_000, burst: 20 };
const stepClock = (byMs: number) => vi.setSystemTime(Date.now() + byMs);
const within = (limiter: RateLimiter, replies: Parameters<typeof httpOver>[0]) => {
  const { http, ...seen } = httpOver(replies);
  return { ...seen, http: http.within({ run: "a", limiter }) };
};

describe.each(steps)("a clock that steps %s", (_, byMs) => {
  it("does not fill a bucket", async () => {
    const { http } = within(createRateLimiter(bucket), [Response.json({})]);
    await Promise.all(Array.from({ length: 20 }, () => http.fetch(url)));
    stepClock(byMs);
    const startedAt = performance.now();
    const [first] = await Promise.all([
      http.fetch(url).then(() => performance.now() - startedAt),
      vi.runAllTimersAsync(),
    ]);
    expect(first).toBe(200);
  });

  it("does not forget a pause, nor prolong it", async () => {
    const refusal = () => Response.json({}, { status: 429, headers: { "retry-after": "20" } });
    const { http } = within(createRateLimiter(bucket), [refusal, Response.json({})]);
    const startedAt = performance.now();
    const took = () => performance.now() - startedAt;
    const refused = http.fetch(url).then(took);
    await vi.advanceTimersByTimeAsync(1_000);
    stepClock(byMs);
    const other = http.fetch(url).then(took);
    await vi.runAllTimersAsync();
    for (const ms of await Promise.all([refused, other])) {
      expect(ms).toBeGreaterThanOrEqual(20_250);
      expect(ms).toBeLessThan(21_000);
    }
  });

  it("while a create waits for its turn changes neither its turn nor its timeout", async () => {
    const limiter = createRateLimiter({ requests: 1, perMs: 10_000, burst: 1 });
    const { http, requests } = within(limiter, [Response.json({}), async () => new Promise<Response>(() => {})]);
    await http.fetch(url, { method: "POST" });
    const startedAt = performance.now();
    const outcome = http
      .fetch(url, { method: "POST" })
      .catch((error: { message: string }) => [error.message, performance.now() - startedAt]);
    await vi.advanceTimersByTimeAsync(1_000);
    stepClock(byMs);
    await vi.advanceTimersByTimeAsync(8_999);
    expect(requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(requests).toHaveLength(2);
    await vi.runAllTimersAsync();
    expect(await outcome).toEqual([`POST ${url} did not respond within 60 s`, 70_000]);
  });

  it("between the attempts of a request does not spend its time", async () => {
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 10_000));
      return Response.json({});
    };
    const { http, requests } = httpOver([
      Response.json({}, { status: 503, headers: { "retry-after": "5" } }),
      slow,
      Response.json({}),
    ]);
    const outcome = http.fetch(url);
    await vi.advanceTimersByTimeAsync(1_000);
    stepClock(byMs);
    await vi.runAllTimersAsync();
    expect([(await outcome).status, requests.length]).toEqual([200, 2]);
  });

  it("does not make an account look idle, or busy", async () => {
    const limiter = createRateLimiter(bucket);
    const { http } = within(limiter, [Response.json({})]);
    await http.fetch(url);
    stepClock(byMs);
    expect(limiter.isIdle(2_000)).toBe(false);
    await vi.advanceTimersByTimeAsync(2_001);
    expect(limiter.isIdle(2_000)).toBe(true);
  });
});

it.each([299_999, 300_000, 3_600_000])(
  "a request whose turn comes after %d ms leaves with its whole timeout",
  async (ms) => {
    const limiter = createRateLimiter(bucket);
    const late: RateLimiter = {
      ...limiter,
      async turn(request) {
        await new Promise((resolve) => setTimeout(resolve, ms));
        return limiter.turn(request);
      },
    };
    const { http } = within(late, [async () => new Promise<Response>(() => {})]);
    const startedAt = performance.now();
    const outcome = http
      .fetch(url, { method: "POST" })
      .catch((error: { message: string }) => [error.message, performance.now() - startedAt]);
    await vi.runAllTimersAsync();
    expect(await outcome).toEqual([`POST ${url} did not respond within 60 s`, ms + 60_000]);
  },
);

it("a request is repeated as ever after a long wait for its turn", async () => {
  const limiter = createRateLimiter(bucket);
  const late: RateLimiter = {
    ...limiter,
    async turn(request) {
      if (!request.isRetry) await new Promise((resolve) => setTimeout(resolve, 3_600_000));
      return limiter.turn(request);
    },
  };
  const busy = Response.json({}, { status: 429, headers: { "retry-after": "100" } });
  const { http, requests } = within(late, [busy, busy.clone(), Response.json({})]);
  const outcome = http.fetch(url, { method: "POST" });
  await vi.runAllTimersAsync();
  expect([(await outcome).status, requests.length]).toEqual([200, 3]);
});
