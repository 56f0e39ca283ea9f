import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryStore } from "@hrflow-connectors/core";
import { testStore } from "@hrflow-connectors/testing/vitest";
import { createStorage } from "unstorage";
import { afterAll } from "vitest";
import { encryptedStore } from "./encrypted-store";
import { createFileStore } from "./file-store";

const key = new Uint8Array(32).fill(7);
const directory = mkdtempSync(join(tmpdir(), "stores-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const memory = createMemoryStore();
testStore("the memory store", () => memory, { leases: "none" });

const storage = createStorage();
testStore("an unstorage storage", () => storage, { leases: "none", keys: "plain" });

const hidden = createMemoryStore();
testStore("the encrypted memory store", () => encryptedStore(hidden, key), {
  leases: "none",
  damage: (name) => hidden.setItem(name, '{"encrypted":"v1","nonce":"","data":""}'),
});

const files = { leases: "unfenced", manyKeys: 150, largestValue: 500_000 } as const;
testStore("the file store", () => createFileStore({ directory }), files);
testStore(
  "the encrypted file store",
  () => encryptedStore(createFileStore({ directory: join(directory, "encrypted") }), key),
  files,
);
