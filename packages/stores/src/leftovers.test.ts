import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { acquireLease } from "./__fixtures__/acquire-lease";
import { createFileStore } from "./file-store";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "leftovers-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const minute = 60_000;
const list = async () => (await readdir(directory)).sort();

/** Creates a file, or a folder with a file, that was last changed some time ago. */
async function create(name: string, age: number): Promise<string> {
  const path = join(directory, name);
  if (name.endsWith(".lock")) {
    await mkdir(path);
    await writeFile(join(path, "holder"), "");
  } else await writeFile(path, "draft");
  const changedAt = (Date.now() - age) / 1_000;
  await utimes(path, changedAt, changedAt);
  return name;
}
const draft = (ending: string, age: number) => create(`.${crypto.randomUUID()}.${ending}`, age);

it("removes the drafts of killed writers at the first write", async () => {
  await draft("tmp", 61 * minute);
  await draft("lock", 61 * minute);
  await draft("tmp", 366 * 24 * 60 * minute);
  const store = createFileStore({ directory });
  await store.getItem("key");
  expect(await list()).toHaveLength(3);
  await store.setItem("key", "1");
  expect(await list()).toEqual(["key.json"]);
});

it("leaves drafts that may still be written, and everything else", async () => {
  const kept = await Promise.all([
    draft("tmp", 0),
    draft("tmp", 59 * minute),
    draft("lock", 59 * minute),
    draft("txt", 600 * minute),
    create(".notes.tmp", 600 * minute),
    create("held.lock", 600 * minute),
    create("other.json", 600 * minute),
  ]);
  await createFileStore({ directory }).setItem("key", "1");
  expect(await list()).toEqual([...kept, "key.json"].sort());
});

it("compares with the clock of the file system, not with that of this host", async () => {
  const kept = await draft("tmp", 0);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 600 * minute });
  await createFileStore({ directory }).setItem("key", "1");
  vi.useRealTimers();
  expect(await list()).toEqual([kept, "key.json"]);
});

it("looks for them once per store object", async () => {
  const store = createFileStore({ directory });
  await store.setItem("key", "1");
  const name = await draft("tmp", 61 * minute);
  await store.setItem("key", "2");
  expect(await list()).toEqual([name, "key.json"]);
});

it("disturbs neither writers nor locks that are at work", async () => {
  const writers = Array.from({ length: 30 }, async (_, index) => {
    const store = createFileStore({ directory });
    const lease = await acquireLease(store, `lock-${index % 3}`);
    await store.setItem(`key-${index}`, "1");
    expect(await lease.renew(minute)).toBe(true);
    await lease.release();
  });
  await Promise.all(writers);
  expect(await list()).toEqual(Array.from({ length: 30 }, (_, index) => `key-${index}.json`).sort());
});
