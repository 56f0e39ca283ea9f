import { basename, dirname, join } from "node:path";
import { platform } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigurationError, type Lease } from "@hrflow-connectors/core";
import { codeOf, unlessMissing } from "./file-errors";
import {
  createEmptyFile,
  createFolder,
  ensureFolder,
  move,
  list as namesIn,
  removeAll,
  removeEmptyFolder,
} from "./files";
import { draftName } from "./leftovers";
import {
  createHolder,
  currentProcess,
  isAbandoned,
  type LockHolder,
  type LockProcess,
  parseHolder,
} from "./lock-holder";

/** Waits until the named lock is free or the signal aborts. Resolves to a lease that the caller renews. */
export type FileLock = (name: string, ttlMs: number, signal?: AbortSignal) => Promise<Lease>;

/** The pause between two attempts is random, so that waiting processes do not all try at the same moment. */
const [shortestPollMs, longestPollMs] = [25, 75];

/**
 * Creates locks in a folder that processes share, on one host or on several. A lock is a folder with one file, which is named after
 * its holder.
 *
 * - To acquire a free lock, its folder is prepared under another name and renamed. Only one process can rename a folder to
 *   a name that is unused or belongs to an empty folder.
 * - To renew a lock, its holder renames the file to a new unique name. To take over an abandoned lock, another process does the
 *   same. Only one of them can rename a file of that name, so a renewal that succeeds proves that the lock was not taken over.
 * - Unknown files in the folder stay there. If there are only such files, the lock is acquired in a folder inside it.
 *
 * If the holder's process on this host has ended, its lock is taken over at once. Any other lock is taken over when a waiting
 * process sees no renewal for `ttlMs` by its own monotonic clock, so that clocks that differ or change do no harm.
 */
export function createFileLock(directory: string): FileLock {
  let current: Promise<LockProcess> | undefined;
  return async (name, ttlMs, signal) => {
    assertValid(ttlMs);
    const folder = join(directory, `${name}.lock`);
    current ??= currentProcess().catch((error) => {
      current = undefined;
      throw error;
    });
    const self = await current;
    await ensureFolder(directory);
    signal?.throwIfAborted();
    const hasExpired = createWatch();
    const canTakeOver = async (holder: LockHolder) => hasExpired(holder) || (await isAbandoned(holder, self));
    while (true) {
      const file = await tryAcquire(directory, folder, () => createHolder(self, ttlMs).name, canTakeOver);
      if (file !== null) return createLease(folder, file, self);
      // The pause is too short to be interrupted. Listeners on a signal that many locks share would trigger Node's leak warning.
      await sleep(shortestPollMs + Math.random() * (longestPollMs - shortestPollMs));
      signal?.throwIfAborted();
    }
  };
}

function assertValid(ttlMs: number): void {
  if (ttlMs > 0 && Number.isFinite(ttlMs)) return;
  throw new ConfigurationError(`the ttlMs of a lock must be a finite number above 0, but it is ${ttlMs}`);
}

/** Returns whether a holder has kept its name, and so was not renewed, for its time to live since this function saw it first. */
function createWatch(): (holder: LockHolder) => boolean {
  const firstSeenAt = new Map<string, number>();
  return ({ name, ttlMs }) => {
    const now = performance.now();
    const since = firstSeenAt.get(name) ?? now;
    firstSeenAt.set(name, since);
    return now - since >= ttlMs;
  };
}

/** Resolves to the file of the acquired lock, or to null. */
async function tryAcquire(
  directory: string,
  outermost: string,
  createName: () => string,
  canTakeOver: (holder: LockHolder) => Promise<boolean>,
): Promise<string | null> {
  let folder = outermost;
  let entries = await list(folder);
  const passed: string[] = [];
  while (entries.names.length > 0 && entries.holders.length === 0) {
    passed.push(folder);
    folder = join(folder, "inner.lock");
    entries = await list(folder);
  }
  const file = join(folder, createName());
  // More than one holder means that somebody copied files here. The first one decides, once all of them have ended.
  const [holder, ...others] = entries.holders;
  if (holder) {
    for (const each of [holder, ...others]) if (!(await canTakeOver(each))) return null;
    if (!(await tryRename(join(folder, holder.name), file))) return null;
  } else if (!(await tryCreate(directory, file))) return null;
  // While this lock was acquired, the unknown files may have been removed, and an outer folder acquired by another process.
  for (const outer of passed) {
    if ((await list(outer)).holders.length === 0) continue;
    await remove(outermost, file);
    return null;
  }
  return file;
}

async function list(folder: string): Promise<{ names: string[]; holders: LockHolder[] }> {
  const names = (await unlessMissing(namesIn(folder), [])).sort();
  return { names, holders: names.map(parseHolder).filter((holder) => holder !== null) };
}

async function tryCreate(directory: string, file: string): Promise<boolean> {
  const draft = join(directory, draftName("lock"));
  await createFolder(draft);
  try {
    await createEmptyFile(join(draft, basename(file)));
    // Some platforms cannot rename a folder to the name of an empty one.
    await removeIfEmpty(dirname(file));
    await move(draft, dirname(file));
    return true;
  } catch (error) {
    await removeAll(draft).catch(() => {});
    // Without an outer folder, or a draft that was removed as a leftover, there is nothing to rename.
    if (["ENOTEMPTY", "EEXIST", "ENOENT"].includes(String(codeOf(error)))) return false;
    if (codeOf(error) === "EPERM" && platform === "win32") return false;
    throw error;
  }
}

function createLease(outermost: string, file: string, self: LockProcess): Lease {
  let current: string | null = file;
  let last: Promise<unknown> = Promise.resolve();
  /** A release waits for a renewal that is under way: it must remove the new file. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
  return {
    renew: (ttlMs) =>
      inTurn(async () => {
        assertValid(ttlMs);
        if (current === null) return false;
        const renewed = join(dirname(current), createHolder(self, ttlMs).name);
        current = (await tryRename(current, renewed)) ? renewed : null;
        return current !== null;
      }),
    release: () =>
      inTurn(async () => {
        if (current !== null) await remove(outermost, current);
        current = null;
      }),
  };
}

async function tryRename(file: string, name: string): Promise<boolean> {
  return unlessMissing(
    move(file, name).then(() => true),
    false,
  );
}

/** Removes a lock's file, and its folders unless they contain anything else. */
async function remove(outermost: string, file: string): Promise<void> {
  await removeAll(file);
  let folder = dirname(file);
  await removeIfEmpty(folder);
  while (folder !== outermost) {
    folder = dirname(folder);
    await removeIfEmpty(folder);
  }
}

/** Errors are ignored: a folder that is not empty is a lock that another holder acquired, and an empty one is a free lock. */
async function removeIfEmpty(folder: string): Promise<void> {
  await removeEmptyFolder(folder).catch(() => {});
}
