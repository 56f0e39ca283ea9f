import { recordingFetch, runRecorder, stopTime } from "@hrflow-connectors/testing/vitest";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { created, createRoute, originParameters, profile, profileRoute } from "../__fixtures__/lever";
import { lever } from "../lever-connector";

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

/**
 * Pushes side by side, each with an HrFlow.ai key of its own, and lets time pass once `atOnce` creates were sent. Returns when each was
 * sent, and what the runs report.
 */
async function pushMany(
  apiKeys: string[],
  atOnce: number,
  rateLimits?: Record<string, { requests: number; perMs: number; burst: number }>,
) {
  const { fetch } = recordingFetch({ [profileRoute]: profile(), [createRoute]: created() });
  const startedAt = Date.now();
  const times: number[] = [];
  const timed = (request: Request) => {
    if (request.method === "POST") times.push(Date.now() - startedAt);
    return fetch(request);
  };
  const { events, lines, options } = runRecorder();
  const runs = apiKeys.map((apiKey, index) =>
    lever.pushProfile(
      {
        workflowId: `w${index}`,
        originParameters: { ...originParameters, apiSecret: `ask_of_run_${index}_0123456789` },
        targetParameters: { clientDomain: "api", apiKey, performAs: "user-1" },
      },
      {
        fetch: timed,
        logger: options.logger,
        onEvent: (event) => void events.push(event),
        ...(rateLimits ? { rateLimits } : {}),
      },
    ),
  );
  let isDone = false;
  const all = Promise.all(runs).finally(() => {
    isDone = true;
  });
  for (let steps = 0; !isDone && steps < 5_000; steps++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (times.length >= atOnce) await vi.advanceTimersByTimeAsync(10);
  }
  return { results: await all, times, events, lines };
}

const same = (count: number, key: string) => Array.from({ length: count }, () => key);

test("sends 20 of 25 creates with one credential at once, the others as Lever allows", async () => {
  const { results, times, events } = await pushMany(same(25, "lever-key-of-25"), 20);

  expect(results.map(({ status }) => status)).toEqual(same(25, "success"));
  expect(times.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 0));
  const waited = times.slice(20);
  expect(waited).toHaveLength(5);
  for (const [index, at] of waited.entries()) expect(Math.abs(at - (200 + 100 * index))).toBeLessThanOrEqual(10);
  expect(events.filter(({ type }) => type === "http.throttled")).toHaveLength(5);
  expect(JSON.stringify([events, results])).not.toContain("lever-key-of-25");
});

test("counts another credential by itself", async () => {
  const { times } = await pushMany([...same(20, "lever-key-one"), ...same(20, "lever-key-two")], 40);

  expect(times).toEqual(Array.from({ length: 40 }, () => 0));
});

test("delays no single push", async () => {
  const { times, events } = await pushMany(["lever-key-alone"], 1);

  expect(times).toEqual([0]);
  expect(events.filter(({ type }) => type === "http.throttled")).toEqual([]);
});

test("takes another limit by its name, and warns of a name that the action does not have", async () => {
  const rate = { requests: 100, perMs: 1_000, burst: 30 };
  const { times, lines } = await pushMany(same(25, "lever-key-set"), 25, { lever: rate, other: rate });

  expect(times).toEqual(Array.from({ length: 25 }, () => 0));
  expect(JSON.stringify(lines)).toContain(
    "rateLimits.other has no effect: this action has no rate limit of that name; it has hrflow, lever",
  );
});
