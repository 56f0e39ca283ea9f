import { createHash, randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { pid as currentPid, kill } from "node:process";
import { isExhausted, readLink, readText } from "./files";

/** A process that takes locks. */
export interface LockProcess {
  host: string;
  pid: number;
  /** Start time of the process, in the units of the operating system. Empty if the system does not report it. */
  startedAt: string;
}

/** A process that holds a lock. The name of the lock file contains all of it. */
export interface LockHolder extends LockProcess {
  /** Unique for every lock and every renewal. */
  name: string;
  /** How long the lock stays valid without a renewal, in milliseconds. */
  ttlMs: number;
  /** By the clock of the holder's host, in milliseconds since 1970. */
  renewedAt: number;
}

/** By how much the clocks of hosts that share a folder may differ. */
const clockDifferenceMs = 300_000;

/** Returns this process. */
export async function currentProcess(): Promise<LockProcess> {
  const [host, startedAt] = await Promise.all([currentHost(), startTimeOf(currentPid)]);
  return { host, pid: currentPid, startedAt: startedAt ?? "" };
}

/** Returns a process as the holder of a lock that is acquired or renewed now. */
export function createHolder({ host, pid, startedAt }: LockProcess, ttlMs: number): LockHolder {
  const [ttl, renewedAt] = [Math.min(Math.ceil(ttlMs), Number.MAX_SAFE_INTEGER), Date.now()];
  const name = `${pid}.${startedAt}.${ttl}.${renewedAt}.${randomUUID()}@${host}`;
  return { name, host, pid, startedAt, ttlMs: ttl, renewedAt };
}

/** Reads a holder from the name of its file. Returns null if the name has another form. */
export function parseHolder(name: string): LockHolder | null {
  const match = /^(\d+)\.(\d*)\.(\d+)\.(\d+)\.[0-9a-f-]{36}@([A-Za-z0-9._-]*\+[0-9a-f]{8})$/.exec(name);
  if (!match) return null;
  const [, pid, startedAt = "", ttlMs, renewedAt, host = ""] = match;
  return { name, host, pid: Number(pid), startedAt, ttlMs: Number(ttlMs), renewedAt: Number(renewedAt) };
}

/**
 * Returns whether a lock can be taken over at once: its process on this host has ended, or its time to live has passed on another
 * host, whatever its clock. Clocks say nothing about a running process of this host, which may have slept along with this one.
 */
export async function isAbandoned(holder: LockHolder, { host }: LockProcess): Promise<boolean> {
  if (holder.host !== host) return holder.renewedAt + holder.ttlMs + clockDifferenceMs <= Date.now();
  const startedAt = await startTimeOf(holder.pid);
  if (startedAt === null) return true;
  // Without start times, a running process may be another one with the same id.
  return startedAt !== "" && holder.startedAt !== "" && startedAt !== holder.startedAt;
}

/** The host name. On Linux also a hash of the boot and the container, because process ids mean nothing beyond them. */
async function currentHost(): Promise<string> {
  const [boot, container] = await Promise.all([
    readText("/proc/sys/kernel/random/boot_id").catch(emptyUnlessExhausted),
    readLink("/proc/self/ns/pid").catch(emptyUnlessExhausted),
  ]);
  const hash = createHash("sha256").update(`${boot}${container}`).digest("hex").slice(0, 8);
  const name = hostname().replace(/[^A-Za-z0-9.-]+/g, "_");
  return `${name.slice(0, 100)}+${hash}`;
}

/** A host has one name: a file that cannot be read just now must not change it. */
function emptyUnlessExhausted(error: unknown): string {
  if (isExhausted(error)) throw error;
  return "";
}

/** Returns when a process of this host started: null if it is not running, empty if the system is not Linux. */
async function startTimeOf(pid: number): Promise<string | null> {
  try {
    const status = await readText(`/proc/${pid}/stat`);
    // Field 2 is a name in parentheses that may contain any character. Field 3 is the state, field 22 the start time.
    const [state = "", ...others] = status.slice(status.lastIndexOf(")") + 2).split(" ");
    const hasEnded = state === "Z" || state === "X";
    return hasEnded ? null : (others[18] ?? "");
  } catch (error) {
    if (isExhausted(error)) throw error;
    return isRunning(pid) ? "" : null;
  }
}

function isRunning(pid: number): boolean {
  try {
    kill(pid, 0);
    return true;
  } catch (error) {
    // Other errors, such as EPERM for another user's process, mean that it is running.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
