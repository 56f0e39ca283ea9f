import { expect, it } from "vitest";
import { loadedFiles } from "./loaded-files";

const files: Record<string, string> = {
  "/dist/index.js":
    'import { a } from "./chunk-a.js";\nimport "./chunk-b.js";\nimport { z } from "zod";\nexport { a };',
  "/dist/chunk-a.js": 'export * from "./chunk-b.js";\nexport const later = () => import("./late.js");',
  "/dist/chunk-b.js": "export const b = 1;",
  "/dist/late.js": 'export { b } from"./chunk-b.js";',
  "/dist/other.js": "",
};

it("follows static and dynamic imports of files, and lists each file once", () => {
  expect(loadedFiles("/dist/index.js", (path) => files[path] ?? "").sort()).toEqual([
    "/dist/chunk-a.js",
    "/dist/chunk-b.js",
    "/dist/index.js",
    "/dist/late.js",
  ]);
});

it("throws if the file was not built", () => {
  expect(() => loadedFiles("/nowhere/index.js")).toThrow("ENOENT");
});
