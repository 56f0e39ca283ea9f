import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Files } from "./render";
import { UsageError } from "./settings";

/**
 * Writes the files below a folder: all of them, or none. Runs synchronously, so no signal handler interrupts it. `places` are the files or
 * folders that contain all files. Throws `UsageError` if one of them exists and is not an empty folder.
 */
export function writeFiles(files: Files, folder: string, places: readonly string[]): void {
  for (const place of places) {
    if (!isFree(join(folder, place))) throw new UsageError(`${place} exists already`);
  }
  // On the same file system as the places, a rename is atomic.
  const work = mkdtempSync(join(folder, ".create-hrflow-connector-"));
  const moved: string[] = [];
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), text);
    }
    for (const place of places) {
      const target = join(folder, place);
      mkdirSync(dirname(target), { recursive: true });
      // Windows cannot rename onto a folder, even if it is empty.
      if (existsSync(target)) rmSync(target, { recursive: true });
      renameSync(join(work, place), target);
      moved.push(target);
    }
  } catch (error) {
    for (const target of moved) rmSync(target, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function isFree(path: string): boolean {
  return !existsSync(path) || (statSync(path).isDirectory() && readdirSync(path).length === 0);
}
