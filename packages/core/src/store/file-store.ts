import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Store } from "../contract/v1";
import { createFileLock } from "./file-lock";

/**
 * A store of one file per key in a folder, which is made when it is first written to. A file is replaced whole or not at
 * all, also when the process dies meanwhile, and only the user who owns it can read it: tokens are kept here. Processes that
 * share the folder take turns with its locks.
 */
export function createFileStore(options: { directory: string }): Store {
  const { directory } = options;
  const fileOf = (key: string) => join(directory, `${nameOf(key)}.json`);
  const lock = createFileLock(directory);
  return {
    async getItem(key) {
      try {
        return await readFile(fileOf(key), "utf8");
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
        await rename(temporary, fileOf(key));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    async removeItem(key) {
      await rm(fileOf(key), { force: true });
    },
    lock: (key, ttlMs, signal) => lock(nameOf(key), ttlMs, signal),
  };
}

/** Readable where the key allows it, never longer than a file system takes, and different for different keys. */
function nameOf(key: string): string {
  const readable = key.replace(/[^A-Za-z0-9._-]+/g, "_").slice(0, 80);
  return `${readable}-${createHash("sha256").update(key).digest("hex").slice(0, 16)}`;
}

function isMissing(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT";
}
