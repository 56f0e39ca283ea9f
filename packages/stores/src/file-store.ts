import { join } from "node:path";
import { ConfigurationError, type Store } from "@hrflow-connectors/core";
import { unlessMissing } from "./file-errors";
import { createFileLock } from "./file-lock";
import { formerNameOf, isHashed, keyOf, nameOf } from "./file-name";
import { createFile, ensureFolder, list, move, readText, removeAll, removeFile, syncFolder } from "./files";
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
      const content = await unlessMissing(readText(pathOf(key)), null);
      if (content === null) return unlessMissing(readText(formerPathOf(key)), null);
      return valueIn(content, fileNameOf(key));
    },
    async setItem(key, value) {
      if (typeof value !== "string") throw new ConfigurationError(`${key}: createFileStore can only keep strings`);
      await ensureFolder(directory);
      const writtenAt = await replaceFile(directory, fileNameOf(key), contentOf(key, value));
      if (hasSwept) return;
      hasSwept = true;
      await removeLeftovers(directory, writtenAt);
    },
    async removeItem(key) {
      // In this order an outdated value never shows.
      const hadFormer = await removeIfExists(formerPathOf(key));
      const hadCurrent = await removeIfExists(pathOf(key));
      if (hadFormer || hadCurrent) await syncFolder(directory);
    },
    async getKeys(base) {
      const keys: string[] = [];
      for (const fileName of await unlessMissing(list(directory), [])) {
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
  const content = await unlessMissing(readText(path), null);
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
    const writtenAt = await createFile(draft, content);
    await move(draft, join(directory, fileName));
    await syncFolder(directory);
    return writtenAt;
  } catch (error) {
    // The first failure says what is wrong, not that of cleaning up.
    await removeAll(draft).catch(() => {});
    throw error;
  }
}

async function removeIfExists(path: string): Promise<boolean> {
  return unlessMissing(
    removeFile(path).then(() => true),
    false,
  );
}
