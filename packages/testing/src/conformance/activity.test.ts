import { afterEach, expect, it, vi } from "vitest";
import { createActivity } from "./activity";

const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

afterEach(() => void vi.restoreAllMocks());

/** Two chains of steps side by side, on a platform whose calls take so many turns of the event loop each. */
async function eventsOf(turnsOf: (call: number) => number): Promise<string[]> {
  let calls = 0;
  const delayed = async <T>(work: T) => {
    for (let left = turnsOf(calls++); left > 0; left--) await turn();
    return work;
  };
  vi.spyOn(Blob.prototype, "arrayBuffer").mockImplementation(() => delayed(new ArrayBuffer(1)));
  vi.spyOn(crypto.subtle, "digest").mockImplementation(() => delayed(new ArrayBuffer(32)));
  const activity = createActivity();
  const events: string[] = [];
  const chain = async (name: string) => {
    for (let step = 1; step <= 3; step++) {
      await crypto.subtle.digest("SHA-256", new Uint8Array());
      events.push(`${name} hashed ${step}`);
      await new Blob(["file"]).arrayBuffer();
      events.push(`${name} read ${step}`);
    }
  };
  await Promise.all([chain("one"), chain("other")]);
  expect(activity.isBusy()).toBe(false);
  activity.stop();
  vi.restoreAllMocks();
  return events;
}

it("lets work of the platform settle in the order in which it began, however long each takes", async () => {
  const steady = await eventsOf(() => 1);
  expect(steady.slice(0, 4)).toEqual(["one hashed 1", "other hashed 1", "one read 1", "other read 1"]);
  expect(await eventsOf((call) => (call % 2 === 0 ? 9 : 0))).toEqual(steady);
  expect(await eventsOf((call) => (call * 7) % 5)).toEqual(steady);
});

it("reads a file as text, and rejects what the platform rejects", async () => {
  const activity = createActivity();
  const refused = crypto.subtle.digest("no such algorithm", new Uint8Array()).then(
    () => "a digest",
    () => "refused",
  );
  expect(await Promise.all([new Blob(["text"]).text(), refused])).toEqual(["text", "refused"]);
  activity.stop();
});
