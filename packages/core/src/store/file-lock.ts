import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { platform } from "node:process";
import { ConfigurationError } from "../errors";
import { sleep } from "../http/sleep";
import { holderOf, isAbandoned, type LockHolder, thisHolder } from "./lock-holder";

/** Waits for a lock by its name, for as long as the signal lets it, and answers what releases it. */
export type FileLock = (name: string, ttlMs: number, signal?: AbortSignal) => Promise<() => Promise<void>>;

/** How often it is looked whether a lock is free: at random, so that those who wait do not do so together. */
const [shortestPollMs, longestPollMs] = [25, 75];

/** A lock is renewed three times within its time to live, and at least so often. */
const longestBeatMs = 60_000;

/**
 * Locks in a folder that processes share, also those of other hosts. A lock is a folder that holds one file, named after its
 * holder; the file's time is when it was last renewed. It is made elsewhere and renamed to its place, which succeeds for one
 * where nothing, or an empty folder, is. It is taken over by renaming the file from the name of its holder, which succeeds for
 * one, as each lock has a name of its own; for the same reason a holder can remove or renew nothing but its own lock.
 *
 * A lock is taken over at once when its process on this host is no more, and otherwise when it was not renewed for `ttlMs`.
 * What remains: a holder on another host that is halted for longer than that goes on afterwards without the lock. So hosts that
 * share the folder need clocks that agree, and names of their own.
 */
export function createFileLock(directory: string): FileLock {
  return async (name, ttlMs, signal = new AbortController().signal) => {
    if (!(ttlMs > 0 && Number.isFinite(ttlMs))) {
      throw new ConfigurationError(`a lock's ttlMs: expected milliseconds above 0, found ${ttlMs}`);
    }
    const folder = join(directory, `${name}.lock`);
    const self = await thisHolder(ttlMs);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const stopped = () => signal.throwIfAborted();
    for (stopped(); !(await take(folder, self)); ) {
      await sleep(shortestPollMs + Math.random() * (longestPollMs - shortestPollMs), signal, stopped);
    }
    return hold(folder, self);
  };
}

/** Takes the lock if it is free. */
async function take(folder: string, self: LockHolder): Promise<boolean> {
  const [name] = await unlessGone(readdir(folder), []);
  if (name === undefined) return make(folder, self);
  const holder = holderOf(name);
  if (!holder) throw new ConfigurationError(`${join(folder, name)} is no lock: remove it`);
  const file = join(folder, name);
  const found = await unlessGone(stat(file), null);
  if (!found || !(await isAbandoned(holder, found.mtimeMs, self))) return false;
  // Renewed before it is renamed, so that at no moment it looks abandoned under its new name.
  return unlessGone(
    renew(file)
      .then(() => rename(file, join(folder, self.name)))
      .then(() => true),
    false,
  );
}

async function make(folder: string, self: LockHolder): Promise<boolean> {
  const draft = join(folder, "..", `.${randomUUID()}.lock`);
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(join(draft, self.name), "", { mode: 0o600 });
    // Not every platform replaces an empty folder.
    await removeEmpty(folder);
    await rename(draft, folder);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (codeOf(error) === "ENOTEMPTY" || codeOf(error) === "EEXIST") return false;
    if (codeOf(error) === "EPERM" && platform === "win32") return false;
    throw error;
  }
}

/** Keeps a lock that was taken until it is released. */
function hold(folder: string, self: LockHolder): () => Promise<void> {
  const file = join(folder, self.name);
  const beat = setInterval(() => void renew(file).catch(() => {}), Math.min(self.ttlMs / 3, longestBeatMs));
  // To hold a lock is no reason for a process to go on.
  beat.unref();
  return async () => {
    clearInterval(beat);
    await rm(file, { force: true });
    await removeEmpty(folder);
  };
}

async function renew(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now);
}

/** A folder that is not empty is somebody's lock, and one that stays behind empty is nobody's. */
async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => {});
}

async function unlessGone<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return otherwise;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
