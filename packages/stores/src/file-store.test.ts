import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pruneStore } from "@hrflow-connectors/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { person, runAcme } from "./__fixtures__/acme";
import { startChild } from "./__fixtures__/start-child";
import { formerNameOf } from "./file-name";
import { createFileStore } from "./file-store";

/** The error that the next matching operation of the file system fails with. */
const failing = vi.hoisted((): { open?: Error; write?: Error; remove?: Error } => ({}));
vi.mock(import("node:fs/promises"), async (original) => {
  const files = await original();
  const open: typeof files.open = async (...settings) => {
    if (failing.open) throw failing.open;
    const file = await files.open(...settings);
    if (failing.write) file.writeFile = () => Promise.reject(failing.write);
    return file;
  };
  const readFile = (async (...settings: Parameters<typeof files.readFile>) => {
    if (failing.open) throw failing.open;
    return files.readFile(...settings);
  }) as typeof files.readFile;
  const rm: typeof files.rm = async (...settings) => {
    if (failing.remove) throw failing.remove;
    return files.rm(...settings);
  };
  return { ...files, open, readFile, rm };
});
const errorWith = (code: string) => Object.assign(new Error(`${code}: simulated`), { code });

let parent = "";
let directory = "";
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "file-store-"));
  directory = join(parent, "state");
});
afterEach(async () => {
  vi.useRealTimers();
  for (const name of ["open", "write", "remove"] as const) delete failing[name];
  await rm(parent, { recursive: true, force: true });
});
const store = () => createFileStore({ directory });
const keysIn = async (base: string) => {
  const keys = await store().getKeys?.(base);
  return (keys as string[]).sort();
};
/** Whether core would take a stored text for a record. Throws if it is not a text. */
function isRecord(text: unknown): boolean {
  expect(text).toBeTypeOf("string");
  try {
    return typeof JSON.parse(String(text)) === "object";
  } catch {
    return false;
  }
}
/** The path of the only file. */
const pathOfFile = async () => join(directory, (await readdir(directory))[0] ?? "");
const longKey = "k".repeat(500);

it("leaves a single file that only its owner can read", async () => {
  await createFileStore({ directory }).setItem("token:a/b", "secret");
  const names = await readdir(directory);
  expect(names).toEqual(["token%3aa%2fb.json"]);
  expect((await stat(join(directory, names[0] ?? ""))).mode & 0o777).toBe(0o600);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
});

it("leaves one complete value and no other file after concurrent writes", async () => {
  const store = createFileStore({ directory });
  const values = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000 + index));
  const reads: unknown[] = [];
  const read = async () => void reads.push(await store.getItem("key"));
  await Promise.all(values.flatMap((value) => [store.setItem("key", value), read()]));
  const [name = "", ...others] = await readdir(directory);
  expect(others).toEqual([]);
  expect(values).toContain(await readFile(join(directory, name), "utf8"));
  for (const value of reads) expect([null, ...values]).toContain(value);
});

it("keeps the old value and leaves no temporary file when a write fails", async () => {
  const store = createFileStore({ directory });
  await store.setItem("key", "old");
  failing.write = errorWith("ENOSPC");
  await expect(store.setItem("key", "new")).rejects.toMatchObject({ code: "ENOSPC" });
  expect(await readdir(directory)).toHaveLength(1);
  expect(await store.getItem("key")).toBe("old");
});

it.each(["key", longKey])("refuses a value that is not a string", async (key) => {
  for (const value of [{ not: "a string" }, 7, undefined, new Uint8Array(1)]) {
    await expect(store().setItem(key, value as never)).rejects.toMatchObject({ code: "configuration" });
  }
  await expect(readdir(directory)).rejects.toThrow("ENOENT");
});

it("reports why a write failed, even if its draft cannot be removed", async () => {
  failing.write = errorWith("ENOSPC");
  failing.remove = errorWith("EACCES");
  await expect(store().setItem("key", "1")).rejects.toMatchObject({ code: "ENOSPC" });
});

it.each(["EMFILE", "ENFILE"])("waits up to ten seconds for a file descriptor after %s", async (code) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
  await store().setItem("key", "1");
  failing.open = errorWith(code);
  const value = store().getItem("key");
  await vi.advanceTimersByTimeAsync(9_000);
  delete failing.open;
  await vi.advanceTimersByTimeAsync(100);
  expect(await value).toBe("1");
  failing.open = errorWith(code);
  const outcomes = Promise.allSettled([store().getItem("key"), store().setItem("key", "2")]);
  let hasEnded = false;
  void outcomes.then(() => {
    hasEnded = true;
  });
  while (!hasEnded) {
    await vi.advanceTimersByTimeAsync(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await outcomes).toMatchObject([{ reason: { code } }, { reason: { code } }]);
  delete failing.open;
  expect(await store().getItem("key")).toBe("1");
});

it.each(["EACCES", "EIO"])("rejects with %s instead of reporting a value as missing", async (code) => {
  await store().setItem("key", "1");
  failing.open = errorWith(code);
  await expect(store().getItem("key")).rejects.toMatchObject({ code });
  await expect(store().setItem("key", "2")).rejects.toMatchObject({ code });
});

it.each(["key", longKey])("rejects with EISDIR if a folder has the name of a file", async (key) => {
  await store().setItem(key, "1");
  const path = await pathOfFile();
  await rm(path);
  await mkdir(path);
  await expect(store().getItem(key)).rejects.toMatchObject({ code: "EISDIR" });
  await expect(store().setItem(key, "2")).rejects.toMatchObject({ code: "EISDIR" });
  await expect(store().removeItem(key)).rejects.toMatchObject({ code: expect.stringMatching(/^(EISDIR|EPERM)$/) });
  expect(await readdir(directory)).toHaveLength(1);
});

describe.each([
  ["a short key", "key"],
  ["a long key", longKey],
])("a damaged file of %s", (_, key) => {
  it("is returned as it is, whatever is left of it", async () => {
    const value = JSON.stringify({ version: 1, text: "ä".repeat(20) });
    await store().setItem(key, value);
    const path = await pathOfFile();
    for (let { size } = await stat(path); size >= 0; size--) {
      await truncate(path, size);
      const found = await store().getItem(key);
      if (found !== value) expect(isRecord(found)).toBe(false);
    }
    expect(await store().getItem(key)).toBe("");
  });
});

it("always reads a complete value while another process writes", async () => {
  const child = await startChild(directory);
  try {
    let isWriting = true;
    await store().setItem("key", "0".repeat(100_000));
    const writing = child.run({ name: "write", key: "key", times: 200 }).finally(() => {
      isWriting = false;
    });
    const seen = new Set<string>();
    while (isWriting) {
      const value = String(await store().getItem("key"));
      const time = (value.length - 100_000) / 1_000;
      expect(value).toBe(String(time % 10).repeat(value.length));
      seen.add(value);
    }
    await writing;
    expect(seen.size).toBeGreaterThan(1);
  } finally {
    await child.kill();
  }
});

describe("the list of keys", () => {
  it("is empty for a folder that does not exist", async () => {
    expect(await keysIn("")).toEqual([]);
  });

  it("has every key as it was written, whatever its characters, case and length", async () => {
    const keys = [
      "",
      ".",
      "..",
      "../../x",
      "a/b",
      "a\\b",
      "A/B",
      "a/B",
      "a:b",
      "a%3ab",
      "ключ",
      "e\u0301",
      "\u00e9",
      "😀",
    ];
    keys.push(
      "\0",
      "\n",
      "\uD83D",
      "\uFFFD",
      "con",
      "NUL.txt",
      "x".repeat(200),
      longKey,
      `${longKey}2`,
      `${longKey}\uD83D`,
    );
    for (const key of keys) await store().setItem(key, JSON.stringify(key));
    expect(await keysIn("")).toEqual([...keys].sort());
    for (const key of keys) expect(await store().getItem(key)).toBe(JSON.stringify(key));
    for (const key of keys) await store().removeItem(key);
    expect(await readdir(directory)).toEqual([]);
  });

  it("is limited to those that begin with the base", async () => {
    for (const key of ["a:1", "a:2", "A:3", "b:a:4", `a:${longKey}`]) await store().setItem(key, "1");
    expect(await keysIn("a:")).toEqual(["a:1", "a:2", `a:${longKey}`]);
  });

  it("leaves out locks, drafts and unknown files", async () => {
    await store().setItem("key", "1");
    await store().lock?.("locked", 60_000);
    for (const name of [".DS_Store", "._key.json", "key.json~", "key copy.json", "Key.json", "notes.jsonl", "%.json"]) {
      await writeFile(join(directory, name), "1");
    }
    await writeFile(join(directory, `.${crypto.randomUUID()}.tmp`), "1");
    expect(await keysIn("")).toEqual(["key"]);
  });

  it("has the keys of damaged values, and names a file from which the key is gone", async () => {
    await store().setItem(longKey, "1234");
    const path = await pathOfFile();
    await truncate(path, (await stat(path)).size - 4);
    expect(await keysIn("")).toEqual([longKey]);
    for (const content of ["", '"kk', '"other key"\n1234', "7\n1234"]) {
      await writeFile(path, content);
      await expect(keysIn("")).rejects.toMatchObject({ code: "configuration", message: expect.stringContaining(path) });
    }
  });

  it("rejects if the folder cannot be read", async () => {
    await writeFile(directory, "a file");
    await expect(keysIn("")).rejects.toMatchObject({ code: "ENOTDIR" });
  });

  it("lets core remove what is no longer needed", async () => {
    await runAcme({ store: store() });
    const before = await keysIn("");
    expect(before.map((key) => key.split(":").at(-1))).toEqual(["cursor", "result"]);
    expect(await pruneStore(store(), { olderThan: new Date(Date.now() - 60_000) })).toBe(0);
    expect(await pruneStore(store(), { olderThan: new Date(Date.now() + 60_000) })).toBe(1);
    expect(await keysIn("")).toEqual(before.filter((key) => key.endsWith(":cursor")));
  });
});

describe("a file of the former form", () => {
  beforeEach(() => mkdir(directory));
  const writeFormer = (key: string, value: string) => writeFile(join(directory, `${formerNameOf(key)}.json`), value);

  it.each(["a:key", longKey])("is read until its key is written again, and removed with it", async (key) => {
    await writeFormer(key, "former");
    expect(await store().getItem(key)).toBe("former");
    await store().setItem(key, "new");
    expect(await store().getItem(key)).toBe("new");
    expect(await keysIn("")).toEqual([key]);
    await store().removeItem(key);
    expect(await readdir(directory)).toEqual([]);
  });

  it("is not mistaken for that of another key", async () => {
    await writeFormer("key", "former");
    expect(await store().getItem(formerNameOf("key"))).toBeNull();
    expect(await keysIn("")).toEqual([]);
  });
});

it("rejects when a file cannot be read or written, instead of reporting it as missing", async () => {
  const store = createFileStore({ directory: "/dev/null/no-folder" });
  await expect(store.getItem("key")).rejects.toMatchObject({ code: "ENOTDIR" });
  await expect(store.setItem("key", "1")).rejects.toMatchObject({ code: "ENOTDIR" });
  const { result } = await runAcme({ store });
  expect(result).toMatchObject({ status: "fatal", failures: [{ stage: "open", error: { code: "configuration" } }] });
});

it("lets incremental runs of one workflow take turns if each has its own store object on the same folder", async () => {
  const cursors: (string | null)[] = [];
  const run = () =>
    runAcme({
      store: createFileStore({ directory }),
      people: [person(0), person(1)],
      onRead: (readFrom) => void cursors.push(readFrom),
    });
  await Promise.all([run(), run()]);
  expect(cursors).toEqual([null, person(1).updatedAt]);
});
