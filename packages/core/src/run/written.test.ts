import { describe, expect, it } from "vitest";
import { stream } from "../__fixtures__/acme";
import { createBoard, filled, posts, reading } from "../__fixtures__/board";
import type { Store } from "../contract/shared";
import { PartialWriteError } from "../errors";

const fiveOf = reading("a", "b", "c", "d", "e");
const fourOf = reading("a", "b", "c", "d");

describe("what the workflow wrote", () => {
  const writtenKey = async (store: Store) => {
    const keys = (await store.getKeys?.("hrflow-connectors:v1:written:")) as string[];
    return String(keys[0]);
  };

  it("needs a store: without one the run is refused before it reads", async () => {
    const board = createBoard();
    let reads = 0;
    const read = () => {
      reads += 1;
      return stream(posts("a"));
    };
    const result = await board.run({ read }, {}, { store: undefined });
    expect(result).toMatchObject({ status: "fatal", reason: "bad_target_parameters" });
    expect(result.failures).toMatchObject([
      { stage: "parameters", reference: "targetParameters.sync", error: { message: expect.stringContaining("store") } },
    ]);
    expect(reads).toBe(0);
  });

  it.each([
    ["is cut", '{"version":1,"rec'],
    ["has another shape", '{"version":1,"origin":"o","records":{"a":"id-a"}}'],
    ["is of a newer version", '{"version":2,"origin":"o","records":{}}'],
  ])("is not taken for nothing if it %s: nothing is sent, and the key is named", async (_, value) => {
    const board = await filled();
    const key = await writtenKey(board.store);
    await board.store.setItem(key, value);
    const before = new Map(board.live);
    const result = await board.run(reading("f"));
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure" });
    expect(result.failures[0]?.error.message).toContain(key);
    expect(board.live).toEqual(before);
    expect(await board.store.getItem(key)).toBe(value);
  });

  it("has an end: items beyond it are written, but never archived", async () => {
    const board = await filled();
    const key = await writtenKey(board.store);
    const { origin } = JSON.parse(String(await board.store.getItem(key)));
    const records = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`other-${n}`, [`id-other-${n}`]]));
    await board.store.setItem(key, JSON.stringify({ version: 1, origin, records }));
    const before = String(await board.store.getItem(key)).length;
    expect(await board.run(fiveOf)).toMatchObject({ status: "success", events: { write_success: 5 } });
    expect(String(await board.store.getItem(key)).length).toBeLessThanOrEqual(before + 100);
    expect(board.lines).toContainEqual({ level: "warn", message: expect.stringContaining("never archived") });
  });

  it("holds neither what was archived nor what somebody else removed", async () => {
    const board = await filled();
    const kept = async () => {
      const { records } = JSON.parse(String(await board.store.getItem(await writtenKey(board.store))));
      return Object.values(records).flat().sort();
    };
    await board.run(fourOf);
    expect(await kept()).toEqual(["id-a", "id-b", "id-c", "id-d"]);
    board.live.delete("id-d");
    await board.run(reading("a", "b", "c"));
    expect(await kept()).toEqual(["id-a", "id-b", "id-c"]);
  });

  it("holds what was created of an item that failed", async () => {
    const board = await filled();
    const write = async ({ reference }: { reference: string | null }) => {
      if (reference !== "f") return;
      board.live.set("id-part", "part");
      throw new PartialWriteError("refused", { receipts: [{ id: "id-part" }], cause: new Error("refused") });
    };
    expect(await board.run({ ...reading("a", "f"), write })).toMatchObject({ events: { write_failure: 1 } });
    await board.run(fiveOf);
    expect(board.archived).toEqual(["id-part"]);
  });

  it("holds no reference of an item", async () => {
    const board = createBoard();
    await board.run(reading("person-with-a-name"), { actionParameters: { format: () => ({ reference: "x" }) } });
    expect(await board.store.getItem(await writtenKey(board.store))).not.toContain("person-with-a-name");
  });

  it("is used by one run of the workflow at a time", async () => {
    const board = await filled();
    let running = 0;
    let most = 0;
    const slow = {
      async *read() {
        most = Math.max(most, ++running);
        yield* posts("a", "b", "c", "d");
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
      },
    };
    const results = await Promise.all([board.run(slow), board.run(slow)]);
    expect(most).toBe(1);
    expect(results.map(({ archiving }) => archiving)).toEqual([{ archived: 1 }, { archived: 0 }]);
  });

  it("is saved also by a run that was stopped or in which something failed", async () => {
    const board = await filled();
    const failing = { read: () => stream(posts("f"), new Error("page 2")) };
    expect(await board.run(failing)).toMatchObject({ status: "success_with_failures" });
    const stop = new AbortController();
    const stopping = {
      async *read() {
        yield* posts("g");
        await new Promise((resolve) => setTimeout(resolve, 5));
        stop.abort();
        await new Promise((resolve) => setTimeout(resolve, 5));
      },
    };
    expect((await board.run(stopping, {}, { signal: stop.signal })).reason).toBe("aborted");
    await board.run(fiveOf, { targetParameters: { share: 0.5 } });
    expect(board.archived).toEqual(["id-f", "id-g"]);
  });

  it("is not saved once the lock is lost, and nothing is archived then", async () => {
    const board = await filled();
    let lost = false;
    const lock = async () => ({ renew: async () => !lost, release: async () => {}, signal: controller.signal });
    const controller = new AbortController();
    const archive = async () => {};
    const write = async ({ reference }: { reference: string | null }) => {
      if (reference !== "d") return;
      lost = true;
      controller.abort();
    };
    const store = { ...board.store, lock };
    const before = await board.store.getItem(await writtenKey(board.store));
    const result = await board.run({ ...fourOf, write, archive }, {}, { store });
    expect(board.archived).toEqual([]);
    expect(result.failures).toMatchObject([{ stage: "write", error: { code: "lease_lost" } }]);
    expect(await board.store.getItem(await writtenKey(board.store))).toBe(before);
  });
});
