import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";

const sources = (await readdir(import.meta.dirname)).filter((name) => name.endsWith(".ts") && !name.includes(".test."));

/** The modules that a file imports, except its neighbors. */
async function importsOf(name: string): Promise<string[]> {
  const text = await readFile(join(import.meta.dirname, name), "utf8");
  return [...text.matchAll(/\b(?:from|import) ?\(?"([^."][^"]*)"/g)].map(([, module = ""]) => module);
}

it("imports nothing but Node, and core by its public entries", async () => {
  const modules = new Set((await Promise.all(sources.map(importsOf))).flat());
  const others = [...modules].filter((module) => !module.startsWith("node:"));
  expect(others.sort()).toEqual(["@hrflow-connectors/core", "@hrflow-connectors/core/formats"]);
});

it("encrypts on every platform, without Node", async () => {
  const text = await readFile(join(import.meta.dirname, "encrypted-store.ts"), "utf8");
  expect(text).not.toMatch(/node:|\.\/file|\.\/lock|process\.|\bBuffer\b/);
});
