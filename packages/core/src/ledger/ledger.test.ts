import { expect, it, vi } from "vitest";
import { keepId, refusal } from "../__fixtures__/delivery";
import { createPush, type Write } from "../__fixtures__/ledger";
import { createMemoryStore } from "../state/state";

const keep = keepId;
const ada = { key: "ada", name: "Ada" };

it("returns the same receipt for the same item, and sends nothing", async () => {
  const store = createMemoryStore();
  const { push, create } = createPush(store);
  expect(await push(ada)).toEqual([{ id: "record-1" }]);
  expect(await push(ada)).toEqual([{ id: "record-1", replayed: true }]);
  expect(await createPush(store).push(ada)).toEqual([{ id: "record-1", replayed: true }]);
  expect(create).toHaveBeenCalledTimes(1);
});

it("marks the receipt if the item has changed since, whatever the order of its keys", async () => {
  const { push } = createPush(createMemoryStore());
  await push(ada);
  expect(await push({ name: "Ada", key: "ada" })).toEqual([{ id: "record-1", replayed: true }]);
  expect(await push({ ...ada, name: "Ada L." })).toEqual([{ id: "record-1", replayed: true, changed: true }]);
});

it("creates another record if asked to", async () => {
  const store = createMemoryStore();
  await createPush(store).push(ada);
  const { push, create } = createPush(store, { onDuplicate: "create" });
  expect(await push(ada)).toEqual([{ id: "record-1" }]);
  expect(create).toHaveBeenCalledTimes(1);
});

it("never adopts a record that an earlier delivery of the item created", async () => {
  const store = createMemoryStore();
  await createPush(store).push(ada);
  const { push } = createPush(store, { onDuplicate: "create" });
  const find = async () => [{ id: "record-1" }, { id: "record-2" }];
  const write: Write = ({ step }) => step("record", { create: () => Promise.reject(refusal(500)), keep, find });
  expect(await push(ada, write)).toEqual([{ id: "record-2" }]);
  await expect(push(ada, write)).rejects.toMatchObject({ status: 500 });
});

it("completes a pending record in the next run, and creates it once", async () => {
  const { push, create } = createPush(createMemoryStore());
  const complete = vi.fn(async () => ({ id: "file-1" }));
  const write =
    (isReady: boolean): Write =>
    async ({ step }) => {
      const { id } = await step("record", { create, keep });
      if (!isReady) return { id, pending: true };
      await step("file", { create: complete, keep });
      return { id };
    };
  expect(await push(ada, write(false))).toEqual([{ id: "record-1", pending: true }]);
  expect(await push(ada, write(true))).toEqual([{ id: "record-1" }]);
  expect(await push(ada, write(true))).toEqual([{ id: "record-1", replayed: true }]);
  expect([create, complete].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
});

it("stores no secret that the vendor repeated in a warning", async () => {
  const { push } = createPush(createMemoryStore());
  const receipt = { id: "record-1", warnings: ["the file was refused: a-secret is not a key"] };
  await push(ada, async () => receipt);
  expect(await push(ada)).toEqual([
    { id: "record-1", warnings: ["the file was refused: [redacted] is not a key"], replayed: true },
  ]);
});

it("keeps accounts and items apart", async () => {
  const store = createMemoryStore();
  await createPush(store).push(ada);
  const other = createPush(store, { account: "account-2" });
  await other.push(ada);
  expect(other.create).toHaveBeenCalledTimes(1);
  const { push, create } = createPush(store);
  await push({ ...ada, key: "grace" });
  expect(create).toHaveBeenCalledTimes(1);
});

it("creates a record each time without a store, and reports that it is not remembered", async () => {
  const { push, create, onForgotten } = createPush(undefined);
  await push(ada);
  await push(ada);
  expect(create).toHaveBeenCalledTimes(2);
  expect(onForgotten).toHaveBeenCalled();
  const stepless = createPush(undefined);
  await stepless.push(ada, async () => ({ id: "1" }));
  expect(stepless.onForgotten).not.toHaveBeenCalled();
});

it("refuses a step of an item without identity if there is a store", async () => {
  const { push, create } = createPush(createMemoryStore());
  await expect(push({ ...ada, key: null })).rejects.toMatchObject({
    name: "ConfigurationError",
    message:
      'step "record": the item has no identity, so the store cannot remember what was created for it: give the origin\'s `read.id`, or items a reference, key or id',
  });
  expect(create).not.toHaveBeenCalled();
  const write = async () => ({ id: "1" });
  expect(await push({ ...ada, key: null }, write)).toEqual([{ id: "1" }]);
  expect(await push({ ...ada, key: null }, write)).toEqual([{ id: "1" }]);
});

it("knows an item as it was sent: by the later run if the earlier one sent nothing, by neither if both sent parts", async () => {
  const later = { ...ada, name: "Ada L." };
  const broken = () => Promise.reject(new TypeError("reset"));
  for (const [sentFirst, expected] of [
    [false, [true, false]],
    [true, [true, true]],
  ] as const) {
    const { push, create } = createPush(createMemoryStore());
    const find = async () => null;
    const write =
      (isBroken: boolean): Write =>
      async ({ step }) => {
        const first = { create: isBroken && !sentFirst ? broken : create, keep, find };
        const record = await step("record", first);
        await step("file", { create: isBroken ? broken : create, keep, find });
        return record;
      };
    await expect(push(ada, write(true))).rejects.toThrow("reset");
    await push(later, write(false));
    const receipts = [await push(ada), await push(later)];
    expect(receipts.map(([receipt]) => receipt?.changed ?? false)).toEqual(expected);
  }
});

it("resumes where an earlier run was stopped: a step that is done is not repeated, an open one is looked up", async () => {
  const store = createMemoryStore();
  const crash = new Error("killed");
  const first = createPush(store);
  const startedAt: number[] = [];
  await expect(
    first.push(ada, async (delivery) => {
      startedAt.push(delivery.startedAt);
      await delivery.step("record", { create: first.create, keep });
      return delivery.step("file", { create: () => Promise.reject(crash), keep });
    }),
  ).rejects.toBe(crash);

  const second = createPush(store);
  const find = vi.fn(async () => ({ id: "file-1" }));
  const receipts = await second.push(ada, async (delivery) => {
    startedAt.push(delivery.startedAt);
    const record = await delivery.step("record", { create: second.create, keep });
    await delivery.step("file", { create: second.create, keep, find });
    return record;
  });
  expect(receipts).toEqual([{ id: "record-1" }]);
  expect(second.create).not.toHaveBeenCalled();
  expect(find).toHaveBeenCalledTimes(1);
  expect(startedAt[1]).toBe(startedAt[0]);
  expect(await second.push(ada)).toEqual([{ id: "record-1", replayed: true }]);
});

it("does not finish a delivery while one of its steps may still succeed", async () => {
  const { push, create } = createPush(createMemoryStore());
  const write =
    (error?: Error): Write =>
    async ({ step }) => {
      const record = await step("record", { create, keep });
      const note = { create: async () => (error ? Promise.reject(error) : { id: "note" }), keep };
      await step("note", note).catch(() => undefined);
      return record;
    };
  expect(await push(ada, write(refusal(429)))).toEqual([{ id: "record-1" }]);
  expect(await push(ada, write())).toEqual([{ id: "record-1" }]);
  expect(await push(ada, write())).toEqual([{ id: "record-1", replayed: true }]);
  expect(create).toHaveBeenCalledTimes(1);
});

it("sends what one run could not read next time, and that alone", async () => {
  const { push, create } = createPush(createMemoryStore());
  const attach = vi.fn(async () => ({ id: "file" }));
  const write =
    (canRead: boolean): Write =>
    async ({ step }) => {
      const record = await step("record", { create, keep });
      const sent = async () => (canRead ? undefined : Promise.reject(refusal(503)));
      await step("file", { create: attach, keep, sent }).catch(() => undefined);
      return record;
    };
  expect(await push(ada, write(false))).toEqual([{ id: "record-1" }]);
  expect(await push(ada, write(true))).toEqual([{ id: "record-1" }]);
  expect(await push(ada, write(true))).toEqual([{ id: "record-1", replayed: true }]);
  expect([create.mock.calls.length, attach.mock.calls.length]).toEqual([1, 1]);
});

it("ends the wait for a record that may show late when the run is stopped", async () => {
  const store = createMemoryStore();
  const create = () => Promise.reject(new Error("killed"));
  const step = { create, keep, find: async () => null, visibleAfterMs: 60_000 };
  const write: Write = (delivery) => delivery.step("record", step);
  await expect(createPush(store).push(ada, write)).rejects.toThrow("killed");
  const controller = new AbortController();
  const stopped = createPush(store, { signal: controller.signal }).push(ada, write);
  setTimeout(() => controller.abort(), 20);
  await expect(stopped).rejects.toMatchObject({ code: "aborted" });
});

it("lets runs of the same item take turns", async () => {
  const { push, create } = createPush(createMemoryStore());
  const receipts = await Promise.all([push(ada), push(ada), push(ada)]);
  expect(create).toHaveBeenCalledTimes(1);
  expect(receipts.flat().filter(({ replayed }) => replayed)).toHaveLength(2);
});

it("stores ids and hashes alone, under keys without names", async () => {
  const store = createMemoryStore();
  const entries: string[] = [];
  const setItem = (key: string, value: string) => {
    entries.push(key, value);
    return store.setItem(key, value);
  };
  const { push, create } = createPush({ ...store, setItem });
  const step = { create, keep, identity: { name: "Grace" }, find: async () => null };
  await push({ key: "grace", name: "Grace" }, (delivery) => delivery.step("record: Grace", step));
  expect(entries.length).toBeGreaterThan(0);
  expect(entries.join("\n")).not.toMatch(/grace/i);
  expect(entries[0]).toMatch(/^hrflow-connectors:v1:delivery:acme:push_profile:[0-9a-f]{64}$/);
});
