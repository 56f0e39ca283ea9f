import { expect, it } from "vitest";
import { people, postCandidate, runAcme, stream } from "../__fixtures__/acme";
import { json } from "../__fixtures__/recording-fetch";
import type { Limiter, LimiterRequest } from "../contract/shared";

const rateLimit = { requests: 10, perMs: 1_000, burst: 20 };

/** Pushes people to one account within a limiter. */
function push(
  limiter: Limiter,
  { count = 1, responses = [] as Response[], signal = undefined as AbortSignal | undefined },
) {
  const sent: string[] = [];
  const settings = {
    read: () => stream(people(count)),
    write: postCandidate,
    connection: { rateLimit },
    account: () => "a-company",
  };
  const fetch = async (request: Request) => {
    sent.push(request.url);
    return responses.shift() ?? json({ id: String(sent.length) }, 201);
  };
  return { sent, run: runAcme(settings, {}, { fetch, limiter, signal }) };
}

/** A limiter that lets everything leave, and records what it is asked and told. */
function createRecorder() {
  const asked: LimiterRequest[] = [];
  const told: unknown[] = [];
  const limiter: Limiter = {
    async take(request) {
      asked.push(request);
      return {
        finish: (response) => void told.push(response?.status),
        pause: (waitMs, isTold) => void told.push({ isPaused: waitMs > 0, isTold }),
        refusals: () => 0,
      };
    },
  };
  return { limiter, asked, told };
}

it("a limiter is asked for every request, by a key without secrets, and told how each ends", async () => {
  const { limiter, asked, told } = createRecorder();
  const responses = [json({}, 429)];
  const { result } = await push(limiter, { count: 2, responses }).run;
  expect(result.status).toBe("success");
  expect(asked.map(({ isRetry }) => isRetry).sort()).toEqual([false, false, true]);
  for (const { key, run, rule } of asked) {
    expect(rule).toEqual(rateLimit);
    expect(key).toMatch(/^acme:[0-9a-f]{32}$/);
    expect(run).toBe(result.runId);
  }
  expect(told.filter((one) => one === 201)).toHaveLength(2);
  expect(told).toContainEqual({ isPaused: true, isTold: false });
});

it("a limiter that fails lets nothing leave, and the items can be tried again", async () => {
  const limiter: Limiter = { take: () => Promise.reject(new Error("no server")) };
  const { sent, run } = push(limiter, {});
  const { result } = await run;
  expect(sent).toEqual([]);
  expect(result.failures).toMatchObject([
    {
      stage: "write",
      error: { code: "limiter_unavailable", retryable: true, message: expect.stringContaining("no server") },
    },
  ]);
});

it("a run that is stopped while a limiter makes it wait sends nothing", async () => {
  const controller = new AbortController();
  const limiter: Limiter = {
    take: ({ signal, onWait }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        onWait(60_000);
        controller.abort();
      }),
  };
  const { sent, run } = push(limiter, { signal: controller.signal });
  const { result } = await run;
  expect(sent).toEqual([]);
  expect(result).toMatchObject({ status: "fatal", reason: "aborted" });
});
