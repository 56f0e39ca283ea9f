import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryStore, type Store } from "@hrflow-connectors/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runAcme } from "./__fixtures__/acme";
import { encryptedStore } from "./encrypted-store";
import { createFileStore } from "./file-store";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "stores-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Parses JSON by itself, as unstorage does. */
function createParsingStore(): Store {
  const memory = createMemoryStore();
  return { ...memory, getItem: (key) => JSON.parse(String(memory.getItem(key))) };
}

const stores: [string, () => Store][] = [
  ["file", () => createFileStore({ directory: join(directory, "created", "when", "needed", crypto.randomUUID()) })],
  ["encrypted", () => encryptedStore(createMemoryStore(), new Uint8Array(32))],
  ["encrypted parsing", () => encryptedStore(createParsingStore(), new Uint8Array(32))],
  [
    "encrypted file",
    () => encryptedStore(createFileStore({ directory: join(directory, crypto.randomUUID()) }), new Uint8Array(32)),
  ],
];

describe.each(stores)("the %s store", (_, create) => {
  it("keeps, replaces and removes values", async () => {
    const store = create();
    expect(await store.getItem("key")).toBeNull();
    await store.setItem("key", '{"a":"ä"}');
    await store.setItem("other", "[1]");
    await store.setItem("key", '{"a":2}');
    expect([await store.getItem("key"), await store.getItem("other")]).toEqual(['{"a":2}', "[1]"]);
    await store.removeItem("key");
    await store.removeItem("key");
    expect([await store.getItem("key"), await store.getItem("other")]).toEqual([null, "[1]"]);
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
    for (const key of keys) await store.setItem(key, JSON.stringify(key));
    for (const key of keys) expect(await store.getItem(key)).toBe(JSON.stringify(key));
  });

  it.each(["2026-01-01T00:00:00.000Z", "42", "true", "null", '"quoted"'])(
    "keeps the cursor %s between runs",
    async (cursor) => {
      const store = create();
      const cursors: (string | null)[] = [];
      const onRead = (readFrom: string | null) => void cursors.push(readFrom);
      await runAcme({ store, cursor: () => cursor, onRead });
      await runAcme({ store, cursor: () => cursor, onRead });
      expect(cursors).toEqual([null, cursor]);
    },
  );

  it("keeps the last result of a workflow", async () => {
    const store = create();
    const written = new Map<string, string>();
    const setItem = async (key: string, value: string) => {
      await store.setItem(key, value);
      written.set(key, value);
    };
    const { result } = await runAcme({ store: { ...store, setItem } });
    const [key = ""] = [...written.keys()].filter((name) => name.endsWith(":result"));
    expect(JSON.parse(String(await store.getItem(key)))).toMatchObject({ ...result });
  });
});
