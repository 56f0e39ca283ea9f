import * as fs from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "./file-errors";

/*
 * The file operations of this package: few at once, so that many pushes side by side do not use up the process's file descriptors. A permit
 * lasts for one operation. Nothing waits for a lock, or for another operation, while it holds one.
 */

/** In this process, however many stores there are. Node works on four files at once by default. */
const mostAtOnce = 32;

let atOnce = 0;
const waiting: (() => void)[] = [];

async function limited<T>(work: () => Promise<T>): Promise<T> {
  if (atOnce < mostAtOnce) atOnce += 1;
  // Whoever ends hands its permit on.
  else await new Promise<void>((resolve) => void waiting.push(resolve));
  try {
    return await unlessExhausted(work);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else atOnce -= 1;
  }
}

/** How long an operation waits for a file descriptor that other parts of the process, or others on the host, give back. */
const patienceMs = 10_000;

/** Nothing was done if the descriptors are used up, so the operation is tried again. */
async function unlessExhausted<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isExhausted(error) || performance.now() >= until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 40));
  }
}

/** Whether the process or the host has no file descriptor left. */
export function isExhausted(error: unknown): boolean {
  return codeOf(error) === "EMFILE" || codeOf(error) === "ENFILE";
}

export const readText = (path: string) => limited(() => fs.readFile(path, "utf8"));
export const readLink = (path: string) => limited(() => fs.readlink(path));
export const list = (path: string) => limited(() => fs.readdir(path));
export const modifiedAt = async (path: string) => (await limited(() => fs.lstat(path))).mtimeMs;
export const move = (path: string, to: string) => limited(() => fs.rename(path, to));
export const removeFile = (path: string) => limited(() => fs.unlink(path));
/** Also of a folder with all that it contains. Resolves if there is nothing. */
export const removeAll = (path: string) => limited(() => fs.rm(path, { recursive: true, force: true }));
export const removeEmptyFolder = (path: string) => limited(() => fs.rmdir(path));
export const createFolder = (path: string) => limited(() => fs.mkdir(path, { mode: 0o700 }));
export const createEmptyFile = (path: string) => limited(() => fs.writeFile(path, "", { mode: 0o600 }));

/** Creates a folder and those above it, unless they exist. */
export async function ensureFolder(path: string): Promise<void> {
  const created = await limited(() => fs.mkdir(path, { recursive: true, mode: 0o700 }));
  if (created !== undefined) await syncFolder(dirname(created));
}

/** Creates a file that survives a power failure once its folder is synced. Resolves to the time of the write, by the clock of the file system. */
export function createFile(path: string, content: string): Promise<number> {
  return limited(async () => {
    const file = await fs.open(path, "wx", 0o600);
    try {
      await file.writeFile(content, "utf8");
      await file.sync();
      return (await file.stat()).mtimeMs;
    } finally {
      await file.close();
    }
  });
}

interface Sync {
  running: Promise<void>;
  next?: Promise<void>;
}

const syncs = new Map<string, Sync>();

/** Lets the names in a folder survive a power failure: what was created, renamed or removed before. Calls at the same time share one sync. */
export function syncFolder(path: string): Promise<void> {
  const current = syncs.get(path);
  if (!current) {
    const sync: Sync = { running: limited(() => syncOnce(path)) };
    syncs.set(path, sync);
    const forget = () => {
      if (!sync.next) syncs.delete(path);
    };
    sync.running.then(forget, forget);
    return sync.running;
  }
  // The one that is running may have begun before the change.
  current.next ??= current.running
    .catch(() => undefined)
    .then(() => {
      syncs.delete(path);
      return syncFolder(path);
    });
  return current.next;
}

const cannotSync = new Set(["EACCES", "EINVAL", "EISDIR", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EPERM"]);

async function syncOnce(path: string): Promise<void> {
  try {
    const folder = await fs.open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    // Not every file system can sync a folder, or lets it be read. What was written stays valid all the same.
    if (!cannotSync.has(String(codeOf(error)))) throw error;
  }
}
