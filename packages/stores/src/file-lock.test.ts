import { mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Child, startChild } from "./__fixtures__/start-child";
import { createFileStore } from "./file-store";

const host = vi.hoisted(() => ({ name: "" }));
vi.mock(import("node:os"), async (original) => {
  const os = await original();
  return { ...os, hostname: () => host.name || os.hostname() };
});

const ttlMs = 360_000;
let directory = "";
let children: Child[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "file-lock-"));
});
afterEach(async () => {
  vi.useRealTimers();
  host.name = "";
  await Promise.all(children.map((child) => child.kill()));
  children = [];
  await rm(directory, { recursive: true, force: true });
});

const start = async () => {
  const child = await startChild(directory);
  children.push(child);
  return child;
};
/** Every call uses its own store object. */
const acquire = async (signal?: AbortSignal, ttl = ttlMs) =>
  (await createFileStore({ directory }).lock?.("key", ttl, signal)) ?? (() => {});
const listFiles = async () => (await readdir(directory, { recursive: true })).filter((name) => name !== "count");

/** Finds the file of the only lock that is held. */
async function findLockFile(): Promise<string> {
  const names = await listFiles();
  const file = names.find((name) => name.includes("@"));
  if (!file) throw new Error(`no lock among ${names}`);
  return join(directory, file);
}

/** Changes the name of the lock file, as if another process had acquired the lock. */
async function renameLockFile(change: (name: string) => string): Promise<string> {
  const file = await findLockFile();
  await rename(file, change(file));
  return change(file);
}
const toOtherHost = (name: string) => name.replace(/@.*/, "@elsewhere+00000000");
const toProcess = (pid: number) => (name: string) => name.replace(/[^/]*?\.(\d+\.[^.]+@)/, `${pid}..$1`);

/** Asserts that a promise does not settle within the time that it would need if nothing held it back. */
async function assertPending(pending: Promise<unknown>): Promise<void> {
  const pause = new Promise((resolve) => setTimeout(resolve, 300, "still pending"));
  expect(await Promise.race([pending, pause])).toBe("still pending");
}

describe("processes that share a folder", () => {
  it("lose no update that each of them writes under the lock", async () => {
    await writeFile(join(directory, "count"), "0");
    const all = await Promise.all([start(), start(), start()]);
    await Promise.all(all.map((child) => child.run({ name: "count", times: 40 })));
    expect(await readFile(join(directory, "count"), "utf8")).toBe("120");
    expect(await listFiles()).toEqual([]);
  });

  it("wait for each other, and so do store objects of the same process", async () => {
    const child = await start();
    await child.run({ name: "lock" });
    const first = acquire();
    const second = acquire();
    await assertPending(Promise.race([first, second]));
    await child.run({ name: "release" });
    const release = await Promise.race([first, second]);
    const both = Promise.all([first, second]);
    await assertPending(both);
    await release();
    await both;
  });

  it("take over the lock of a killed process", async () => {
    const child = await start();
    await child.run({ name: "lock" });
    const waiting = acquire();
    await assertPending(waiting);
    await child.kill();
    await (await waiting)();
    expect(await listFiles()).toEqual([]);
  });

  it("never take over the lock of a killed process at the same time", async () => {
    const child = await start();
    await child.kill();
    for (let round = 0; round < 10; round++) {
      await acquire();
      await renameLockFile(toProcess(child.pid));
      let holders = 0;
      const take = async () => {
        const release = await acquire();
        holders += 1;
        expect(holders).toBe(1);
        await stat(directory);
        holders -= 1;
        await release();
      };
      await Promise.all(Array.from({ length: 6 }, take));
    }
    expect(await listFiles()).toEqual([]);
  });
});

describe("a lock", () => {
  it("names its holder in a file that only its owner can read, and is removed on release", async () => {
    host.name = "build host";
    const release = await acquire();
    const file = await findLockFile();
    expect(file).toMatch(new RegExp(`/key-[0-9a-f]{16}\\.lock/${process.pid}\\.[^/]*@build_host\\+[0-9a-f]{8}$`));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(file, ".."))).mode & 0o777).toBe(0o700);
    await release();
    expect(await listFiles()).toEqual([]);
  });

  it("does not block other keys", async () => {
    const store = createFileStore({ directory });
    const releases = [await store.lock?.("one", ttlMs), await store.lock?.("other", ttlMs)];
    for (const release of releases) await release?.();
  });

  it("does not keep its process running", async () => {
    const child = await start();
    await child.run({ name: "lock" });
    expect(await child.disconnect()).toBe(0);
  });

  it("of another host is taken over after its time to live", async () => {
    await acquire();
    const file = await renameLockFile(toOtherHost);
    const waiting = acquire();
    await assertPending(waiting);
    const longAgo = Date.now() - ttlMs;
    await utimes(file, longAgo / 1_000, longAgo / 1_000);
    const release = await waiting;
    expect((await stat(await findLockFile())).mtimeMs).toBeGreaterThan(longAgo + ttlMs / 2);
    await release();
    expect(await listFiles()).toEqual([]);
  });

  it("is renewed while it is held, beyond its time to live", async () => {
    vi.useFakeTimers({ now: Date.now(), toFake: ["Date", "setInterval", "clearInterval"] });
    host.name = "one";
    const release = await acquire(undefined, 3_000);
    const file = await findLockFile();
    host.name = "other";
    const waiting = acquire();
    for (let renewal = 0; renewal < 9; renewal++) {
      await vi.advanceTimersByTimeAsync(1_000);
      while (Math.round((await stat(file)).mtimeMs) !== Date.now()) await setImmediate();
    }
    await assertPending(waiting);
    await release();
    await (await waiting)();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that was taken over cannot be released by its former holder", async () => {
    const first = await acquire();
    const file = await renameLockFile(toOtherHost);
    await utimes(file, 0, 0);
    const second = await acquire();
    await first();
    const waiting = acquire();
    await assertPending(waiting);
    await second();
    const third = await waiting;
    await first();
    await second();
    expect(await findLockFile()).toBeTruthy();
    await third();
    expect(await listFiles()).toEqual([]);
  });

  it("is free if a killed process left an empty folder", async () => {
    await acquire();
    const file = await findLockFile();
    await rm(file);
    await (await acquire())();
    expect(await listFiles()).toEqual([]);
  });

  it("rejects with the signal's reason when the signal aborts the wait", async () => {
    const release = await acquire();
    const controller = new AbortController();
    const waiting = acquire(controller.signal);
    const stopped = expect(waiting).rejects.toThrow("enough");
    await assertPending(waiting.catch(() => {}));
    controller.abort(new Error("enough"));
    await stopped;
    await release();
    await expect(acquire(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    expect(await listFiles()).toEqual([]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("rejects a time to live of %s", async (ttl) => {
    await expect(acquire(undefined, ttl)).rejects.toMatchObject({
      code: "configuration",
      message: `the ttlMs of a lock must be a finite number above 0, but it is ${ttl}`,
    });
  });

  it("names the file in its way if that is not a lock file", async () => {
    await acquire();
    const file = await findLockFile();
    const stranger = await renameLockFile(() => join(file, "..", "notes.txt"));
    await expect(acquire()).rejects.toMatchObject({
      code: "configuration",
      message: `${stranger} is not a lock file: remove it`,
    });
  });
});
