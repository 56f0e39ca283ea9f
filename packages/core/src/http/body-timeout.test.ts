import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { httpOver } from "../__fixtures__/replies";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A body of a `fetch` that ignores its signal: a byte each second. */
function dripping() {
  const seen = { pulls: 0, isCanceled: false };
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      seen.pulls += 1;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      if (!seen.isCanceled) controller.enqueue(new Uint8Array(1));
    },
    cancel() {
      seen.isCanceled = true;
    },
  });
  return { seen, reply: () => new Response(body) };
}

it.each([
  ["the timeout", async () => vi.advanceTimersByTimeAsync(60_000)],
  ["the run's end", async (run: AbortController) => run.abort()],
])("a body is not read on after %s", async (_, end) => {
  const { seen, reply } = dripping();
  const run = new AbortController();
  const { http } = httpOver([reply], { signal: run.signal });
  const outcome = http
    .with({ maxAttempts: 1 })
    .fetch("https://api.acme.example")
    .catch(() => "ended");
  await vi.advanceTimersByTimeAsync(5_500);
  await end(run);
  expect(await outcome).toBe("ended");
  const pulls = seen.pulls;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen).toEqual({ pulls, isCanceled: true });
});

it("a response that arrives after its timeout is not read at all", async () => {
  const { seen, reply } = dripping();
  const late = async () => {
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    return reply();
  };
  const { http } = httpOver([late]);
  const outcome = http
    .with({ timeoutMs: 5_000, maxAttempts: 1 })
    .fetch("https://api.acme.example")
    .catch(() => "ended");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await outcome).toBe("ended");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen.isCanceled).toBe(true);
  expect(seen.pulls).toBeLessThanOrEqual(1);
});
