import { describe, expect, it } from "vitest";
import { findCycles, importGraph } from "./import-graph";

const graphOf = (files: Record<string, string>, entries?: Map<string, string>) =>
  importGraph(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    entries,
  );

describe("importGraph", () => {
  it("finds static, type-only, re-exporting and dynamic imports of files and folders", () => {
    const graph = graphOf({
      "src/a.ts": 'import { b } from "./b";\nimport type { C } from "./c";\nimport "zod";',
      "src/b.ts": 'export * from "./d";\nconst e = await import("./e.mjs");',
      "src/c.ts": 'type A = import("./a").A;',
      "src/d/index.ts": 'import "../b";',
      "src/e.mjs": 'import "./missing";',
    });
    expect(Object.fromEntries(graph)).toEqual({
      "src/a.ts": ["src/b.ts", "src/c.ts"],
      "src/b.ts": ["src/d/index.ts", "src/e.mjs"],
      "src/c.ts": ["src/a.ts"],
      "src/d/index.ts": ["src/b.ts"],
      "src/e.mjs": [],
    });
  });

  it("follows imports of our packages to the source of the entry", () => {
    const files = {
      "packages/core/src/index.ts": "",
      "packages/lever/src/index.ts": 'import { run } from "@hrflow-connectors/core";',
    };
    const entries = new Map([["@hrflow-connectors/core", "packages/core/src/index.ts"]]);
    expect(graphOf(files, entries).get("packages/lever/src/index.ts")).toEqual(["packages/core/src/index.ts"]);
  });

  it("ignores what looks like an import in a text or a comment", () => {
    expect(graphOf({ "a.ts": "// import './b'\nconst text = \"import './b'\";", "b.ts": "" }).get("a.ts")).toEqual([]);
  });
});

describe("findCycles", () => {
  it("finds none where imports point one way", () => {
    expect(
      findCycles(
        new Map([
          ["a", ["b", "c"]],
          ["b", ["c"]],
          ["c", []],
        ]),
      ),
    ).toEqual([]);
  });

  it("finds a file that imports itself, a pair, and a longer way round, each once", () => {
    const graph = new Map([
      ["alone", ["alone"]],
      ["one", ["two"]],
      ["two", ["one", "x"]],
      ["x", ["y"]],
      ["y", ["z"]],
      ["z", ["x", "alone"]],
    ]);
    expect(findCycles(graph)).toEqual([
      ["alone", "alone"],
      ["one", "two", "one"],
      ["x", "y", "z", "x"],
    ]);
  });
});
