import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, sep } from "node:path";
import type { Lease } from "@hrflow-connectors/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { acquireLease } from "./__fixtures__/acquire-lease";
import { type Child, startChild } from "./__fixtures__/start-child";
import { createFileStore } from "./file-store";

const host = vi.hoisted(() => ({ name: "" }));
vi.mock(import("node:os"), async (original) => {
  const os = await original();
  return { ...os, hostname: () => host.name || os.hostname() };
});

/** Called once before a folder or file is renamed to a name that ends like this. */
const race = vi.hoisted(() => ({ ending: "", step: async () => {} }));
vi.mock(import("node:fs/promises"), async (original) => {
  const files = await original();
  const rename: typeof files.rename = async (from, to) => {
    const { ending, step } = race;
    if (ending && String(to).endsWith(ending)) {
      race.ending = "";
      await step();
    }
    return files.rename(from, to);
  };
  return { ...files, rename };
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
  race.ending = "";
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
const acquire = (signal?: AbortSignal, ttl = ttlMs) => acquireLease(createFileStore({ directory }), "key", ttl, signal);
const listFiles = async () => (await readdir(directory, { recursive: true })).filter((name) => name !== "count");
const folder = () => join(directory, "key.lock");

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
const toProcess = (pid: number) => (name: string) => name.replace(/[^/]*?\.(\d+\.\d+\.[^.]+@)/, `${pid}..$1`);
const toTime = (renewedAt: number) => (name: string) => name.replace(/\.\d+(\.[^.]+@)/, `.${renewedAt}$1`);

/** Asserts that somebody holds the lock. */
async function assertHeld(): Promise<void> {
  const controller = new AbortController();
  const waiting = expect(acquire(controller.signal)).rejects.toThrow("enough");
  await assertPending(waiting);
  controller.abort(new Error("enough"));
  await waiting;
}

/** Acquires and releases the lock several times at once, and asserts that never more than one of them holds it. */
async function assertExclusive(takers: number): Promise<void> {
  let holders = 0;
  const take = async () => {
    const { release } = await acquire();
    holders += 1;
    expect(holders).toBe(1);
    await stat(directory);
    holders -= 1;
    await release();
  };
  await Promise.all(Array.from({ length: takers }, take));
}

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
    const lease = await Promise.race([first, second]);
    const both = Promise.all([first, second]);
    await assertPending(both);
    await lease.release();
    await both;
  });

  it("take over the lock of a killed process", async () => {
    const child = await start();
    await child.run({ name: "lock" });
    const waiting = acquire();
    await assertPending(waiting);
    await child.kill();
    await (await waiting).release();
    expect(await listFiles()).toEqual([]);
  });

  it("take over the lock of a suspended process, which can neither renew nor release it afterwards", async () => {
    const child = await start();
    await child.run({ name: "lock", ttlMs: 500 });
    child.suspend();
    const lease = await acquire();
    child.resume();
    expect(await child.run({ name: "renew", ttlMs: 500 })).toBe(false);
    await child.run({ name: "release" });
    expect(await lease.renew(ttlMs)).toBe(true);
    await lease.release();
    expect(await listFiles()).toEqual([]);
  });

  it("never take over the lock of a killed process at the same time", async () => {
    const child = await start();
    await child.kill();
    for (let round = 0; round < 10; round++) {
      await acquire();
      await renameLockFile(toProcess(child.pid));
      await assertExclusive(6);
    }
    expect(await listFiles()).toEqual([]);
  });
});

describe("a lock", () => {
  it("names its holder in a file that only its owner can read, and is removed on release", async () => {
    host.name = "build host";
    const { release } = await acquire();
    const file = await findLockFile();
    expect(file).toMatch(new RegExp(`/key\\.lock/${process.pid}\\.[^/]*@build_host\\+[0-9a-f]{8}$`));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
    await release();
    expect(await listFiles()).toEqual([]);
  });

  it("leaves nothing else in a folder that is given with dots and slashes", async () => {
    const store = createFileStore({ directory: `${directory}${sep}.${sep}${sep}` });
    await (await acquireLease(store, "key")).release();
    expect(await listFiles()).toEqual([]);
  });

  it("does not block other keys, even if they differ only in case", async () => {
    const store = createFileStore({ directory });
    const leases = [await acquireLease(store, "one"), await acquireLease(store, "One")];
    const names = (await readdir(directory)).map((name) => name.toLowerCase());
    expect(new Set(names).size).toBe(2);
    for (const { release } of leases) await release();
  });

  it("does not keep its process running", async () => {
    const child = await start();
    await child.run({ name: "lock" });
    expect(await child.disconnect()).toBe(0);
  });

  it("of another host is taken over after its time to live, if clocks differ by up to five minutes", async () => {
    await acquire();
    await renameLockFile(toOtherHost);
    await renameLockFile(toTime(Date.now() - ttlMs - 240_000));
    await assertHeld();
    const longAgo = Date.now() - ttlMs - 301_000;
    await renameLockFile(toTime(longAgo));
    const { release } = await acquire();
    await release();
    expect(await listFiles()).toEqual([]);
  });

  it("is taken over when nobody sees a renewal for its time to live, whatever the clocks of hosts say", async () => {
    const lost = await acquire(undefined, 200);
    await renameLockFile(toOtherHost);
    await renameLockFile(toTime(Date.now() + 86_400_000));
    const { release } = await acquire();
    expect(await lost.renew(ttlMs)).toBe(false);
    await release();
    expect(await listFiles()).toEqual([]);
  });

  it.each(["one", "other"])(
    "of host one is held on host %s as long as it is renewed, and no longer",
    async (second) => {
      vi.useFakeTimers({ toFake: ["Date", "performance"], now: Date.now() });
      host.name = "one";
      const first = await acquire(undefined, 3_000);
      host.name = second;
      const waiting = acquire();
      for (let renewal = 0; renewal < 9; renewal++) {
        vi.advanceTimersByTime(2_000);
        expect(await first.renew(3_000)).toBe(true);
        await stat(directory);
      }
      await assertPending(waiting);
      vi.advanceTimersByTime(3_000);
      const { release } = await waiting;
      expect(await first.renew(3_000)).toBe(false);
      await release();
      expect(await listFiles()).toEqual([]);
    },
  );

  it("is renewed for the time that the renewal asks for", async () => {
    const lease = await acquire(undefined, 100);
    expect(await lease.renew(ttlMs)).toBe(true);
    await assertHeld();
    await expect(lease.renew(0)).rejects.toMatchObject({ code: "configuration" });
    expect(await lease.renew(ttlMs)).toBe(true);
    await lease.release();
  });

  it("is not taken over because the clock of this host jumps", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const lease = await acquire();
    vi.setSystemTime(Date.now() + 86_400_000);
    await assertHeld();
    expect(await lease.renew(ttlMs)).toBe(true);
    await lease.release();
  });

  it("cannot be renewed once somebody has removed its file", async () => {
    const lease = await acquire();
    await rm(await findLockFile());
    expect(await lease.renew(ttlMs)).toBe(false);
    const other = await acquire();
    await lease.release();
    expect(await lease.renew(ttlMs)).toBe(false);
    expect(await other.renew(ttlMs)).toBe(true);
    await other.release();
    expect(await listFiles()).toEqual([]);
  });

  it("cannot be renewed after its release", async () => {
    const lease = await acquire();
    const [renewed, , again] = await Promise.all([lease.renew(ttlMs), lease.release(), lease.renew(ttlMs)]);
    expect([renewed, again]).toEqual([true, false]);
    expect(await listFiles()).toEqual([]);
  });

  it("that was taken over cannot be released by its former holder", async () => {
    const first = await acquire(undefined, 100);
    const second = await acquire();
    await first.release();
    const waiting = acquire();
    await assertPending(waiting);
    await second.release();
    const third = await waiting;
    await first.release();
    await second.release();
    expect(await findLockFile()).toBeTruthy();
    await third.release();
    expect(await listFiles()).toEqual([]);
  });

  it("is free if a killed process left an empty folder", async () => {
    await acquire();
    const file = await findLockFile();
    await rm(file);
    await (await acquire()).release();
    expect(await listFiles()).toEqual([]);
  });

  it("rejects with the signal's reason when the signal aborts the wait", async () => {
    const { release } = await acquire();
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

  it("can have any finite time to live", async () => {
    await acquire(undefined, Number.MAX_VALUE);
    await assertHeld();
  });

  it("of several holders, which somebody copied into its folder, is held until the last one ends", async () => {
    const lease = await acquire();
    const child = await start();
    await child.kill();
    const file = await findLockFile();
    const ended = (id: string) => toProcess(child.pid)(file).replace(/\.[^.]*@/, `.${id}@`);
    const [first, last] = [ended(crypto.randomUUID()), ended(crypto.randomUUID())];
    // The one sorts before the holder, the other probably after it.
    await writeFile(join(dirname(first), `0${basename(first)}`), "");
    await writeFile(last, "");
    await assertHeld();
    await lease.release();
    await assertExclusive(6);
  });
});

describe.each([".DS_Store", ".nfs000000000a1b2c3d00000001", "notes.txt~"])(
  "an unknown file (%s) in a lock's folder",
  (name) => {
    const placeIn = async (path: string) => {
      await mkdir(path, { recursive: true });
      await writeFile(join(path, name), "unknown");
    };
    const assertUntouched = async () => {
      expect(await listFiles()).toEqual(["key.lock", join("key.lock", name)]);
      expect(await readFile(join(folder(), name), "utf8")).toBe("unknown");
    };

    it("does not keep a held lock from being waited for, renewed and released", async () => {
      const first = await acquire();
      await placeIn(folder());
      const waiting = acquire();
      await assertPending(waiting);
      expect(await first.renew(ttlMs)).toBe(true);
      await first.release();
      const second = await waiting;
      expect(await second.renew(ttlMs)).toBe(true);
      await second.release();
      await assertUntouched();
    });

    it("does not keep an abandoned lock from being taken over", async () => {
      const lost = await acquire(undefined, 100);
      await placeIn(folder());
      const { release } = await acquire();
      expect(await lost.renew(100)).toBe(false);
      await release();
      await assertUntouched();
    });

    it("does not keep a free lock from being acquired by one holder at a time", async () => {
      await placeIn(folder());
      await assertExclusive(6);
      await assertUntouched();
    });

    it("leaves the lock with its holder when it is removed", async () => {
      await placeIn(folder());
      const first = await acquire();
      await rm(join(folder(), name));
      const waiting = acquire();
      await assertPending(waiting);
      await first.release();
      await (await waiting).release();
      expect(await listFiles()).toEqual([]);
    });

    it("leaves no empty folder when it is removed before the lock is released", async () => {
      await placeIn(folder());
      const { release } = await acquire();
      await rm(join(folder(), name));
      await release();
      expect(await listFiles()).toEqual([]);
    });
  },
);

it("stays exclusive while unknown files come and go", async () => {
  let isDone = false;
  const disturb = async () => {
    while (!isDone) {
      const path = join(Math.random() < 0.5 ? folder() : join(folder(), "inner.lock"), ".DS_Store");
      await writeFile(path, "").catch(() => {});
      await stat(directory);
      await rm(path, { force: true });
    }
  };
  const disturbing = disturb();
  try {
    for (let round = 0; round < 10; round++) await assertExclusive(6);
  } finally {
    isDone = true;
    await disturbing;
  }
});

describe("a lock that somebody acquires at the same moment", () => {
  const during = (ending: string, step: () => Promise<unknown>) => {
    race.step = async () => void (await step());
    race.ending = ending;
  };

  it("is not taken over from a holder that renews it just before", async () => {
    const first = await acquire(undefined, 100);
    host.name = "other";
    let isRenewed = false;
    during((await findLockFile()).replace(/.*@.*(?=\+)/, ""), async () => {
      isRenewed = await first.renew(ttlMs);
    });
    const waiting = acquire();
    await expect.poll(() => isRenewed, { timeout: 20_000 }).toBe(true);
    await assertPending(waiting);
    await first.release();
    await (await waiting).release();
  });

  it("is not acquired beside an unknown file once another process has it without that file", async () => {
    await mkdir(folder());
    await writeFile(join(folder(), "notes.txt"), "");
    let other: Lease | undefined;
    during("inner.lock", async () => {
      await rm(folder(), { recursive: true });
      other = await acquire();
    });
    const waiting = acquire();
    await assertPending(waiting);
    expect(await other?.renew(ttlMs)).toBe(true);
    await other?.release();
    await (await waiting).release();
    expect(await listFiles()).toEqual([]);
  });

  it("is acquired later if the folder of an unknown file is removed just before", async () => {
    await mkdir(folder());
    await writeFile(join(folder(), "notes.txt"), "");
    during("inner.lock", () => rm(folder(), { recursive: true }));
    await (await acquire()).release();
    expect(await listFiles()).toEqual([]);
  });

  it("is acquired later if its draft was removed as a leftover", async () => {
    during("key.lock", async () => {
      const [draft = ""] = (await readdir(directory)).filter((name) => name.startsWith("."));
      await utimes(join(directory, draft), 0, 0);
      await createFileStore({ directory }).setItem("key", "1");
      expect(await readdir(directory)).toEqual(["key.json"]);
    });
    const { release } = await acquire();
    await findLockFile();
    await release();
    expect(await listFiles()).toEqual(["key.json"]);
  });
});
