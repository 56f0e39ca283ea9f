import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { httpOver } from "./__fixtures__/replies";
import { createRateLimiter } from "./rate-limits/rate-limiter";
import { after, sleep } from "./stop";

const day = 86_400_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("a sleep of more than 24 days lasts as long as it should, and can be stopped", async () => {
  const done = vi.fn();
  const controller = new AbortController();
  void sleep(60 * day, controller.signal, () => new Error("stopped")).then(done);
  await vi.advanceTimersByTimeAsync(60 * day - 1);
  expect(done).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(done).toHaveBeenCalledOnce();
  const stopped = expect(sleep(60 * day, controller.signal, () => new Error("stopped"))).rejects.toThrow("stopped");
  await vi.advanceTimersByTimeAsync(30 * day);
  controller.abort();
  await stopped;
  expect(vi.getTimerCount()).toBe(0);
});

it("an infinite delay never ends, and can be canceled", async () => {
  const call = vi.fn();
  const cancel = after(Number.POSITIVE_INFINITY, call);
  await vi.advanceTimersByTimeAsync(100 * day);
  expect(call).not.toHaveBeenCalled();
  cancel();
  expect(vi.getTimerCount()).toBe(0);
});

it.each([Number.POSITIVE_INFINITY, 2 ** 31])(
  "a request with a timeout of %d ms is not timed out at once",
  async (timeoutMs) => {
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 400_000));
      return Response.json({ id: 1 });
    };
    const { http } = httpOver([slow]);
    const outcome = http.with({ timeoutMs }).fetch("https://api.acme.example");
    await vi.advanceTimersByTimeAsync(400_000);
    expect((await outcome).status).toBe(200);
  },
);

it("a rate of one request in 60 days does not spin", async () => {
  const limiter = createRateLimiter({ requests: 1, perMs: 60 * day, burst: 1 });
  const ask = () =>
    limiter.turn({
      run: "a",
      isRetry: false,
      signal: new AbortController().signal,
      onWait: () => {},
      stopped: () => new Error("stopped"),
    });
  (await ask()).finish(null);
  const start = Date.now();
  const second = ask();
  let steps = 0;
  while (vi.getTimerCount() > 0 && steps < 10) {
    await vi.advanceTimersToNextTimerAsync();
    steps += 1;
  }
  (await second).finish(null);
  expect(steps).toBeLessThan(10);
  expect(Date.now() - start).toBe(60 * day);
});
