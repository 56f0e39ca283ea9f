import { mkdir, open, readdir, readFile, rename, rm, unlink } from "node:fs/promises";
import { join } from "node:path";
import { ConfigurationError, type Store } from "@hrflow-connectors/core";
import { unlessMissing } from "./file-errors";
import { createFileLock } from "./file-lock";
import { formerNameOf, isHashed, keyOf, nameOf } from "./file-name";
import { draftName, removeLeftovers } from "./leftovers";

export interface FileStoreOptions {
  /** The folder of the store's files. It is created on the first write. */
  directory: string;
}

/**
 * Creates a store that keeps one file per key. A write either replaces the whole file or leaves the old one, even if the
 * process is killed. Only the owner can read the files, because they hold tokens. Processes that share the folder share its
 * locks. Needs Node.
 *
 * @example
 * const store = createFileStore({ directory: ".state" });
 */
export function createFileStore({ directory }: FileStoreOptions): Store {
  const pathOf = (key: string) => join(directory, fileNameOf(key));
  const formerPathOf = (key: string) => join(directory, `${formerNameOf(key)}.json`);
  const lock = createFileLock(directory);
  let hasSwept = false;
  return {
    async getItem(key) {
      const content = await unlessMissing(readFile(pathOf(key), "utf8"), null);
      if (content === null) return unlessMissing(readFile(formerPathOf(key), "utf8"), null);
      return valueIn(content, fileNameOf(key));
    },
    async setItem(key, value) {
      if (typeof value !== "string") throw new ConfigurationError(`${key}: createFileStore can only keep strings`);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const writtenAt = await replaceFile(directory, fileNameOf(key), contentOf(key, value));
      if (hasSwept) return;
      hasSwept = true;
      await removeLeftovers(directory, writtenAt);
    },
    async removeItem(key) {
      // In this order an outdated value never shows.
      await unlessMissing(unlink(formerPathOf(key)), undefined);
      await unlessMissing(unlink(pathOf(key)), undefined);
    },
    async getKeys(base) {
      const keys: string[] = [];
      for (const fileName of await unlessMissing(readdir(directory), [])) {
        const key = await keyOfFile(directory, fileName);
        if (key?.startsWith(base)) keys.push(key);
      }
      return keys;
    },
    lock: (key, ttlMs, signal) => lock(nameOf(key), ttlMs, signal),
  };
}

/** Files with a hashed name have two lines: the key as JSON, and the value. */
const hashedEnding = ".jsonl";

function fileNameOf(key: string): string {
  const name = nameOf(key);
  return `${name}${isHashed(name) ? hashedEnding : ".json"}`;
}

function contentOf(key: string, value: string): string {
  return fileNameOf(key).endsWith(hashedEnding) ? `${JSON.stringify(key)}\n${value}` : value;
}

/** A damaged file is returned as it is: its value is unreadable, but not missing. */
function valueIn(content: string, fileName: string): string {
  const end = content.indexOf("\n");
  return fileName.endsWith(hashedEnding) && end !== -1 ? content.slice(end + 1) : content;
}

/** The key whose value a file holds. Null for other files. */
async function keyOfFile(directory: string, fileName: string): Promise<string | null> {
  if (fileName.endsWith(".json")) return keyOf(fileName.slice(0, -".json".length));
  if (!fileName.endsWith(hashedEnding) || !isHashed(fileName.slice(0, -hashedEnding.length))) return null;
  const path = join(directory, fileName);
  const content = await unlessMissing(readFile(path, "utf8"), null);
  if (content === null) return null;
  const key = parseKey(content.slice(0, content.indexOf("\n")));
  if (key !== null && fileNameOf(key) === fileName) return key;
  throw new ConfigurationError(`${path} is damaged: restore it, or remove it if what it remembers may be lost`);
}

function parseKey(line: string): string | null {
  try {
    const key: unknown = JSON.parse(line);
    return typeof key === "string" ? key : null;
  } catch {
    return null;
  }
}

/** Resolves to the time of the write, by the clock of the file system. */
async function replaceFile(directory: string, fileName: string, content: string): Promise<number> {
  const draft = join(directory, draftName("tmp"));
  try {
    const writtenAt = await writeDraft(draft, content);
    await rename(draft, join(directory, fileName));
    return writtenAt;
  } catch (error) {
    // The first failure says what is wrong, not that of cleaning up.
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
}

async function writeDraft(path: string, content: string): Promise<number> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(content, "utf8");
    await file.sync();
    return (await file.stat()).mtimeMs;
  } finally {
    await file.close();
  }
}
