import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ask } from "./ask";
import type { Settings } from "./settings";
import { writeFiles } from "./write-files";

const program = fileURLToPath(new URL("../dist/create-hrflow-connector.js", import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "create-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the built program without a terminal. */
function run(...given: string[]): Promise<{ code: number; output: string; errors: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...given], { cwd: folder }, (error, output, errors) =>
      resolve({ code: error ? Number(error.code) : 0, output, errors }),
    );
  });
}

describe("the program", () => {
  it("creates a connector in a folder of its own, and says what comes next", async () => {
    expect(await run("acme")).toEqual({
      code: 0,
      output: "Created acme. Next:\n\n  cd acme && npm install\n  npm test\n",
      errors: "",
    });
    expect(readdirSync(folder)).toEqual(["acme"]);
    expect(readdirSync(join(folder, "acme"))).toContain(".gitignore");
  });

  it("creates it in an empty folder that exists", async () => {
    mkdirSync(join(folder, "acme"));
    expect(await run("acme", "--yes")).toMatchObject({ code: 0 });
  });

  it("creates a package of the repository where its checks find it", async () => {
    writeFileSync(join(folder, "package.json"), '{ "name": "hrflow-connectors" }');
    mkdirSync(join(folder, ".changeset"));
    expect(await run("acme", "--in-tree")).toMatchObject({ code: 0 });
    expect(readdirSync(folder).sort()).toEqual([".changeset", "package.json", "packages", "specs"]);
    expect(readdirSync(join(folder, ".changeset"))).toEqual(["acme-connector.md"]);
    expect(readdirSync(join(folder, "specs/acme")).sort()).toEqual(["SOURCE.md", "fields.json", "openapi.yaml"]);
  });

  it.each([
    ["an unknown flag", ["acme", "--force"], "Unknown option '--force'"],
    ["a bad slug", ["Acme"], 'the slug "Acme" is invalid'],
    ["no slug", [], "expected a slug"],
    ["a folder that is not empty", ["full"], "full exists already"],
    ["a document that is missing", ["acme", "--spec", "none.yaml"], "none.yaml cannot be read"],
  ])("ends with 2 and creates nothing for %s", async (_, given, message) => {
    mkdirSync(join(folder, "full"));
    writeFileSync(join(folder, "full/file"), "");
    const { code, output, errors } = await run(...given);
    expect([code, output]).toEqual([2, ""]);
    expect(errors).toContain(message);
    expect(errors).toContain("See --help.");
    expect(readdirSync(folder)).toEqual(["full"]);
  });

  it("shows its help and its version", async () => {
    expect((await run("--help")).output).toContain("npm create hrflow-connector <slug>");
    const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
    expect((await run("--version")).output).toBe(`${JSON.parse(manifest).version}\n`);
  });
});

describe("writeFiles", () => {
  it("leaves nothing behind if a file cannot be written", () => {
    const files = new Map([
      ["one/file", "1"],
      ["two", "2"],
      ["two/file", "3"],
    ]);
    expect(() => writeFiles(files, folder, ["one", "two"])).toThrow("EEXIST");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("shows nothing at the place until every file is written", () => {
    const seen: string[][] = [];
    class Watched extends Map<string, string> {
      override *[Symbol.iterator](): MapIterator<[string, string]> {
        for (const entry of this.entries()) {
          seen.push(readdirSync(folder).filter((name) => !name.startsWith(".")));
          yield entry;
        }
      }
    }
    const paths = ["one/file", "one/other", "one/last"];
    writeFiles(new Watched(paths.map((path) => [path, ""])), folder, ["one"]);
    expect(seen).toEqual([[], [], []]);
    expect(readdirSync(join(folder, "one"))).toHaveLength(3);
  });

  it("takes back what it has moved if a later place fails", () => {
    expect(() => writeFiles(new Map([["one/file", "1"]]), folder, ["one", "missing"])).toThrow("ENOENT");
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("the questions", () => {
  /** Types the keys, one after the other, as the questions appear. */
  async function typing(known: Partial<Settings>, keys: string[]): Promise<Settings | undefined> {
    const input = new PassThrough();
    const output = new PassThrough();
    let shown = "";
    output.on("data", (chunk) => {
      shown += chunk;
    });
    const settings = ask(known, { input, output });
    for (const key of keys) {
      await vi.waitFor(() => expect(shown).not.toBe(""), { timeout: 10_000 });
      shown = "";
      input.write(key);
    }
    return settings;
  }
  const enter = "\r";
  const all = ["pullJobList", "pullProfileList", "pushProfile"];

  it("ask for all that is not known, with defaults", async () => {
    expect(await typing({}, ["acme-hr", enter, enter, enter, enter, enter])).toEqual({
      ...{ slug: "acme-hr", name: "Acme Hr", auth: "bearer", actions: all, spec: undefined, repository: undefined },
    });
  });

  it("ask for nothing that a flag says", async () => {
    const known = { slug: "acme", name: "Acme", auth: "oauth", actions: ["pushProfile"], spec: "a.yaml" } as const;
    expect(await typing(known, [])).toEqual({ ...known, repository: undefined });
  });

  it("end with nothing if the user presses Ctrl-C", async () => {
    expect(await typing({ slug: "acme" }, ["\u0003"])).toBeUndefined();
  });
});
