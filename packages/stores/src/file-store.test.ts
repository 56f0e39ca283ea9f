import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { person, runAcme } from "./__fixtures__/acme";
import { createFileStore } from "./file-store";

let parent = "";
let directory = "";
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "file-store-"));
  directory = join(parent, "state");
});
afterEach(() => rm(parent, { recursive: true, force: true }));

it("leaves a single file that only its owner can read", async () => {
  await createFileStore({ directory }).setItem("token:a/b", "secret");
  const names = await readdir(directory);
  expect(names).toEqual([expect.stringMatching(/^token_a_b-[0-9a-f]{16}\.json$/)]);
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
  await expect(async () => store.setItem("key", { not: "a string" } as never)).rejects.toThrow();
  expect(await readdir(directory)).toHaveLength(1);
  expect(await store.getItem("key")).toBe("old");
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
