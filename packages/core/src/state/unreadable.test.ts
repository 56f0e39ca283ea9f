import { describe, expect, it } from "vitest";
import { createPush, createVendor, inputOf } from "../__fixtures__/vendor";
import type { Store } from "../contract/shared";
import { readDeadLetters } from "../ledger/dead-letters";
import { replay } from "../run/replay";
import { createMemoryStore } from "./state";

const push = createPush(() => [{ key: "1", name: "Ada Example" }]);

/** A store whose values of one kind were damaged. */
function damage(store: Store, kind: string, change: (value: string) => string) {
  const keys = ((store.getKeys?.("") ?? []) as string[]).filter(
    (key) => key.includes(`:${kind}:`) && !key.endsWith(":result"),
  );
  const intact = keys.map((key) => [key, String(store.getItem(key))] as const);
  for (const [key, value] of intact) store.setItem(key, change(value));
  return { keys, restore: () => intact.forEach(([key, value]) => void store.setItem(key, value)) };
}

const damages: [string, (value: string) => string][] = [
  ["cut in half", (value) => value.slice(0, value.length / 2)],
  ["empty", () => ""],
  ["of another shape", () => JSON.stringify({ version: 1, hello: "world" })],
  ["not an object", () => "7"],
  ["of a newer version", (value) => value.replace('"version":1', '"version":2')],
  ["without a version", (value) => value.replace('"version":1,', "")],
];

describe.each(damages)("a value %s is not taken for an absent one", (_, change) => {
  it("for a delivery: nothing is sent, and the failure names the key", async () => {
    const { fetch, candidates } = createVendor();
    const store = createMemoryStore();
    await push(inputOf(), { fetch, store });
    const {
      keys: [key],
    } = damage(store, "delivery", change);
    const result = await push(inputOf(), { fetch, store });
    expect(result).toMatchObject({ status: "fatal", failures: [{ error: { code: "configuration" } }] });
    expect(result.failures[0]?.error.message).toContain(key);
    expect(candidates.length).toBe(1);
  });

  it("for a cursor", async () => {
    const { fetch, requests } = createVendor();
    const store = createMemoryStore();
    const incremental = inputOf({ readMode: "incremental" });
    await push(incremental, { fetch, store });
    const sent = requests.length;
    const {
      keys: [key],
      restore,
    } = damage(store, "workflow", change);
    const result = await push(incremental, { fetch, store });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", failures: [{ stage: "open" }] });
    expect(result.failures[0]?.error.message).toContain(key);
    expect(requests.length).toBe(sent);
    restore();
    expect(await push(incremental, { fetch, store })).toMatchObject({
      status: "success",
      events: { write_failure: 0 },
    });
  });

  it("for a dead letter: the replay is no success", async () => {
    const { fetch, outcomes, requests, candidates } = createVendor();
    const store = createMemoryStore();
    outcomes.push(422);
    const { runId } = await push(inputOf(), { fetch, store });
    const {
      keys: [key],
      restore,
    } = damage(store, "dead-letter", change);
    const sent = requests.length;
    const result = await replay(push, { runId, targetParameters: {} }, { fetch, store });
    expect(result.status).toBe("fatal");
    expect(result.failures[0]?.error.message).toContain(key);
    expect(requests.length).toBe(sent);
    const reading = (async () => {
      for await (const _ of readDeadLetters(store, { runId }));
    })();
    await expect(reading).rejects.toThrow(key);
    restore();
    const again = await replay(push, { runId, targetParameters: {} }, { fetch, store });
    expect([again.status, candidates.length]).toEqual(["success", 1]);
  });

  it("for the list of dead letters of a store without `getKeys`", async () => {
    const { fetch, outcomes, requests, candidates } = createVendor();
    const memory = createMemoryStore();
    const { getKeys: _, ...store } = memory;
    outcomes.push(422);
    const { runId } = await push(inputOf(), { fetch, store });
    const {
      keys: [key],
      restore,
    } = damage(memory, "dead-letters", change);
    const sent = requests.length;
    const result = await replay(push, { runId, targetParameters: {} }, { fetch, store });
    expect([result.status, result.failures[0]?.error.message]).toEqual(["fatal", expect.stringContaining(`${key}`)]);
    expect(requests.length).toBe(sent);
    restore();
    const again = await replay(push, { runId, targetParameters: {} }, { fetch, store });
    expect([again.status, candidates.length]).toEqual(["success", 1]);
  });
});
