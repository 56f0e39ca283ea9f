import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sampleConnector } from "./__fixtures__/acme";

const program = fileURLToPath(new URL("../dist/describe-connectors.js", import.meta.url));
const name = "hrflow-connector-acme";
const markers = "<!-- parameters of pushProfile.origin -->\n<!-- end of parameters -->\n";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "documents-"));
  const { definition } = sampleConnector();
  const accept = '{ "~standard": { validate: (value) => ({ value }) } }';
  const action = `{ origin: { read: { parameters: ${accept} } }, target: { write: { parameters: ${accept} } } }`;
  write("package.json", JSON.stringify({ name, type: "module", exports: { ".": { default: "./dist/index.js" } } }));
  write("README.md", markers);
  write(
    "dist/index.js",
    `export const acme = { definition: ${JSON.stringify(definition)}, pushProfile: { action: ${action} } };
export default acme;`,
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function run(...given: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...given], { cwd: folder }, (error, output, errors) =>
      resolve({ code: error ? Number(error.code) : 0, output: output + errors }),
    );
  });
}

it("writes the documents of a built package, and reports what is outdated", async () => {
  expect(await run("--check")).toMatchObject({
    code: 1,
    output: expect.stringContaining("docs/manifest.json is outd"),
  });
  expect(existsSync(join(folder, "docs"))).toBe(false);
  expect(await run()).toMatchObject({ code: 0, output: expect.stringContaining("wrote docs/actions/acme/push_prof") });
  expect(readFileSync(join(folder, "docs/actions/acme/push_profile.md"), "utf8")).toContain("`board` :red_circle:");
  expect(readFileSync(join(folder, "README.md"), "utf8")).toContain("| `board` | `string` | required |");
  expect(await run("--check")).toEqual({ code: 0, output: "" });

  write("docs/actions/acme/pull_job.md", "of an action that is gone");
  expect(await run("--check")).toEqual({ code: 1, output: "docs/actions/acme/pull_job.md belongs to no action\n" });
  expect(await run()).toEqual({ code: 0, output: "removed docs/actions/acme/pull_job.md\n" });
});

it.each([
  ["is not built", "dist/index.js does not exist: build the package", () => rmSync(join(folder, "dist/index.js"))],
  ["has no entry", 'has no entry "."', () => write("package.json", JSON.stringify({ name }))],
  ["exports no connector", "the default export is no connector", () => write("dist/index.js", "export default 1;")],
])("ends with 2 and writes nothing if the package %s", async (_, message, change) => {
  change();
  expect(await run()).toEqual({ code: 2, output: expect.stringContaining(message) });
  expect(existsSync(join(folder, "docs"))).toBe(false);
});

it("shows its help", async () => {
  expect(await run("--help")).toMatchObject({ code: 0, output: expect.stringContaining("[--check]") });
});
