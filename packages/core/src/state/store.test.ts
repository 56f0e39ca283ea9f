import { describe, expect, it, vi } from "vitest";
import { type AcmeReadContext, type AcmeWriteContext, people, runAcme, stream } from "../__fixtures__/acme";
import type { Store } from "../contract/shared";
import { createMemoryStore, cursorKey, readRecord, resultKey, writeRecord } from "./state";

const readAny = (store: Store, key: string) => readRecord(store, key, (_): _ is object => true);

/** Parses JSON by itself, as unstorage does. */
function createParsingStore(): Store {
  const memory = createMemoryStore();
  const parse = (text: unknown) => {
    try {
      return JSON.parse(String(text));
    } catch {
      return text;
    }
  };
  return { ...memory, getItem: async (key) => parse(await memory.getItem(key)) };
}

const stores: [string, () => Store][] = [
  ["memory", createMemoryStore],

  ["parsing", createParsingStore],
];

it("keeps a value out of the error of a store that repeats it", async () => {
  const setItem = (key: string, value: string) => {
    throw new Error(`no room for ${key}: ${value}`);
  };
  await expect(writeRecord({ ...createMemoryStore(), setItem }, "key", { name: "Ada" })).rejects.toThrow(
    /^could not save key in the store: Error$/,
  );
});

describe.each(stores)("a %s store", (_, create) => {
  it("keeps, replaces and removes values", async () => {
    const store = create();
    expect(await readAny(store, "key")).toBeNull();
    await writeRecord(store, "key", { a: "ä" });
    await writeRecord(store, "other", { b: 1 });
    await writeRecord(store, "key", { a: 2 });
    expect([await readAny(store, "key"), await readAny(store, "other")]).toMatchObject([{ a: 2 }, { b: 1 }]);
    await store.removeItem("key");
    await store.removeItem("key");
    expect([await readAny(store, "key"), await readAny(store, "other")]).toMatchObject([null, { b: 1 }]);
  });

  it("keeps unusual keys apart", async () => {
    const store = create();
    const keys = [
      "",
      ".",
      "..",
      "../../x",
      "a/b",
      "a_b",
      "A/B",
      "a:b",
      "ключ",
      "k".repeat(500),
      `${"k".repeat(500)}2`,
      "\0",
    ];
    for (const key of keys) await writeRecord(store, key, { key });
    for (const key of keys) expect(await readAny(store, key)).toMatchObject({ key });
  });

  it.each(["2026-01-01T00:00:00.000Z", "42", "true", "null", '"quoted"'])(
    "keeps the cursor %s between runs",
    async (text) => {
      const store = create();
      const given: (string | null)[] = [];
      const read = ({ since }: AcmeReadContext) => {
        given.push(since);
        return stream(people(1));
      };
      const settings = { read, cursor: () => text };
      await runAcme(settings, { readMode: "incremental" }, { store });
      await runAcme(settings, { readMode: "incremental" }, { store });
      expect(given).toEqual([null, text]);
    },
  );

  it("keeps the last result of a workflow", async () => {
    const store = create();
    const { result } = await runAcme({}, {}, { store });
    expect(await readAny(store, resultKey("workflow"))).toMatchObject(result);
  });
});

describe("a store that fails leads to a typed result, never to a rejection", () => {
  const boom = () => {
    throw new Error("disk on fire");
  };
  const memory = createMemoryStore();

  it.each<[string, Partial<Store>, string]>([
    ["while the cursor is read", { getItem: boom }, "read"],
    ["while the cursor is read, later", { getItem: async () => boom() }, "read"],
    ["while the workflow is locked", { lock: boom }, "lock"],
    ["while the workflow is locked, later", { lock: async () => boom() }, "lock"],
  ])("%s", async (_, broken, what) => {
    const { result } = await runAcme({}, { readMode: "incremental" }, { store: { ...memory, ...broken } });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", events: { read_success: 0 } });
    expect(result.failures).toMatchObject([
      {
        stage: "open",
        error: { code: "configuration", message: expect.stringMatching(`^could not ${what} .*(Error|disk on fire)$`) },
      },
    ]);
  });

  it.each<[string, Partial<Store>]>([
    ["while the state of the run is saved", { setItem: (key) => (key.includes(":workflow:") ? boom() : undefined) }],
    ["while the workflow is released", { lock: async () => boom }],
  ])("%s, which does not undo what was delivered", async (_, broken) => {
    const store = { ...createMemoryStore(), ...broken };
    const { result, lines } = await runAcme({}, { readMode: "incremental" }, { store });
    expect(result).toMatchObject({ status: "success", events: { write_success: 3 } });
    const errors = lines.filter(({ level }) => level === "error");
    expect(errors).toHaveLength("setItem" in broken ? 2 : 0);
  });

  it("while the intent of a step is saved: nothing is created", async () => {
    const create = vi.fn(async () => ({ id: "1" }));
    const { result } = await runAcme(
      { write: ({ name }, { step }) => step(name, { create, keep: ({ id }) => ({ id }) }) },
      {},
      { store: { ...createMemoryStore(), setItem: boom } },
    );
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", events: { write_failure: 3 } });
    expect(result.failures[0]?.error).toMatchObject({ code: "configuration" });
    expect(create).not.toHaveBeenCalled();
  });
});

it.each(["EMFILE", "ENFILE", "EBUSY", "ECONNRESET"])("a store that fails with %s may work later", async (code) => {
  const fail = () => Promise.reject(Object.assign(new Error("too many"), { code }));
  const create = vi.fn(async () => ({ id: "1" }));
  const write = ({ name }: { name: string }, { step }: AcmeWriteContext) =>
    step(name, { create, keep: ({ id }: { id: string }) => ({ id }) });
  for (const broken of [{ setItem: fail }, { getItem: fail }, { lock: fail }]) {
    const { result } = await runAcme({ write }, {}, { store: { ...createMemoryStore(), ...broken } });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", events: { write_failure: 3 } });
    expect(result.failures[0]?.error).toMatchObject({ code: "store_unavailable", retryable: true });
  }
  const { result } = await runAcme({}, { readMode: "incremental" }, { store: { ...createMemoryStore(), lock: fail } });
  expect(result.failures).toMatchObject([{ stage: "open", error: { code: "store_unavailable", retryable: true } }]);
  expect(create).not.toHaveBeenCalled();
});

it("holds the store's lock of a workflow for the whole incremental run", async () => {
  const log: string[] = [];
  const lock = async (key: string) => {
    log.push(key);
    return () => void log.push("released");
  };
  const write = async () => ({ id: String(log.push("written")) });
  await runAcme(
    { read: () => stream(people(1)), write, id: () => null },
    { readMode: "incremental" },
    { store: { ...createMemoryStore(), lock } },
  );
  expect(log).toEqual([`${cursorKey("workflow")}:lock`, "written", "released"]);
});
