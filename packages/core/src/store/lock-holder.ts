import { createHash, randomUUID } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { kill, pid as thisPid } from "node:process";

/** Who holds a lock for a while. All of it stands in the name of one file, which no two locks have in common. */
export interface LockHolder {
  name: string;
  host: string;
  pid: number;
  /** When the process began, by the system's own count; empty where the system does not tell. */
  startedAt: string;
  /** Milliseconds. */
  ttlMs: number;
}

/** This process, as the holder of a new lock. */
export async function thisHolder(ttlMs: number): Promise<LockHolder> {
  const [host, startedAt] = await Promise.all([thisHost(), startOf(thisPid)]);
  const holder = { host, pid: thisPid, startedAt: startedAt ?? "", ttlMs: Math.ceil(ttlMs) };
  return { ...holder, name: `${holder.pid}.${holder.startedAt}.${holder.ttlMs}.${randomUUID()}@${host}` };
}

/** The holder of that name; null when it is the name of something else. */
export function holderOf(name: string): LockHolder | null {
  const [, pid, startedAt = "", ttlMs, host = ""] = /^(\d+)\.(\d*)\.(\d+)\.[0-9a-f-]{36}@(.+)$/.exec(name) ?? [];
  return pid === undefined ? null : { name, host, pid: Number(pid), startedAt, ttlMs: Number(ttlMs) };
}

/**
 * Whether nobody holds the lock any longer: its process is no more or, where that cannot be known (another host; a process id
 * that may have been given again), it was not renewed for as long as it lives.
 */
export async function isAbandoned(holder: LockHolder, renewedAt: number, { host }: LockHolder): Promise<boolean> {
  if (holder.host === host) {
    const startedAt = await startOf(holder.pid);
    if (startedAt === null) return true;
    if (startedAt !== "" && holder.startedAt !== "") return startedAt !== holder.startedAt;
  }
  return renewedAt + holder.ttlMs <= Date.now();
}

/** This machine. On Linux also which boot and which container: beyond them, the same id is another's. */
async function thisHost(): Promise<string> {
  const [boot, container] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
  ]);
  const mark = createHash("sha256").update(`${boot}${container}`).digest("hex").slice(0, 8);
  return `${hostname()
    .replace(/[^A-Za-z0-9.-]+/g, "_")
    .slice(0, 100)}+${mark}`;
}

/** When a process of this machine began, as far as the system tells (Linux does); null when it does not run. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, "utf8");
    // The second field, in brackets, is a name of any characters; the state follows, and the start is the 22nd.
    const [state = "", ...others] = status.slice(status.lastIndexOf(")") + 2).split(" ");
    const isOver = state === "Z" || state === "X";
    return isOver ? null : (others[18] ?? "");
  } catch {
    return runs(pid) ? "" : null;
  }
}

function runs(pid: number): boolean {
  try {
    kill(pid, 0);
    return true;
  } catch (error) {
    // A process that is somebody else's may not be asked, and runs.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
