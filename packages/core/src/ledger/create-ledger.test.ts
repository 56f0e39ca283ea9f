import { expect, it, vi } from "vitest";
import type { Delivery, Store } from "../contract/v1";
import { ApiCallError } from "../errors";
import { createRedactor } from "../secrets/redactor";
import { createMemoryStore } from "../store/memory-store";
import { createLedger, type LedgerSettings } from "./create-ledger";

interface Person {
  key: string | null;
  name: string;
}

/** Pushes a person through a ledger, and counts what is made. */
function pushes(store: Store | undefined, settings: Partial<LedgerSettings> = {}) {
  const make = vi.fn(async () => ({ id: `record-${make.mock.calls.length}` }));
  const known: (readonly string[])[] = [];
  const deliver = createLedger({
    store,
    connector: "acme",
    action: "push_profile",
    account: "account-1",
    onDuplicate: "skip",
    identity: (person) => (person as Person).key,
    redact: createRedactor(["a-secret"]).data,
    signal: undefined,
    ...settings,
  });
  const push = (person: Person, write = (_: unknown, delivery: Delivery) => delivery.step("record", { make })) =>
    deliver(person, person, async (item, delivery) => {
      known.push(delivery.known);
      return write(item, delivery);
    });
  return { push, make, known };
}

const ada = { key: "ada", name: "Ada" };

it("answers the same receipt for the same item, and sends nothing", async () => {
  const store = createMemoryStore();
  const { push, make } = pushes(store);
  expect(await push(ada)).toEqual([{ id: "record-1" }]);
  expect(await push(ada)).toEqual([{ id: "record-1", replayed: true }]);
  expect(await pushes(store).push(ada)).toEqual([{ id: "record-1", replayed: true }]);
  expect(make).toHaveBeenCalledTimes(1);
});

it("says when the item is no longer what was sent, whatever the order of its keys", async () => {
  const { push } = pushes(createMemoryStore());
  await push(ada);
  expect(await push({ name: "Ada", key: "ada" })).toEqual([{ id: "record-1", replayed: true }]);
  expect(await push({ ...ada, name: "Ada L." })).toEqual([{ id: "record-1", replayed: true, changed: true }]);
});

it("makes another record when asked to, and tells what is known already", async () => {
  const store = createMemoryStore();
  await pushes(store).push(ada);
  const { push, known } = pushes(store, { onDuplicate: "create" });
  expect(await push(ada)).toEqual([{ id: "record-1" }]);
  expect(known).toEqual([["record-1"]]);
});

it("keeps no secret that the vendor repeated in the words of a warning", async () => {
  const store = createMemoryStore();
  const { push } = pushes(store);
  const receipt = { id: "record-1", warnings: ["the file was refused: a-secret is no key"] };
  const make = async () => receipt;
  await push(ada, async (_, delivery) => delivery.step("record", { make }));
  expect(await push(ada)).toEqual([
    { id: "record-1", warnings: ["the file was refused: [redacted] is no key"], replayed: true },
  ]);
});

it("keeps accounts and items apart", async () => {
  const store = createMemoryStore();
  await pushes(store).push(ada);
  const other = pushes(store, { account: "account-2" });
  await other.push(ada);
  expect(other.make).toHaveBeenCalledTimes(1);
  const { push, make } = pushes(store);
  await push({ ...ada, key: "grace" });
  expect(make).toHaveBeenCalledTimes(1);
});

it.each([
  ["a store", undefined, ada],
  ["an identity", createMemoryStore(), { ...ada, key: null }],
])("without %s makes a record each time", async (_, store, person) => {
  const { push, make } = pushes(store);
  await push(person);
  await push(person);
  expect(make).toHaveBeenCalledTimes(2);
});

it("goes on where an earlier run was stopped: what is done is not done again, what is open is looked up", async () => {
  const store = createMemoryStore();
  const crash = new Error("killed");
  const first = pushes(store);
  const startedAt: number[] = [];
  await expect(
    first.push(ada, async (_, delivery) => {
      startedAt.push(delivery.startedAt);
      await delivery.step("record", { make: first.make });
      return delivery.step("file", { make: () => Promise.reject(crash) });
    }),
  ).rejects.toBe(crash);

  const second = pushes(store);
  const find = vi.fn(async () => ({ id: "file-1" }));
  const receipts = await second.push(ada, async (_, delivery) => {
    startedAt.push(delivery.startedAt);
    const record = await delivery.step("record", { make: second.make });
    await delivery.step("file", { make: second.make, find });
    return record;
  });
  expect(receipts).toEqual([{ id: "record-1" }]);
  expect(second.make).not.toHaveBeenCalled();
  expect(find).toHaveBeenCalledTimes(1);
  expect(startedAt[1]).toBe(startedAt[0]);
  expect(await second.push(ada)).toEqual([{ id: "record-1", replayed: true }]);
});

it("is not finished while a follow-up may still succeed", async () => {
  const store = createMemoryStore();
  const busy = new ApiCallError({ method: "POST", url: "https://api.acme.example", status: 429 });
  const { push, make } = pushes(store);
  const write = (fault: unknown) => async (_: unknown, delivery: Delivery) => {
    const record = await delivery.step("record", { make });
    const note = { make: async () => (fault ? Promise.reject(fault) : { id: "note" }) };
    await delivery.step("note", note).catch(() => undefined);
    return record;
  };
  expect(await push(ada, write(busy))).toEqual([{ id: "record-1" }]);
  expect(await push(ada, write(undefined))).toEqual([{ id: "record-1" }]);
  expect(await push(ada, write(undefined))).toEqual([{ id: "record-1", replayed: true }]);
  expect(make).toHaveBeenCalledTimes(1);
});

it("does what a writer left open the next time, and that alone", async () => {
  const { push, make } = pushes(createMemoryStore());
  const attach = vi.fn(async () => ({ id: "file" }));
  const write = (canRead: boolean) => async (_: unknown, delivery: Delivery) => {
    const record = await delivery.step("record", { make });
    if (canRead) await delivery.step("file", { make: attach });
    else delivery.leaveOpen();
    return record;
  };
  expect(await push(ada, write(false))).toEqual([{ id: "record-1" }]);
  expect(await push(ada, write(true))).toEqual([{ id: "record-1" }]);
  expect(await push(ada, write(true))).toEqual([{ id: "record-1", replayed: true }]);
  expect([make.mock.calls.length, attach.mock.calls.length]).toEqual([1, 1]);
});

it("ends a wait for what may show late when the run is stopped", async () => {
  const store = createMemoryStore();
  const step = { make: () => Promise.reject(new Error("killed")), find: async () => null, appearsWithinMs: 60_000 };
  const write = (_: unknown, delivery: Delivery) => delivery.step("record", step);
  await expect(pushes(store).push(ada, write as never)).rejects.toThrow("killed");
  const controller = new AbortController();
  const stopped = pushes(store, { signal: controller.signal }).push(ada, write as never);
  setTimeout(() => controller.abort(), 20);
  await expect(stopped).rejects.toMatchObject({ code: "aborted" });
});

it("has two runs of the same item take turns", async () => {
  const store = createMemoryStore();
  const { push, make } = pushes(store);
  const receipts = await Promise.all([push(ada), push(ada), push(ada)]);
  expect(make).toHaveBeenCalledTimes(1);
  expect(receipts.flat().filter(({ replayed }) => replayed)).toHaveLength(2);
});

it("keeps ids and hashes alone, under keys that name nobody", async () => {
  const store = createMemoryStore();
  const entries: string[] = [];
  const setItem = (key: string, value: string) => {
    entries.push(key, value);
    return store.setItem(key, value);
  };
  await pushes({ ...store, setItem }).push(ada);
  expect(entries.length).toBeGreaterThan(0);
  expect(entries.join("\n")).not.toMatch(/ada/i);
  expect(entries[0]).toMatch(/^hrflow-connectors:v1:delivery:acme:push_profile:[0-9a-f]{64}$/);
});
