import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };

const { maxSourceFiles, maxLines } = manifest.checks;
const root = import.meta.dirname;
/** Without the table that a script writes: its names are those of a standard. */
const names = (await readdir(root, { recursive: true })).filter(
  (name) => name.endsWith(".ts") && !name.startsWith("generated/"),
);
const sources = await Promise.all(
  names.map(async (name) => ({
    name: relative(root, join(root, name)),
    text: await readFile(join(root, name), "utf8"),
  })),
);
const shipped = sources.filter(({ name }) => !/\.test(-d)?\.ts$|__fixtures__/.test(name));

/** Composed here, so that this file does not name them either. */
const vendors = new RegExp(["le", "green"].map((start, index) => start + ["ver", "house"][index]).join("|"), "i");

const linesOf = (text: string) => text.trimEnd().split("\n").length;

it("has a moderate number of source files", () => {
  expect(shipped.length).toBeGreaterThan(30);
  expect(shipped.length).toBeLessThanOrEqual(maxSourceFiles);
});

describe.each(sources)("$name", ({ name, text }) => {
  it("names no vendor, and is no longer than 300 lines", () => {
    expect(text).not.toMatch(vendors);
    expect(linesOf(text)).toBeLessThanOrEqual(300);
    expect(name).toMatch(/^[a-z0-9/.\-_]+$/);
  });
});

describe.each(shipped)("$name", ({ text }) => {
  it(`is no longer than ${maxLines} lines`, () => {
    expect(linesOf(text)).toBeLessThanOrEqual(maxLines);
  });

  it("runs on every platform: imports no module of Node", () => {
    expect(text).not.toMatch(/["']node:|require\(|\bBuffer\b/);
  });

  it("does not read the environment, and imports none of our other packages", () => {
    expect(text).not.toMatch(/\bprocess\.\w|import\.meta/);
    expect(text).not.toMatch(/from "@hrflow-connectors\//);
  });

  it("contains no test code", () => {
    expect(text).not.toMatch(/__fixtures__|from "(vitest|zod)"/);
  });
});
