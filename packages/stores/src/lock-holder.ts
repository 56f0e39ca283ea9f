import { createHash, randomUUID } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { pid as currentPid, kill } from "node:process";

/** A process that holds a lock. The name of the lock file contains all of it. */
export interface LockHolder {
  /** Unique for every lock. */
  name: string;
  host: string;
  pid: number;
  /** Start time of the process, in the units of the operating system. Empty if the system does not report it. */
  startedAt: string;
  /** How long the lock stays valid without a renewal, in milliseconds. */
  ttlMs: number;
}

/** Returns this process as the holder of a new lock. */
export async function currentHolder(ttlMs: number): Promise<LockHolder> {
  const [host, startedAt] = await Promise.all([currentHost(), startTimeOf(currentPid)]);
  const holder = { host, pid: currentPid, startedAt: startedAt ?? "", ttlMs: Math.ceil(ttlMs) };
  return { ...holder, name: `${holder.pid}.${holder.startedAt}.${holder.ttlMs}.${randomUUID()}@${host}` };
}

/** Reads a holder from the name of its file. Returns null if the name has another form. */
export function parseHolder(name: string): LockHolder | null {
  const [, pid, startedAt = "", ttlMs, host = ""] = /^(\d+)\.(\d*)\.(\d+)\.[0-9a-f-]{36}@(.+)$/.exec(name) ?? [];
  return pid === undefined ? null : { name, host, pid: Number(pid), startedAt, ttlMs: Number(ttlMs) };
}

/**
 * Returns whether a lock can be taken over, either because its process has ended or because it was not renewed in time. Only
 * renewals count if the process is on another host, or if its id may have been reused.
 */
export async function isAbandoned(holder: LockHolder, renewedAt: number, { host }: LockHolder): Promise<boolean> {
  if (holder.host === host) {
    const startedAt = await startTimeOf(holder.pid);
    if (startedAt === null) return true;
    if (startedAt !== "" && holder.startedAt !== "") return startedAt !== holder.startedAt;
  }
  return renewedAt + holder.ttlMs <= Date.now();
}

/** The host name. On Linux also a hash of the boot and the container, because process ids mean nothing beyond them. */
async function currentHost(): Promise<string> {
  const [boot, container] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
  ]);
  const hash = createHash("sha256").update(`${boot}${container}`).digest("hex").slice(0, 8);
  const name = hostname().replace(/[^A-Za-z0-9.-]+/g, "_");
  return `${name.slice(0, 100)}+${hash}`;
}

/** Returns when a process of this host started: null if it is not running, empty if the system is not Linux. */
async function startTimeOf(pid: number): Promise<string | null> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, "utf8");
    // Field 2 is a name in parentheses that may contain any character. Field 3 is the state, field 22 the start time.
    const [state = "", ...others] = status.slice(status.lastIndexOf(")") + 2).split(" ");
    const hasEnded = state === "Z" || state === "X";
    return hasEnded ? null : (others[18] ?? "");
  } catch {
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
