import { mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Child, startChild } from "../__fixtures__/start-child";
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
  directory = await mkdtemp(join(tmpdir(), "core-lock-"));
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
/** Each call is a store object of its own. */
const lock = async (signal?: AbortSignal, ttl = ttlMs) =>
  (await createFileStore({ directory }).lock?.("key", ttl, signal)) ?? (() => {});
const filesOf = async () => (await readdir(directory, { recursive: true })).filter((name) => name !== "count");

/** The one lock that is held. */
async function lockFile(): Promise<string> {
  const names = await filesOf();
  const file = names.find((name) => name.includes("@"));
  if (!file) throw new Error(`no lock among ${names}`);
  return join(directory, file);
}

/** Has the lock that is held be one of another process, as if that had made it. */
async function handTo(change: (name: string) => string): Promise<string> {
  const file = await lockFile();
  await rename(file, change(file));
  return change(file);
}
const toOtherHost = (name: string) => name.replace(/@.*/, "@elsewhere+00000000");
const toProcess = (pid: number) => (name: string) => name.replace(/[^/]*?\.(\d+\.[^.]+@)/, `${pid}..$1`);

/** Something that must not happen did not, for a while in which it would have. */
async function stays(pending: Promise<unknown>): Promise<void> {
  const pause = new Promise((resolve) => setTimeout(resolve, 300, "still waiting"));
  expect(await Promise.race([pending, pause])).toBe("still waiting");
}

describe("D24 processes that share a folder", () => {
  it("lose nothing of what each changes under the lock", async () => {
    await writeFile(join(directory, "count"), "0");
    const all = await Promise.all([start(), start(), start()]);
    await Promise.all(all.map((child) => child.tell({ do: "count", times: 40 })));
    expect(await readFile(join(directory, "count"), "utf8")).toBe("120");
    expect(await filesOf()).toEqual([]);
  });

  it("wait for each other, also for store objects of this one", async () => {
    const child = await start();
    await child.tell({ do: "lock" });
    const first = lock();
    const second = lock();
    await stays(Promise.race([first, second]));
    await child.tell({ do: "release" });
    const release = await Promise.race([first, second]);
    const others = Promise.all([first, second]);
    await stays(others);
    await release();
    await others;
  });

  it("take a lock over from one that was killed", async () => {
    const child = await start();
    await child.tell({ do: "lock" });
    const waiting = lock();
    await stays(waiting);
    await child.kill();
    await (await waiting)();
    expect(await filesOf()).toEqual([]);
  });

  it("do not both take over what one that was killed held", async () => {
    const child = await start();
    await child.kill();
    for (let round = 0; round < 10; round++) {
      await lock();
      await handTo(toProcess(child.pid));
      let inside = 0;
      const take = async () => {
        const release = await lock();
        inside += 1;
        expect(inside).toBe(1);
        await stat(directory);
        inside -= 1;
        await release();
      };
      await Promise.all(Array.from({ length: 6 }, take));
    }
    expect(await filesOf()).toEqual([]);
  });
});

describe("a lock", () => {
  it("tells whose it is, to its owner alone, and is gone when it is released", async () => {
    host.name = "build host";
    const release = await lock();
    const file = await lockFile();
    expect(file).toMatch(new RegExp(`/key-[0-9a-f]{16}\\.lock/${process.pid}\\.[^/]*@build_host\\+[0-9a-f]{8}$`));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(file, ".."))).mode & 0o777).toBe(0o700);
    await release();
    expect(await filesOf()).toEqual([]);
  });

  it("is of one key", async () => {
    const store = createFileStore({ directory });
    const releases = [await store.lock?.("one", ttlMs), await store.lock?.("other", ttlMs)];
    for (const release of releases) await release?.();
  });

  it("is no reason for its process to go on", async () => {
    const child = await start();
    await child.tell({ do: "lock" });
    expect(await child.leave()).toBe(0);
  });

  it("of another host ends by its time to live", async () => {
    await lock();
    const file = await handTo(toOtherHost);
    const waiting = lock();
    await stays(waiting);
    const longAgo = Date.now() - ttlMs;
    await utimes(file, longAgo / 1_000, longAgo / 1_000);
    const release = await waiting;
    expect((await stat(await lockFile())).mtimeMs).toBeGreaterThan(longAgo + ttlMs / 2);
    await release();
    expect(await filesOf()).toEqual([]);
  });

  it("is renewed for as long as it is held, which is longer than its time to live", async () => {
    vi.useFakeTimers({ now: Date.now(), toFake: ["Date", "setInterval", "clearInterval"] });
    host.name = "one";
    const release = await lock(undefined, 3_000);
    const file = await lockFile();
    host.name = "other";
    const waiting = lock();
    for (let beat = 0; beat < 9; beat++) {
      await vi.advanceTimersByTimeAsync(1_000);
      while (Math.round((await stat(file)).mtimeMs) !== Date.now()) await setImmediate();
    }
    await stays(waiting);
    await release();
    await (await waiting)();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that was taken over is not touched by whoever had it before", async () => {
    const first = await lock();
    const file = await handTo(toOtherHost);
    await utimes(file, 0, 0);
    const second = await lock();
    await first();
    const waiting = lock();
    await stays(waiting);
    await second();
    const third = await waiting;
    await first();
    await second();
    expect(await lockFile()).toBeTruthy();
    await third();
    expect(await filesOf()).toEqual([]);
  });

  it("is free where one that was killed left an empty folder", async () => {
    await lock();
    const file = await lockFile();
    await rm(file);
    await (await lock())();
    expect(await filesOf()).toEqual([]);
  });

  it("is not waited for any longer when the signal ends", async () => {
    const release = await lock();
    const controller = new AbortController();
    const waiting = lock(controller.signal);
    const stopped = expect(waiting).rejects.toThrow("enough");
    await stays(waiting.catch(() => {}));
    controller.abort(new Error("enough"));
    await stopped;
    await release();
    await expect(lock(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    expect(await filesOf()).toEqual([]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("has a time to live, which %s is not", async (ttl) => {
    await expect(lock(undefined, ttl)).rejects.toMatchObject({
      code: "configuration",
      message: `a lock's ttlMs: expected milliseconds above 0, found ${ttl}`,
    });
  });

  it("says what is in its way when that is no lock", async () => {
    await lock();
    const file = await lockFile();
    const stranger = await handTo(() => join(file, "..", "notes.txt"));
    await expect(lock()).rejects.toMatchObject({ code: "configuration", message: `${stranger} is no lock: remove it` });
  });
});
