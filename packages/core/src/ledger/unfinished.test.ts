import { describe, expect, it, vi } from "vitest";
import { keepId as keep, refusal } from "../__fixtures__/delivery";
import { createPush, type Write } from "../__fixtures__/ledger";
import { createMemoryStore } from "../state/state";
import type { Delivery } from "./delivery";

const ada = { key: "ada", name: "Ada" };

describe("a delivery that one protocol began", () => {
  /** Everything in one create. */
  const byOld: Write = async ({ step }) => {
    const record = { create: async () => ({ id: "record" }), keep, carries: () => ["part: a", "part: b"] };
    await step("record", record);
    return step("file", { create: () => Promise.reject(refusal(429)), keep });
  };
  /** A create for each part. */
  const byNew = (names: string[]) => {
    const created: string[] = [];
    const write: Write = async ({ step }) => {
      for (const name of ["record", ...names, "file"]) {
        const create = async () => ({ id: `${created.push(name)}` });
        await step(name, { create, keep });
      }
      return { id: "record" };
    };
    return { write, created };
  };
  const older = { protocol: "Acme v1" };
  const newer = { protocol: "Acme v2", continues: ["Acme v1"] };

  it("is finished by another one without what the create carried", async () => {
    const store = createMemoryStore();
    await expect(createPush(store, older).push(ada, byOld)).rejects.toMatchObject({ status: 429 });
    const { write, created } = byNew(["part: a", "part: b", "part: c"]);
    expect(await createPush(store, newer).push(ada, write)).toEqual([{ id: "record" }]);
    expect(created).toEqual(["part: c", "file"]);
    expect(await createPush(store, older).push(ada, byOld)).toEqual([{ id: "record", replayed: true }]);
  });

  it("is not finished by one that does not know its steps", async () => {
    const store = createMemoryStore();
    const unavailable: Write = async ({ step }) => {
      await step("record", { create: async () => ({ id: "record" }), keep });
      return step("file", { create: () => Promise.reject(refusal(429)), keep });
    };
    await expect(createPush(store, newer).push(ada, unavailable)).rejects.toMatchObject({ status: 429 });
    const write = vi.fn<Write>();
    await expect(createPush(store, older).push(ada, write)).rejects.toMatchObject({
      code: "configuration",
      message:
        "an earlier push of this item by Acme v2 is unfinished, and Acme v1 cannot finish it: push it with the credential of Acme v2",
    });
    expect(write).not.toHaveBeenCalled();
    const { write: finish } = byNew([]);
    expect(await createPush(store, newer).push(ada, finish)).toEqual([{ id: "record" }]);
  });

  it("that created nothing is begun anew", async () => {
    const store = createMemoryStore();
    const refused: Write = ({ step }) => step("record", { create: () => Promise.reject(refusal(422)), keep });
    await expect(createPush(store, newer).push(ada, refused)).rejects.toMatchObject({ status: 422 });
    expect(await createPush(store, older).push(ada)).toEqual([{ id: "record-1" }]);
  });
});

describe("the store of a delivery with several steps", () => {
  const names = ["one", "two", "three"];
  const steps = async ({ step }: Delivery) => {
    for (const name of names) await step(name, { create: async () => ({ id: name }), keep, find: async () => null });
    return { id: "one" };
  };

  it("is written once per step and once at the end: an intent carries what is done before it", async () => {
    const store = createMemoryStore();
    const setItem = vi.spyOn(store, "setItem");
    await createPush(store).push(ada, steps);
    expect(setItem).toHaveBeenCalledTimes(names.length + 1);
  });

  it("that fails at the end does not hide what was created", async () => {
    const store = createMemoryStore();
    const { setItem } = store;
    let writes = 0;
    store.setItem = (key, value) => {
      if (++writes > names.length) throw new Error("disk full");
      return setItem(key, value);
    };
    await expect(createPush(store).push(ada, steps)).rejects.toMatchObject({
      code: "partial_write",
      receipts: [{ id: "one" }],
    });
  });

  it("that fails once before a request leaves some trace of what is done, and none of the request", async () => {
    const store = createMemoryStore();
    const { setItem } = store;
    let writes = 0;
    store.setItem = (key, value) => {
      if (++writes === 2) throw new Error("disk full");
      return setItem(key, value);
    };
    const { push } = createPush(store);
    const withoutFind: Write = async ({ step }) => {
      await step("one", { create: async () => ({ id: "one" }), keep, find: async () => null });
      return step("two", { create: async () => ({ id: "two" }), keep });
    };
    await expect(push(ada, withoutFind)).rejects.toMatchObject({ code: "configuration" });
    expect(await push(ada, withoutFind)).toEqual([{ id: "two" }]);
  });
});

it("a delivery that another version of the item finished has changed, whichever version is pushed later", async () => {
  const store = createMemoryStore();
  const { push } = createPush(store);
  const record = { create: async () => ({ id: "record" }), keep };
  const withFile: Write = async ({ step }) => {
    const created = await step("record", record);
    await step("file", { create: () => Promise.reject(refusal(429)), keep });
    return created;
  };
  await expect(push(ada, withFile)).rejects.toMatchObject({ status: 429 });
  const later = { ...ada, name: "Ada without a file" };
  expect(await push(later, ({ step }) => step("record", record))).toEqual([{ id: "record" }]);
  for (const version of [ada, later]) {
    expect(await push(version)).toEqual([{ id: "record", replayed: true, changed: true }]);
  }
});
