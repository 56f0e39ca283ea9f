import { getEventListeners } from "node:events";
import { expect, it, vi } from "vitest";
import { people, person, postCandidate, runAcme, stream } from "../__fixtures__/acme";
import { createRecordingFetch, json } from "../__fixtures__/recording-fetch";
import { noDeadLetters } from "../ledger/dead-letters";
import { runPipeline } from "./pipeline";
import { createTally, type Run } from "./run";

it("leaves no listener on a signal that outlives the run, and never has too many", async () => {
  const { signal } = new AbortController();
  const warned = vi.fn();
  process.on("warning", warned);
  const { fetch } = createRecordingFetch(json({ id: "1" }, 201));
  const { result } = await runAcme(
    { read: () => stream(people(60)), write: postCandidate, concurrency: 20 },
    {},
    { fetch, signal },
  );
  expect(result.events.write_success).toBe(60);
  // What the run leaves behind ends by itself, whenever the machine comes to it.
  await vi.waitFor(() => expect(getEventListeners(signal, "abort")).toHaveLength(0), { timeout: 10_000, interval: 1 });
  // Node emits a warning before the next turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", warned);
  expect(warned).not.toHaveBeenCalled();
});

it("does not wait for more items at once than have come, however many may be written side by side", async () => {
  const next = vi
    .fn()
    .mockResolvedValueOnce({ item: person(0) })
    .mockResolvedValue(undefined);
  const source = { next, start() {}, stop() {}, isDrained: () => true, isExhausted: () => true };
  const run = { guard: async (work: unknown) => work, tally: createTally(), reporter: { emit() {} }, options: {} };
  const rest = { format: () => ({}), logics: [], write: async () => [{ id: "1" }], deadLetters: noDeadLetters };
  await runPipeline({
    run: run as unknown as Run,
    source,
    ...rest,
    concurrency: 8,
    cursor: undefined,
    mayChange: false,
    isIncremental: false,
    maxAttempts: 5,
  });
  expect(next).toHaveBeenCalledTimes(3);
});
