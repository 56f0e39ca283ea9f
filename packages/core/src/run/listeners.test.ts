import { getEventListeners } from "node:events";
import { expect, it, vi } from "vitest";
import { type Candidate, people, runAcme, stream } from "../__fixtures__/acme";
import { createRecordingFetch, json } from "../__fixtures__/recording-fetch";
import type { WarehouseContext } from "../contract/v1";

const post = async ({ name }: Candidate, { http }: WarehouseContext) => {
  await http.fetch("https://api.acme.example/candidates", { method: "POST", body: name });
  return { id: name };
};

it("a signal that outlives the run is left as it was, and no warning of too many listeners comes", async () => {
  const { signal } = new AbortController();
  const warned = vi.fn();
  process.on("warning", warned);
  const { fetch } = createRecordingFetch(json({}));
  const { result } = await runAcme(
    { read: () => stream(people(60)), write: post, concurrency: 20 },
    {},
    { fetch, signal },
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off("warning", warned);
  expect(result.events.write_success).toBe(60);
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
  expect(warned).not.toHaveBeenCalled();
});
