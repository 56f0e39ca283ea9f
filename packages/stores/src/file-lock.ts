import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { platform } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigurationError } from "@hrflow-connectors/core";
import { currentHolder, isAbandoned, type LockHolder, parseHolder } from "./lock-holder";

/** Waits until the named lock is free or the signal aborts. Resolves to the function that releases it. */
export type FileLock = (name: string, ttlMs: number, signal?: AbortSignal) => Promise<() => Promise<void>>;

/** The pause between two attempts is random, so that waiting processes do not all try at the same moment. */
const [shortestPollMs, longestPollMs] = [25, 75];

/** A lock is renewed three times within its time to live, and at least this often. */
const longestRenewalMs = 60_000;

/**
 * Creates locks in a folder that processes share, on one host or on several. A lock is a folder with one file. The file is
 * named after its holder, and its modification time is the last renewal.
 *
 * - To acquire a free lock, its folder is prepared under another name and renamed. Only one process can rename a folder to
 *   a name that is unused or belongs to an empty folder.
 * - To take over an abandoned lock, its file is renamed to the new holder's name. Only one process can do that, because every
 *   holder has a unique name. For the same reason a holder can only renew or remove its own lock.
 *
 * If the holder's process on this host has ended, its lock is taken over at once. Any other lock is taken over when it was not
 * renewed for `ttlMs`. One risk remains: a holder on another host that is suspended for longer than `ttlMs` continues without
 * the lock. Hosts that share the folder need synchronized clocks and different host names.
 */
export function createFileLock(directory: string): FileLock {
  return async (name, ttlMs, signal) => {
    if (!(ttlMs > 0 && Number.isFinite(ttlMs))) {
      throw new ConfigurationError(`the ttlMs of a lock must be a finite number above 0, but it is ${ttlMs}`);
    }
    const folder = join(directory, `${name}.lock`);
    const self = await currentHolder(ttlMs);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    signal?.throwIfAborted();
    while (!(await tryAcquire(folder, self))) {
      // The pause is too short to be interrupted. Listeners on a signal that many locks share would trigger Node's leak warning.
      await sleep(shortestPollMs + Math.random() * (longestPollMs - shortestPollMs));
      signal?.throwIfAborted();
    }
    return hold(folder, self);
  };
}

async function tryAcquire(folder: string, self: LockHolder): Promise<boolean> {
  const [name] = await unlessMissing(readdir(folder), []);
  if (name === undefined) return tryCreate(folder, self);
  const holder = parseHolder(name);
  const file = join(folder, name);
  if (!holder) throw new ConfigurationError(`${file} is not a lock file: remove it`);
  const found = await unlessMissing(stat(file), null);
  if (!found || !(await isAbandoned(holder, found.mtimeMs, self))) return false;
  // Renew first: under its new name the lock must never look abandoned.
  return unlessMissing(
    renew(file)
      .then(() => rename(file, join(folder, self.name)))
      .then(() => true),
    false,
  );
}

async function tryCreate(folder: string, self: LockHolder): Promise<boolean> {
  const draft = join(folder, "..", `.${randomUUID()}.lock`);
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(join(draft, self.name), "", { mode: 0o600 });
    // Some platforms cannot rename a folder to the name of an empty one.
    await removeIfEmpty(folder);
    await rename(draft, folder);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (codeOf(error) === "ENOTEMPTY" || codeOf(error) === "EEXIST") return false;
    if (codeOf(error) === "EPERM" && platform === "win32") return false;
    throw error;
  }
}

/** Renews an acquired lock until it is released. */
function hold(folder: string, self: LockHolder): () => Promise<void> {
  const file = join(folder, self.name);
  const renewal = setInterval(() => void renew(file).catch(() => {}), Math.min(self.ttlMs / 3, longestRenewalMs));
  // A held lock must not keep the process running.
  renewal.unref();
  return async () => {
    clearInterval(renewal);
    await rm(file, { force: true });
    await removeIfEmpty(folder);
  };
}

async function renew(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now);
}

/** Errors are ignored: a folder that is not empty is a lock that another holder acquired, and an empty one is a free lock. */
async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => {});
}

async function unlessMissing<T>(work: Promise<T>, otherwise: T): Promise<T> {
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
