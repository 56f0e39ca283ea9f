import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { acquireLease } from "./__fixtures__/acquire-lease";
import { createFileStore } from "./file-store";

/** What the file system did, how many operations there were at once at most, and how folders behave. */
const seen = vi.hoisted(() => ({
  log: [] as string[],
  atOnce: 0,
  most: 0,
  delayMs: 0,
  folderOpen: undefined as string | undefined,
  folderSync: undefined as string | undefined,
}));
vi.mock(import("node:fs/promises"), async (original) => {
  const files = await original();
  const fail = (code: string | undefined) => {
    if (code) throw Object.assign(new Error(`${code}: simulated`), { code });
  };
  const counted = <Arguments extends unknown[], T>(name: string, work: (...given: Arguments) => Promise<T>) => {
    return async (...given: Arguments): Promise<T> => {
      seen.atOnce += 1;
      seen.most = Math.max(seen.most, seen.atOnce);
      try {
        if (seen.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, seen.delayMs));
        const outcome = await work(...given);
        seen.log.push(name);
        return outcome;
      } finally {
        seen.atOnce -= 1;
      }
    };
  };
  const open: typeof files.open = async (path, flags, mode) => {
    if (flags === "r") fail(seen.folderOpen);
    const file = await files.open(path, flags, mode);
    const sync = file.sync.bind(file);
    file.sync = async () => {
      if (flags === "r") fail(seen.folderSync);
      await sync();
      seen.log.push(flags === "r" ? `sync of ${path}` : "sync of a file");
    };
    return file;
  };
  return {
    ...files,
    open: counted("open", open),
    readFile: counted("readFile", files.readFile as never) as typeof files.readFile,
    readdir: counted("readdir", files.readdir as never) as typeof files.readdir,
    mkdir: counted("mkdir", files.mkdir as never) as typeof files.mkdir,
    rename: counted("rename", files.rename),
    rm: counted("rm", files.rm),
    rmdir: counted("rmdir", files.rmdir),
    unlink: counted("unlink", files.unlink),
    writeFile: counted("writeFile", files.writeFile),
  };
});

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "files-"));
  Object.assign(seen, { log: [], atOnce: 0, most: 0, delayMs: 0, folderOpen: undefined, folderSync: undefined });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it("works on 32 files at once at most, for all stores of the process, and lets locks wait beside that", async () => {
  const stores = [createFileStore({ directory }), createFileStore({ directory: join(directory, "other") })];
  seen.delayMs = 2;
  const holder = await acquireLease(createFileStore({ directory }), "held");
  const waiting = Array.from({ length: 40 }, async () => {
    const lease = await acquireLease(createFileStore({ directory }), "held");
    await lease.release();
  });
  const work = Array.from({ length: 200 }, async (_, index) => {
    const store = stores[index % 2] ?? createFileStore({ directory });
    const lease = await acquireLease(store, `lock-${index}`);
    await store.setItem(`key-${index}`, "1");
    expect(await store.getItem(`key-${index}`)).toBe("1");
    await store.removeItem(`key-${index}`);
    await lease.release();
  });
  await Promise.all(work);
  expect(seen.most).toBe(32);
  await holder.release();
  await Promise.all(waiting);
});

describe("a change", () => {
  const later = (log: string[]) => log.filter((entry) => /^(sync|rename|unlink)/.test(entry));

  it("of a value is synced to the disk before its folder", async () => {
    const store = createFileStore({ directory });
    await store.setItem("key", "1");
    expect(later(seen.log)).toEqual(["sync of a file", "rename", `sync of ${directory}`]);
    seen.log.length = 0;
    await store.removeItem("key");
    expect(later(seen.log)).toEqual(["unlink", `sync of ${directory}`]);
    seen.log.length = 0;
    await store.removeItem("key");
    expect(later(seen.log)).toEqual([]);
  });

  it("of a new folder is synced in the one above", async () => {
    await createFileStore({ directory: join(directory, "a", "b") }).setItem("key", "1");
    expect(seen.log).toContain(`sync of ${directory}`);
  });

  it("shares the sync of its folder with others that were renamed before it began", async () => {
    const store = createFileStore({ directory });
    await store.setItem("first", "1");
    seen.log.length = 0;
    seen.delayMs = 20;
    await Promise.all(Array.from({ length: 30 }, (_, index) => store.setItem(`key-${index}`, "1")));
    const syncs = seen.log.filter((entry) => entry === `sync of ${directory}`).length;
    expect(syncs).toBeGreaterThan(0);
    expect(syncs).toBeLessThan(10);
    expect(seen.log.lastIndexOf(`sync of ${directory}`)).toBeGreaterThan(seen.log.lastIndexOf("rename"));
  });

  it.each([
    ["opened, as on Windows", "folderOpen", "EPERM"],
    ["opened, as it may not be read", "folderOpen", "EACCES"],
    ["synced, as on Windows", "folderSync", "EPERM"],
    ["synced by its file system", "folderSync", "EINVAL"],
  ] as const)("is done where a folder cannot be %s", async (_, step, code) => {
    const store = createFileStore({ directory });
    seen[step] = code;
    await store.setItem("key", "2");
    expect(await store.getItem("key")).toBe("2");
    seen[step] = "EIO";
    await expect(store.setItem("key", "3")).rejects.toMatchObject({ code: "EIO" });
  });
});

it("pushes many people at once with few file descriptors", async () => {
  const script = fileURLToPath(new URL("./__fixtures__/push-child.ts", import.meta.url));
  const command = 'ulimit -n 128; exec "$0" --import tsx "$1" "$2" 250';
  const { stdout } = await promisify(execFile)("bash", ["-c", command, process.execPath, script, directory]);
  expect(JSON.parse(stdout)).toEqual({ succeeded: 250, created: 250, errors: [] });
  expect((await readdir(directory)).filter((name) => /\.(lock|tmp)$/.test(name))).toEqual([]);
});
