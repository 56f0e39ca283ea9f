import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = import.meta.dirname;
const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith(".ts"));
const sources = await Promise.all(
  names.map(async (name) => ({
    name: relative(root, join(root, name)),
    text: await readFile(join(root, name), "utf8"),
  })),
);
const shipped = sources.filter(({ name }) => !/\.test(-d)?\.ts$|__fixtures__/.test(name));

/** Put together here, so that this file does not name them either. */
const vendors = new RegExp(["le", "green"].map((start, index) => start + ["ver", "house"][index]).join("|"), "i");

/** What needs Node, and is reached by an entry of its own. */
const fileStore = new Set(["file-store", "file-lock", "lock-holder"].map((file) => join("store", `${file}.ts`)));

it("there is something to look at", () => {
  expect(shipped.length).toBeGreaterThan(60);
});

describe.each(sources)("$name", ({ name, text }) => {
  it("names no vendor, and is no longer than 300 lines", () => {
    expect(text).not.toMatch(vendors);
    expect(text.split("\n").length).toBeLessThanOrEqual(300);
    expect(name).toMatch(/^[a-z0-9/.\-_]+$/);
  });
});

describe.each(shipped)("$name", ({ name, text }) => {
  it("runs on every platform: no part of Node's is imported, the file store aside", () => {
    if (fileStore.has(name)) return;
    expect(text).not.toMatch(/["']node:|require\(|\bBuffer\b/);
    expect(text).not.toMatch(/["'].*\/(file-store|file-lock|lock-holder)["']/);
  });

  it("does not read the environment, and imports none of our other packages", () => {
    expect(text).not.toMatch(/process\.|import\.meta/);
    expect(text).not.toMatch(/from "@hrflow-connectors\//);
  });

  it("has no test's code in it", () => {
    expect(text).not.toMatch(/__fixtures__|from "(vitest|zod)"/);
  });
});
