import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { people, runAcme, stream } from "../__fixtures__/acme";
import type { Store } from "../contract/v1";
import { encryptedStore } from "./encrypted-store";
import { createFileStore } from "./file-store";
import { cursorKey, resultKey } from "./keys";
import { createMemoryStore } from "./memory-store";
import { readValue, writeValue } from "./stored-value";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "core-store-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Reads JSON by itself, as unstorage does. */
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
  ["file", () => createFileStore({ directory: join(directory, "made", "when", "needed", crypto.randomUUID()) })],
  ["parsing", createParsingStore],
  ["encrypted", () => encryptedStore(createMemoryStore(), new Uint8Array(32))],
  ["encrypted parsing", () => encryptedStore(createParsingStore(), new Uint8Array(32))],
];

it("a store that repeats the value which it cannot keep lets nobody read it", async () => {
  const setItem = (key: string, value: string) => {
    throw new Error(`no room for ${key}: ${value}`);
  };
  await expect(writeValue({ ...createMemoryStore(), setItem }, "key", { name: "Ada" })).rejects.toThrow(
    /^could not save key in the store: no room for key: the value$/,
  );
});

describe.each(stores)("the %s store", (_, create) => {
  it("keeps, replaces and removes values", async () => {
    const store = create();
    expect(await readValue(store, "key")).toBeNull();
    await writeValue(store, "key", { a: "ä" });
    await writeValue(store, "other", [1]);
    await writeValue(store, "key", { a: 2 });
    expect([await readValue(store, "key"), await readValue(store, "other")]).toEqual([{ a: 2 }, [1]]);
    await store.removeItem("key");
    await store.removeItem("key");
    expect([await readValue(store, "key"), await readValue(store, "other")]).toEqual([null, [1]]);
  });

  it("keeps odd keys apart", async () => {
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
    for (const key of keys) await writeValue(store, key, { key });
    for (const key of keys) expect(await readValue(store, key)).toEqual({ key });
  });

  it.each(["2026-01-01T00:00:00.000Z", "42", "true", "null", '"quoted"'])(
    "carries the cursor %s from run to run",
    async (text) => {
      const store = create();
      const given: (string | null)[] = [];
      const read = ({ readFrom }: { readFrom: string | null }) => {
        given.push(readFrom);
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
    expect(await readValue(store, resultKey("workflow"))).toEqual(result);
  });
});

describe("the file store", () => {
  it("leaves only the file itself behind, which its owner alone can read", async () => {
    const folder = join(directory, "modes");
    await createFileStore({ directory: folder }).setItem("token:a/b", "secret");
    const names = await readdir(folder);
    expect(names).toEqual([expect.stringMatching(/^token_a_b-[0-9a-f]{16}\.json$/)]);
    expect((await stat(join(folder, names[0] ?? ""))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it("D24 concurrent writes leave one whole value and no other file", async () => {
    const folder = join(directory, "concurrent");
    const store = createFileStore({ directory: folder });
    const values = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000 + index));
    const reads: unknown[] = [];
    const readMeanwhile = async () => void reads.push(await store.getItem("key"));
    await Promise.all(values.flatMap((value) => [store.setItem("key", value), readMeanwhile()]));
    const [name = "", ...others] = await readdir(folder);
    expect(others).toEqual([]);
    expect(values).toContain(await readFile(join(folder, name), "utf8"));
    for (const value of reads) expect([null, ...values]).toContain(value);
  });

  it("leaves no temporary file when it cannot write", async () => {
    const folder = join(directory, "broken");
    const store = createFileStore({ directory: folder });
    await store.setItem("key", "old");
    await expect(async () => store.setItem("key", { not: "a text" } as never)).rejects.toThrow();
    expect(await readdir(folder)).toHaveLength(1);
    expect(await store.getItem("key")).toBe("old");
  });

  it("tells a fault from what is not there", async () => {
    const store = createFileStore({ directory: "/dev/null/no-folder" });
    await expect(readValue(store, "key")).rejects.toMatchObject({ code: "configuration" });
    await expect(writeValue(store, "key", 1)).rejects.toMatchObject({ code: "configuration" });
  });
});

describe("a store that fails gives a typed result, never a throw", () => {
  const boom = () => {
    throw new Error("disk on fire");
  };
  const memory = createMemoryStore();

  it.each<[string, Partial<Store>, string]>([
    ["while the cursor is read", { getItem: boom }, "read"],
    ["while it is asked for a promise", { getItem: async () => boom() }, "read"],
    ["while the workflow is locked", { lock: boom }, "lock"],
    ["while the workflow is locked, later", { lock: async () => boom() }, "lock"],
  ])("%s", async (_, broken, what) => {
    const { result } = await runAcme({}, { readMode: "incremental" }, { store: { ...memory, ...broken } });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", events: { read_success: 0 } });
    expect(result.failures).toMatchObject([
      {
        stage: "open",
        error: { code: "configuration", message: expect.stringMatching(`^could not ${what} .*disk on fire$`) },
      },
    ]);
  });

  it.each<[string, Partial<Store>]>([
    ["while the state is saved", { setItem: boom }],
    ["while the workflow is released", { lock: async () => boom }],
  ])("%s, which does not undo what was delivered", async (_, broken) => {
    const store = { ...createMemoryStore(), ...broken };
    const { result, lines } = await runAcme({}, { readMode: "incremental" }, { store });
    expect(result).toMatchObject({ status: "success", events: { write_success: 3 } });
    const complaints = lines.filter(({ level }) => level === "error");
    expect(complaints).toHaveLength("setItem" in broken ? 2 : 0);
  });

  it("what it kept may be broken: then reading starts anew", async () => {
    const store = createMemoryStore();
    for (const broken of ["{", "7", "[]", '{"readFrom":7}']) {
      await store.setItem(cursorKey("workflow"), broken);
      const { result } = await runAcme({}, { readMode: "incremental" }, { store });
      expect(result.status).toBe("success");
    }
  });
});

it("the store's lock is held for the whole incremental run", async () => {
  const log: string[] = [];
  const lock = async (key: string) => {
    log.push(key);
    return () => void log.push("released");
  };
  const write = async () => ({ id: String(log.push("written")) });
  await runAcme(
    { read: () => stream(people(1)), write },
    { readMode: "incremental" },
    { store: { ...createMemoryStore(), lock } },
  );
  expect(log).toEqual([`${cursorKey("workflow")}:lock`, "written", "released"]);
});

it("D24 incremental runs of one workflow take turns, each with a store of its own on the same folder", async () => {
  const folder = join(directory, "turns");
  const given: (string | null)[] = [];
  const read = ({ readFrom }: { readFrom: string | null }) => {
    given.push(readFrom);
    return stream(people(2));
  };
  const run = () => runAcme({ read }, { readMode: "incremental" }, { store: createFileStore({ directory: folder }) });
  await Promise.all([run(), run()]);
  expect(given).toEqual([null, people(2)[1]?.updatedAt]);
});
