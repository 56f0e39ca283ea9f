import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { forgetPerson, pruneStore, type Store } from "@hrflow-connectors/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPeople } from "./__fixtures__/people";
import { encryptedStore } from "./encrypted-store";
import { createFileStore } from "./file-store";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "forget-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const contents = async () => {
  const files = (await readdir(directory)).filter((name) => name.endsWith(".json"));
  return (await Promise.all(files.map((name) => readFile(join(directory, name), "utf8")))).join("\n");
};

describe.each<[string, (store: Store) => Store]>([
  ["a file store", (store) => store],
  ["an encrypted file store", (store) => encryptedStore(store, new Uint8Array(32).fill(7))],
])("in %s", (_, wrap) => {
  it("a person is forgotten, and others are not", async () => {
    const store = wrap(createFileStore({ directory }));
    const { push, candidates } = createPeople(store);
    await push("bob");
    await push("ada-lovelace");
    expect(await forgetPerson(store, { reference: "ada-lovelace" })).toEqual({
      deliveries: 1,
      owners: 1,
      deadLetters: 0,
      results: 1,
      written: 0,
      unreadable: [],
    });
    expect(await contents()).not.toContain("ada-lovelace");
    await push("bob");
    await push("ada-lovelace");
    expect(candidates).toEqual(["bob", "ada-lovelace", "ada-lovelace"]);
  });

  it("records that cannot be read are reported", async () => {
    const store = wrap(createFileStore({ directory }));
    await createPeople(store).push("ada-lovelace");
    const [name = ""] = (await readdir(directory)).filter((file) => file.includes("delivery"));
    await writeFile(join(directory, name), "damaged");
    const { unreadable, deliveries } = await forgetPerson(store, { reference: "ada-lovelace" });
    expect([deliveries, unreadable]).toEqual([0, [expect.stringContaining(":delivery:")]]);
  });

  it("old deliveries are pruned under their locks", async () => {
    const store = wrap(createFileStore({ directory }));
    const { push } = createPeople(store);
    await push("ada-lovelace");
    expect(await pruneStore(store, { olderThan: new Date(Date.now() + 60_000) })).toBe(3);
    expect(await contents()).toBe("");
  });
});

describe("in a store with values of another key", () => {
  const encrypted = (fill: number) => encryptedStore(createFileStore({ directory }), new Uint8Array(32).fill(fill));
  const owner = "hrflow-connectors:v1:owner:another";

  it("a person is forgotten, and these values are reported", async () => {
    await encrypted(8).setItem(owner, "{}");
    const store = encrypted(7);
    await createPeople(store).push("ada-lovelace");
    expect(await forgetPerson(store, { reference: "ada-lovelace" })).toEqual({
      deliveries: 1,
      owners: 1,
      deadLetters: 0,
      results: 1,
      written: 0,
      unreadable: [owner],
    });
  });

  it("what is old is pruned, and these values stay", async () => {
    await encrypted(8).setItem(owner, "{}");
    const store = encrypted(7);
    await createPeople(store).push("ada-lovelace");
    expect(await pruneStore(store, { olderThan: new Date(Date.now() + 60_000) })).toBe(3);
    expect(await store.getKeys?.("")).toEqual([owner]);
  });
});
