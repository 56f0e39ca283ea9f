import { describe, expect, it } from "vitest";
import { createPush, createVendor, inputOf } from "../__fixtures__/vendor";
import type { Store } from "../contract/store";
import { readDeadLetters } from "../ledger/dead-letters";
import { replay } from "../run/replay";
import { createMemoryStore } from "./state";

const push = createPush(() => [{ key: "1", name: "Ada Example" }]);

/** A store whose values of one kind were damaged. */
function damage(store: Store, kind: string, change: (value: string) => string) {
  const keys = ((store.getKeys?.("") ?? []) as string[]).filter(
    (key) => key.includes(`:${kind}:`) && !key.endsWith(":result"),
  );
  for (const key of keys) store.setItem(key, change(String(store.getItem(key))));
  return keys;
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
    const [key] = damage(store, "delivery", change);
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
    const [key] = damage(store, "workflow", change);
    const result = await push(incremental, { fetch, store });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", failures: [{ stage: "open" }] });
    expect(result.failures[0]?.error.message).toContain(key);
    expect(requests.length).toBe(sent);
  });

  it("for a dead letter: the replay is no success", async () => {
    const { fetch, outcomes } = createVendor();
    const store = createMemoryStore();
    outcomes.push(422);
    const { runId } = await push(inputOf(), { fetch, store });
    const [key] = damage(store, "dead-letter", change);
    const result = await replay(push, { runId, targetParameters: {} }, { fetch, store });
    expect(result.status).toBe("fatal");
    expect(result.failures[0]?.error.message).toContain(key);
    const reading = (async () => {
      for await (const _ of readDeadLetters(store, { runId }));
    })();
    await expect(reading).rejects.toThrow(key);
  });
});
