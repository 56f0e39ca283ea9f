import { getEventListeners } from "node:events";
import { expect, it, vi } from "vitest";
import { people, postCandidate, runAcme, stream } from "../__fixtures__/acme";
import { createRecordingFetch, json } from "../__fixtures__/recording-fetch";

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
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off("warning", warned);
  expect(result.events.write_success).toBe(60);
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
  expect(warned).not.toHaveBeenCalled();
});
