import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Store } from "@hrflow-connectors/core";
import { createFileLock } from "./file-lock";

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
  const pathOf = (key: string) => join(directory, `${fileNameOf(key)}.json`);
  const lock = createFileLock(directory);
  return {
    async getItem(key) {
      try {
        return await readFile(pathOf(key), "utf8");
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async setItem(key, value) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const temporary = join(directory, `.${randomUUID()}.tmp`);
      try {
        const file = await open(temporary, "wx", 0o600);
        try {
          await file.writeFile(value, "utf8");
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, pathOf(key));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    async removeItem(key) {
      await rm(pathOf(key), { force: true });
    },
    lock: (key, ttlMs, signal) => lock(fileNameOf(key), ttlMs, signal),
  };
}

/** A readable start, at most as long as file systems allow, and a hash that keeps similar keys apart. */
function fileNameOf(key: string): string {
  const readable = key.replace(/[^A-Za-z0-9._-]+/g, "_").slice(0, 80);
  return `${readable}-${createHash("sha256").update(key).digest("hex").slice(0, 16)}`;
}

function isMissing(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT";
}
