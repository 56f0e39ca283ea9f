import { describe, expect, it, vi } from "vitest";
import {
  type AcmeReadContext,
  type Candidate,
  createAcme,
  inputFor,
  type Person,
  people,
  person,
  runAcme,
  stream,
} from "../__fixtures__/acme";
import { deadLettersIn } from "../__fixtures__/dead-letters";
import { createDeferred } from "../__fixtures__/deferred";
import { nextCursor } from "../__fixtures__/next-cursor";
import { createPush, createVendor, inputOf } from "../__fixtures__/vendor";
import { createMemoryStore, keysOf } from "../state/state";
import { replay } from "./replay";

const incremental = { readMode: "incremental" } as const;
const at = (index: number) => person(index).updatedAt;
const failing =
  (...names: string[]) =>
  async ({ name }: Candidate) => {
    if (names.includes(name)) throw new Error("refused");
    return { id: name };
  };

describe("the cursor", () => {
  it("is null at first, saved after the run, and given to the next", async () => {
    const store = createMemoryStore();
    expect(await nextCursor(store)).toBeNull();
    const { result } = await runAcme({ read: () => stream(people(3)) }, incremental, { store });
    expect(result.readFrom).toBe(at(2));
    expect(await nextCursor(store)).toBe(at(2));
  });

  it("is one per workflow", async () => {
    const store = createMemoryStore();
    await runAcme({}, incremental, { store });
    const other = inputFor(incremental, "another");
    let given: string | null = "not asked";
    const read = ({ since }: AcmeReadContext) => {
      given = since;
      return stream<Person>([]);
    };
    await createAcme({ read }).pushProfile(other, { store });
    expect(given).toBeNull();
  });

  it("is neither read nor changed by a sync run", async () => {
    const store = createMemoryStore();
    await runAcme({}, incremental, { store });
    let given: string | null = "not asked";
    const read = ({ since }: AcmeReadContext) => {
      given = since;
      return stream(people(9));
    };
    const { result } = await runAcme({ read }, {}, { store });
    expect([given, result.readFrom]).toEqual([null, null]);
    expect(await nextCursor(store)).toBe(at(2));
  });

  it("moves over items that were discarded on purpose, also if none was written", async () => {
    const store = createMemoryStore();
    const { result } = await runAcme({}, { ...incremental, logics: [() => null] }, { store });
    expect([result.status, result.readFrom]).toEqual(["success", at(2)]);
    expect(await nextCursor(store)).toBe(at(2));
  });

  it("stays where it was if nothing new was read", async () => {
    const store = createMemoryStore();
    await runAcme({}, incremental, { store });
    expect((await runAcme({ read: () => stream([]) }, incremental, { store })).result.readFrom).toBe(at(2));
    expect(await nextCursor(store)).toBe(at(2));
  });

  it.each([
    ["write", { write: failing("p2") }],
    [
      "format",
      {
        format: ({ reference }: Person) => {
          if (reference === "p2") throw new Error("unusable");
          return { name: reference };
        },
      },
    ],
  ])("does not pass an item that failed in %s", async (_, settings) => {
    const store = createMemoryStore();
    await runAcme({ read: () => stream(people(5)), ...settings }, incremental, { store });
    expect(await nextCursor(store)).toBe(at(2));
  });

  it("stays if every item failed", async () => {
    const store = createMemoryStore();
    const { result } = await runAcme({ write: failing("p0", "p1", "p2") }, incremental, { store });
    expect([result.reason, result.readFrom]).toEqual(["write_failure", null]);
    expect(await nextCursor(store)).toBeNull();
  });

  it("moves over what was read in order before the read failed", async () => {
    const store = createMemoryStore();
    await runAcme({ read: () => stream(people(3), new Error("page 2")) }, incremental, { store });
    expect(await nextCursor(store)).toBe(at(2));
  });

  it("stays after a read out of order that failed", async () => {
    const store = createMemoryStore();
    const items = [person(5), person(1), person(3)];
    await runAcme({ read: () => stream(items, new Error("page 2")) }, incremental, { store });
    expect(await nextCursor(store)).toBeNull();
  });

  it("does not pass an item whose record is pending, which counts as written and is read again", async () => {
    const store = createMemoryStore();
    const settings = (pending: string | null) => ({
      read: () => stream(people(3)),
      overlapMs: 10 * 60_000,
      write: async ({ name }: Candidate) => ({ id: name, ...(name === pending ? { pending: true as const } : {}) }),
    });
    const { result } = await runAcme(settings("p1"), incremental, { store });
    expect(result).toMatchObject({ status: "success", readFrom: at(1), events: { write_success: 3 } });
    expect(result.receipts.filter(({ pending }) => pending)).toEqual([{ reference: "p1", id: "p1", pending: true }]);
    const second = await runAcme(settings(null), incremental, { store });
    expect(second.result.receipts).toEqual([{ reference: "p1", id: "p1" }]);
    expect(second.result.readFrom).toBe(at(2));
  });

  it("passes an item whose record stays pending after `maxAttempts` runs: it fails then, and a replay completes it", async () => {
    const store = createMemoryStore();
    const pending = { warnings: ["the resume was not sent"], pending: true as const };
    const write = async ({ name }: Candidate) => ({ id: name, ...(name === "p1" ? pending : {}) });
    const run = async () => (await runAcme({ write }, incremental, { store, maxAttempts: 3 })).result;
    expect(await run()).toMatchObject({ status: "success", readFrom: at(1), failures: [] });
    expect(await run()).toMatchObject({ status: "success", readFrom: at(1), failures: [] });
    const last = await run();
    expect(last).toMatchObject({ status: "success_with_failures", readFrom: at(2), events: { write_failure: 1 } });
    expect(last.receipts).toContainEqual({ reference: "p1", id: "p1", ...pending });
    const message = "the record is not complete yet: the resume was not sent";
    expect(last.failures).toEqual([
      {
        ...{ stage: "write", reference: "p1", deadLetter: expect.any(String) },
        error: { code: "partial_write", message, retryable: true },
      },
    ]);
    const { targetParameters } = inputFor();
    const completed = await replay(createAcme().pushProfile, { runId: last.runId, targetParameters }, { store });
    expect(completed).toMatchObject({ status: "success", receipts: [{ id: "created-p1" }] });
    expect(await deadLettersIn(store, last.runId)).toEqual([]);
  });

  it("does not pass an item whose optional step may succeed later, and the next run adds what was missing", async () => {
    const store = createMemoryStore();
    const vendor = createVendor();
    const push = createPush(() => [{ key: "k1", reference: "ada", name: "Ada", tags: ["new"] }]);
    const run = () => push(inputOf({ readMode: "incremental" }), { store, fetch: vendor.fetch });
    vendor.outcomes.push("created", "failed");
    expect(await run()).toMatchObject({ receipts: [{ id: "c1", pending: true }], readFrom: null });
    expect(await run()).toMatchObject({ receipts: [{ id: "c1" }], readFrom: "k1", events: { write_success: 1 } });
    expect(vendor.candidates).toMatchObject([{ id: "c1", tags: ["new"] }]);
    expect(vendor.requests.filter((request) => request === "POST /candidates")).toHaveLength(1);
  });

  it("passes an item whose optional step was refused for good", async () => {
    const vendor = createVendor();
    const push = createPush(() => [{ key: "k1", reference: "ada", name: "Ada", tags: ["new"] }]);
    vendor.outcomes.push("created", 422);
    const result = await push(inputOf({ readMode: "incremental" }), {
      store: createMemoryStore(),
      fetch: vendor.fetch,
    });
    expect(result.readFrom).toBe("k1");
    expect(result.receipts[0]).not.toHaveProperty("pending");
  });

  it("never moves back", async () => {
    const store = createMemoryStore();
    await runAcme({ read: () => stream([person(7)]) }, incremental, { store });
    await runAcme({ read: () => stream([person(3)]) }, incremental, { store });
    expect(await nextCursor(store)).toBe(at(7));
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no date");
      },
    ],
    ["is empty", () => ""],
    ["is not a text", () => 5 as unknown as string],
  ])("that %s ends the run and is not saved", async (_, broken) => {
    const store = createMemoryStore();
    await runAcme({}, incremental, { store });
    const cursor = (item: Person) => (item.reference === "p4" ? broken() : item.updatedAt);
    const { result } = await runAcme({ read: () => stream(people(9)), cursor }, incremental, { store });
    expect(result).toMatchObject({ status: "fatal", reason: "item_to_read_from_failure", readFrom: at(2) });
    expect(result.events).toMatchObject({ item_to_read_from_failure: 1, write_success: 4 });
    expect(await nextCursor(store)).toBe(at(2));
  });

  it("that cannot be taken ends the run also if the item cannot be identified", async () => {
    const boom = () => {
      throw new Error("boom");
    };
    const { result } = await runAcme({ cursor: boom, id: boom }, incremental, { store: createMemoryStore() });
    expect(result.reason).toBe("item_to_read_from_failure");
  });
});

it("lets runs of one workflow take turns: each starts where the other stopped", async () => {
  const store = createMemoryStore();
  const held = createDeferred();
  const given: (string | null)[] = [];
  const read = ({ since }: AcmeReadContext) => {
    given.push(since);
    return stream(people(3));
  };
  const write = async ({ name }: Candidate) => {
    await held.promise;
    return { id: name };
  };
  const runs = [runAcme({ read, write }, incremental, { store }), runAcme({ read, write }, incremental, { store })];
  await vi.waitFor(() => expect(given).toHaveLength(1), { timeout: 20_000 });
  held.resolve();
  await Promise.all(runs);
  expect(given).toEqual([null, at(2)]);
});

describe("the overlap", () => {
  const minute = 60_000;

  it("is read again, and what did not change in it is left out", async () => {
    const store = createMemoryStore();
    const overlapMs = 2 * minute;
    await runAcme({ read: () => stream(people(5)), overlapMs }, incremental, { store });
    let given: string | null = null;
    const late = { reference: "late", updatedAt: at(3) };
    const changed = { ...person(4), reference: "p4", name: "changed" };
    const read = ({ since }: AcmeReadContext) => {
      given = since;
      return stream([person(2), person(3), late, changed]);
    };
    const { result } = await runAcme({ read, overlapMs }, incremental, { store });
    expect(given).toBe(new Date(Date.parse(at(2))).toISOString());
    expect(result.receipts.map(({ reference }) => reference)).toEqual(["late", "p4"]);
    expect(result.events.read_success).toBe(2);
    const third = await runAcme({ read: () => stream([person(3), late, changed]), overlapMs }, incremental, { store });
    expect(third.result.events.read_success).toBe(0);
  });

  it("is all that the store remembers of the items", async () => {
    const store = createMemoryStore();
    await runAcme({ read: () => stream(people(9)), overlapMs: 2 * minute }, incremental, { store });
    const [key = ""] = await keysOf(store, "").then((keys) => keys.filter((name) => name.endsWith(":cursor")));
    // p6, p7 and p8: a read from two minutes before the cursor includes that time.
    expect(JSON.parse(String(store.getItem(key))).edge).toHaveLength(3);
  });

  it("brings back what failed in it", async () => {
    const store = createMemoryStore();
    const settings = { read: () => stream(people(3)), overlapMs: 2 * minute };
    await runAcme({ ...settings, write: failing("p1") }, incremental, { store });
    const { result } = await runAcme(settings, incremental, { store });
    expect(result.receipts.map(({ reference }) => reference)).toEqual(["p1"]);
  });
});
