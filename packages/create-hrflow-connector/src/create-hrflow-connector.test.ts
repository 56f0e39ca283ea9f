import { execFile, spawn } from "node:child_process";
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

const asTerminal =
  "for (const stream of [process.stdin, process.stdout]) Object.assign(stream, { isTTY: true, columns: 80, setRawMode: () => stream });";

/** Runs the built program as on a terminal. Types the key of each question once it appears. */
function runOnTerminal(
  given: string[],
  keys: readonly [question: string, key: string][] = [],
): Promise<{ code: number | null; output: string }> {
  const started = [`--import=data:text/javascript,${encodeURIComponent(asTerminal)}`, program, ...given];
  const child = spawn(process.execPath, started, { cwd: folder });
  const left = [...keys];
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
      const [next] = left;
      if (!next || !output.includes(next[0])) return;
      left.shift();
      child.stdin.write(next[1]);
      // Unlike a terminal, an open pipe keeps the process alive.
      if (left.length === 0) child.stdin.end();
    });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
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
    writeFileSync(join(folder, "package.json"), '{ "name": "hrflow-connectors-monorepo" }');
    mkdirSync(join(folder, ".changeset"));
    const { code, output } = await run("acme", "--in-tree");
    expect(code).toBe(0);
    const steps = ["npm install", "npm run generate", "npm run lint -- --write", "npm run check:exports -- --update"];
    expect(output).toContain([...steps, "npm test -w packages/acme"].map((step) => `  ${step}\n`).join(""));
    expect(readdirSync(folder).sort()).toEqual([".changeset", "package.json", "packages", "specs"]);
    expect(readdirSync(join(folder, ".changeset"))).toEqual(["acme-connector.md"]);
    expect(readdirSync(join(folder, "specs/acme")).sort()).toEqual(["SOURCE.md", "fields.json", "openapi.yaml"]);
  });

  it.each([
    ["YAML", "vendor.yaml", "openapi: 3.1.0\npaths: {}\n"],
    ["JSON", "vendor.json", '{ "openapi": "3.1.0", "paths": {} }'],
  ])("takes the vendor's document as %s, and says what to do with it", async (_, name, text) => {
    writeFileSync(join(folder, name), text);
    const { code, output } = await run("acme", "--spec", name, "--yes");
    expect(code).toBe(0);
    expect(output).toContain("npm run generate\n  replace the sample's operations");
    expect(readFileSync(join(folder, "acme/openapi.yaml"), "utf8")).toMatch(/"?openapi"?: "?3\.1\.0/);
    expect(readFileSync(join(folder, "acme/SOURCE.md"), "utf8")).toContain(`a copy of \`${name}\``);
  });

  it.each(["packages/acme", "specs/acme", ".changeset/acme-connector.md"])(
    "creates nothing in a repository that has %s",
    async (taken) => {
      writeFileSync(join(folder, "package.json"), '{ "name": "hrflow-connectors-monorepo" }');
      mkdirSync(join(folder, taken), { recursive: true });
      writeFileSync(join(folder, taken, "file"), "");
      const before = readdirSync(folder, { recursive: true });
      const { code, errors } = await run("acme", "--in-tree");
      expect([code, errors]).toEqual([2, `create-hrflow-connector: ${taken} exists already\nSee --help.\n`]);
      expect(readdirSync(folder, { recursive: true })).toEqual(before);
    },
  );

  it("asks on a terminal for what the flags leave open", async () => {
    const { code, output } = await runOnTerminal(
      ["acme", "--auth", "basic", "--actions", "pullJobList"],
      [
        ["Name of the ATS", "\r"],
        ["Path of the vendor's OpenAPI document", "\r"],
      ],
    );
    expect([code, output.includes("Created acme.")]).toEqual([0, true]);
    expect(readdirSync(folder)).toEqual(["acme"]);
  });

  it("asks nothing on a terminal with --yes", async () => {
    expect(await runOnTerminal(["acme", "--yes"])).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^Created acme\. Next:/),
    });
  });

  it("ends with 130 and creates nothing if the user presses Ctrl-C in a question", async () => {
    const { code, output } = await runOnTerminal(
      ["acme"],
      [
        ["Name of the ATS", "\r"],
        ["How does its API", "\u0003"],
      ],
    );
    expect([code, output.includes("Nothing was created.")]).toEqual([130, true]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["an unknown flag", ["acme", "--force"], "Unknown option '--force'"],
    ["a bad slug", ["Acme"], 'the slug "Acme" is invalid'],
    ["no slug", [], "expected a slug"],
    ["no slug, with --yes", ["--yes"], "expected a slug, such as: npm create hrflow-connector acme"],
    [
      "an unknown kind of authorization",
      ["acme", "--auth", "digest"],
      "--auth: expected bearer, basic, oauth, headers",
    ],
    ["an unknown action", ["acme", "--actions", "pushProfile,pull"], 'found "pull"'],
    ["a folder that is not empty", ["full"], "full exists already"],
    ["a file of that name", ["taken"], "taken exists already"],
    ["a document that is no OpenAPI", ["acme", "--spec", "taken"], "taken is not OpenAPI 3"],
    ["--in-tree outside of the repository", ["acme", "--in-tree"], "not in the hrflow-connectors repository"],
    ["a document that is missing", ["acme", "--spec", "none.yaml"], "none.yaml cannot be read"],
  ])("ends with 2 and creates nothing for %s", async (_, given, message) => {
    mkdirSync(join(folder, "full"));
    writeFileSync(join(folder, "full/file"), "");
    writeFileSync(join(folder, "taken"), "");
    const { code, output, errors } = await run(...given);
    expect([code, output]).toEqual([2, ""]);
    expect(errors).toContain(message);
    expect(errors).toContain("See --help.");
    expect(readdirSync(folder)).toEqual(["full", "taken"]);
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

  it("ask again for a slug that cannot be used", async () => {
    const keys = ["Acme", enter, "\u007f\u007f\u007f\u007facme", enter, enter, enter, enter, enter];
    expect(await typing({}, keys)).toMatchObject({ slug: "acme", name: "Acme" });
  });

  it("end with nothing if the user presses Ctrl-C in any of them", async () => {
    for (const earlier of [[], [enter], [enter, enter], [enter, enter, enter]])
      expect(await typing({ slug: "acme" }, [...earlier, "\u0003"])).toBeUndefined();
    expect(await typing({}, ["\u0003"])).toBeUndefined();
  });
});
