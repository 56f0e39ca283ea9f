import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadDocument, specificationFaults } from "@hrflow-connectors/testing";
import { createHrflowFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Files, renderConnector, renderText } from "./render";
import { actions, auths, type Settings } from "./settings";

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** Below the package, so that its compiler finds what the connectors import. */
const results = fileURLToPath(new URL("../test-results", import.meta.url));
let folder: string;
beforeAll(() => {
  mkdirSync(results, { recursive: true });
  folder = mkdtempSync(join(results, "rendered-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const acme: Settings = { slug: "acme", name: "Acme", auth: "bearer", actions };
/** Every choice of at least one action: the bits of a number say which. */
const subsets = Array.from({ length: 2 ** actions.length - 1 }, (_, bits) =>
  actions.filter((_action, index) => (bits + 1) & (1 << index)),
);
const combinations = auths.flatMap((auth) => subsets.map((chosen) => ({ ...acme, auth, actions: chosen })));

function write(files: Files, name: string): string[] {
  return [...files].map(([path, text]) => {
    const file = join(folder, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  });
}

const textOf = (files: Files, path: string) => files.get(path) ?? expect.fail(`no ${path} in ${[...files.keys()]}`);
const connectorLines = (files: Files) =>
  [...files].filter(([path]) => /\/src\/.*\.ts$/.test(path) && !/\/generated\/|__fixtures__|\.test\.ts$/.test(path));

describe("renderText", () => {
  it("keeps the lines of what is chosen, within each other, and fills in the values", () => {
    const lines = [
      "// #if a b",
      "one",
      "  # #if !c",
      "  two",
      "  # #end",
      "// #end",
      "<!-- #if c -->",
      "__x__",
      "<!-- #end -->",
    ];
    const text = lines.join("\n");
    expect(renderText(text, {}, ["a"])).toBe("one\n  two");
    expect(renderText(text, { x: "X" }, ["b", "c"])).toBe("one\nX");
    expect(renderText("__x____PACKAGE_VERSION__ __fixtures__", { x: "X" }, [])).toBe(
      "X__PACKAGE_VERSION__ __fixtures__",
    );
  });
});

describe("a rendered connector", () => {
  it("type-checks and is formatted, whatever its actions and its authorization", { timeout: 120_000 }, () => {
    expect(combinations).toHaveLength(28);
    const files = combinations.flatMap((settings, index) => {
      const rendered = renderConnector(settings);
      expect([...rendered.values()].join("\n")).not.toMatch(/#(if|end)\b|__(?!PACKAGE_VERSION__|fixtures__)\w+?__/);
      return write(rendered, String(index));
    });
    const settings = JSON.parse(readFileSync(join(folder, "0/acme/tsconfig.json"), "utf8")).compilerOptions;
    const { options } = ts.convertCompilerOptionsFromJson(settings, folder);
    const sources = files.filter((file) => /\/src\/.*\.ts$/.test(file));
    const faults = ts.getPreEmitDiagnostics(ts.createProgram(sources, options));
    const texts = faults.map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
    expect(texts).toEqual([]);
    const folders = combinations.map((_, index) => join(folder, String(index), "acme", "src"));
    checkFormat(folders);
  });

  it("has at most 163 lines with all actions, aside from the tests and what is generated", () => {
    const lines = connectorLines(renderConnector(acme)).flatMap(([, text]) => text.trimEnd().split("\n"));
    expect(lines.length).toBeLessThanOrEqual(163);
  });

  it("has at most 15 lines of tests, whatever its actions", () => {
    for (const settings of combinations) {
      const tests = [...renderConnector(settings)].filter(([path]) => path.endsWith(".test.ts"));
      const lines = tests.flatMap(([, text]) => text.trimEnd().split("\n"));
      expect([tests.length, lines.length <= 15]).toEqual([1, true]);
    }
  });

  it("has no file for an action that was not chosen", () => {
    const paths = [...renderConnector({ ...acme, actions: ["pullJobList"] }).keys()];
    expect(paths.filter((path) => /warehouses|formats/.test(path)).sort()).toEqual([
      "acme/src/acme-warehouses/jobs.ts",
      "acme/src/formats/format-job.ts",
    ]);
  });

  it.each(auths)("has a document of its API with %s, every error response and its types", async (auth) => {
    const files = renderConnector({ ...acme, auth });
    write(files, auth);
    const document = await loadDocument(join(folder, auth, "acme/openapi.yaml"));
    expect(specificationFaults(document)).toEqual([]);
    expect(document.security).toEqual([{ [auth]: [] }]);
  });

  it.each(auths)("delivers in both directions with %s, and is refused with another credential", async (auth) => {
    write(renderConnector({ ...acme, auth }), `run-${auth}`);
    const load = (path: string) => import(/* @vite-ignore */ join(folder, `run-${auth}/acme/src`, path));
    const [{ acme: connector }, { createAcmeFake }] = [await load("index.ts"), await load("__fixtures__/acme-fake.ts")];
    const account = { apiSecret: "ask_0123456789", apiUser: "ada@example.com" };
    const [boardKey, sourceKey, profileKey] = ["1", "2", "3"].map((digit) => digit.repeat(40)) as [
      string,
      string,
      string,
    ];
    const hrflow = createHrflowFake({
      accounts: [{ apiKey: account.apiSecret, userEmail: account.apiUser }],
      ...{ boards: [boardKey], sources: [sourceKey] },
      profiles: [{ source_key: sourceKey, key: profileKey, info: { full_name: "Ada Example" } }],
    });
    const credential = auth === "oauth" ? { clientId: "id", clientSecret: "s3cret-text" } : { apiKey: "s3cret-text" };
    const vendor = createAcmeFake({
      ...credential,
      jobs: [{ id: "j1", title: "Baker", updated_at: "2026-01-01T00:00:00Z" }],
    });
    const options = { fetch: joinFakes([hrflow, vendor]) };
    const own = { ...credential, companyId: "12" };
    const push = (targetParameters: object) =>
      connector.pushProfile(
        { workflowId: "push", originParameters: { ...account, sourceKey, profileKey }, targetParameters },
        options,
      );
    const pull = (method: string, target: object) =>
      connector[method](
        { workflowId: "pull", originParameters: own, targetParameters: { ...account, ...target } },
        options,
      );

    expect(await push(own)).toMatchObject({ status: "success", receipts: [{ id: "c1" }] });
    expect(await pull("pullJobList", { boardKey })).toMatchObject({ status: "success", events: { write_success: 1 } });
    expect(await pull("pullProfileList", { sourceKey })).toMatchObject({
      status: "success",
      events: { write_success: 1 },
    });
    const wrong = Object.fromEntries(Object.keys(credential).map((name) => [name, "another-text"]));
    expect(await push({ ...wrong, companyId: "13" })).toMatchObject({ status: "fatal", reason: "write_failure" });
  });

  it("is written with names for each purpose", () => {
    const files = renderConnector({ ...acme, slug: "acme-hr", name: "Acme & Söhne" });
    expect(textOf(files, "acme-hr/src/acme-hr-connector.ts")).toContain(
      'export const acmeHr = defineConnector({\n  name: "Acme & Söhne"',
    );
    expect(textOf(files, "acme-hr/src/__fixtures__/acme-hr-fake.ts")).toContain("export function createAcmeHrFake(");
    expect(textOf(files, "acme-hr/src/formats/format-candidate.ts")).toContain('tagValues(profile, "acme_hr_job_id")');
    expect(JSON.parse(textOf(files, "acme-hr/package.json"))).toMatchObject({ name: "hrflow-connector-acme-hr" });
  });
});

describe("the manifest of a package of its own", () => {
  const manifest = JSON.parse(textOf(renderConnector(acme), "acme/package.json"));

  it("declares a connector that can be published, whose users may leave the testing package out", () => {
    expect(manifest).toMatchObject({
      type: "module",
      keywords: expect.arrayContaining(["hrflow-connector"]),
      exports: { ".": { types: "./dist/index.d.ts" } },
      peerDependenciesMeta: { "@hrflow-connectors/testing": { optional: true } },
    });
    expect(manifest.private).toBeUndefined();
  });

  it("has the tools in the versions that this repository is tested with", () => {
    const { devDependencies: ours } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const { devDependencies: own } = JSON.parse(
      readFileSync(join(root, "packages/hrflow-client/package.json"), "utf8"),
    );
    const tools = Object.entries(manifest.devDependencies).filter(([name]) => !name.startsWith("@hrflow"));
    expect(tools.length).toBe(8);
    const { devDependencies: ofTests } = JSON.parse(readFileSync(join(root, "packages/testing/package.json"), "utf8"));
    const known = { ...ofTests, ...own, ...ours };
    for (const [name, version] of tools) expect([name, version]).toEqual([name, known[name]]);
  });

  it("accepts the versions of our packages that it was built beside", () => {
    for (const slug of ["core", "hrflow-client", "manifest", "testing"]) {
      const { name, version } = JSON.parse(readFileSync(join(root, "packages", slug, "package.json"), "utf8"));
      const ranges = { ...manifest.devDependencies, ...manifest.dependencies };
      expect([name, ranges[name]]).toEqual([name, `^${version}`]);
    }
  });
});

describe("a package of this repository", () => {
  const files = renderConnector({ ...acme, repository: root });

  it("has its manifest, document, fields and changeset where the checks read them", () => {
    const manifest = JSON.parse(textOf(files, "packages/acme/package.json"));
    expect(manifest.checks).toEqual({
      sizeLimits: { ".": expect.any(Number) },
      installs: [],
      maxSourceFiles: expect.any(Number),
    });
    expect(manifest.scripts.generate).toContain("../../specs/acme/openapi.yaml");
    expect(textOf(files, "packages/acme/src/acme.conformance.test.ts")).toContain('"../../../specs/acme/openapi.yaml"');
    expect(JSON.parse(textOf(files, "specs/acme/fields.json")).schemas.Job).toContain("title");
    expect(textOf(files, ".changeset/acme-connector.md")).toContain('"@hrflow-connectors/acme": minor');
    expect([...files.keys()].filter((path) => !/^(packages|specs)\/acme\/|^\.changeset\//.test(path))).toEqual([]);
  });

  it("imports the testing package in tests only, and is formatted", () => {
    for (const [, text] of connectorLines(files)) expect(text).not.toContain("@hrflow-connectors/testing");
    const written = write(files, "in-tree").filter(
      (file) => /\.(ts|json)$/.test(file) && !file.includes("/generated/"),
    );
    checkFormat(written.filter((file) => !file.endsWith("fields.json")));
  });
});

describe("a document of the vendor", () => {
  const given = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  it("replaces the sample, and the sample's types are left out", () => {
    const text = "openapi: 3.0.3\npaths: {}\n";
    const files = renderConnector({ ...acme, spec: given("vendor.yaml", text) });
    expect(textOf(files, "acme/openapi.yaml")).toBe(text);
    expect(textOf(files, "acme/SOURCE.md")).toContain("a copy of `vendor.yaml`");
    expect([...files.keys()].filter((path) => path.includes("generated"))).toEqual([]);
  });

  it("may be JSON, indented by tabs as YAML cannot be", async () => {
    const document = { openapi: "3.1.0", info: { title: "Acme", version: "1" }, paths: {} };
    const files = renderConnector({ ...acme, spec: given("vendor.json", JSON.stringify(document, null, "\t")) });
    expect(textOf(files, "acme/openapi.yaml")).not.toContain("\t");
    write(files, "json");
    expect(await loadDocument(join(folder, "json/acme/openapi.yaml"))).toEqual(document);
  });

  it("may be JSON on one line", () => {
    const spec = given("line.json", '{"paths":{},"openapi":"3.1.0"}');
    expect(textOf(renderConnector({ ...acme, spec }), "acme/openapi.yaml")).toContain('"openapi": "3.1.0"');
  });

  it.each([
    ["is missing", () => join(folder, "none.yaml"), "none.yaml cannot be read"],
    ["is JSON of an older version", () => given("old.json", '{ "swagger": "2.0" }'), "old.json is not OpenAPI 3"],
    ["is not an OpenAPI document", () => given("other.yaml", "swagger: '2.0'\n"), "other.yaml is not OpenAPI 3"],
    ["is broken JSON", () => given("cut.json", '{\n"openapi": "3.1.0",\n'), "cut.json is not valid JSON"],
  ])("is refused if it %s", (_, spec, message) => {
    expect(() => renderConnector({ ...acme, spec: spec() })).toThrow(message);
  });
});

function checkFormat(paths: string[]): void {
  const biome = join(root, "node_modules/.bin/biome");
  execFileSync(biome, ["check", "--vcs-use-ignore-file=false", "--config-path", root, ...paths], { stdio: "pipe" });
}

describe("the guide for authors", () => {
  const files = renderConnector(acme);
  const guide = readFileSync(join(root, "docs/connector-guide.md"), "utf8");
  const shown = new Map(
    [...guide.matchAll(/^```ts (\S+)\n(.*?)^```$/gms)].map(([, path = "", code = ""]) => [
      `acme/${path}`,
      code.trimEnd(),
    ]),
  );

  it("shows the code that is laid down, file by file", () => {
    const written = [...files].filter(
      ([path]) => /\/src\/.*\.ts$/.test(path) && !/\/generated\/|\/index\.ts$/.test(path),
    );
    expect(written.length).toBe(9);
    for (const [path, text] of written) expect([path, shown.get(path)]).toEqual([path, text.trimEnd()]);
  });

  it("adds formatted code of its own, and no other file of that name", () => {
    const added = [...shown].filter(([path]) => !files.has(path));
    expect(added.map(([path]) => path)).toEqual([
      "acme/src/acme.fields.test.ts",
      "acme/src/acme-webhooks.ts",
      "acme/src/acme.webhooks.test.ts",
    ]);
    checkFormat(write(new Map(added.map(([path, text]) => [path, `${text}\n`])), "guide"));
  });

  it("describes webhooks that the connector takes", async () => {
    const path = "acme/src/acme-connector.ts";
    const connector = `import { acmeWebhooks } from "./acme-webhooks";\n${textOf(files, path)}`;
    const webhooks = shown.get("acme/src/acme-webhooks.ts") ?? "";
    const changed = connector.replace("  actions: {", "  webhooks: acmeWebhooks,\n  actions: {");
    write(new Map([...files, ["acme/src/acme-webhooks.ts", webhooks], [path, changed]]), "webhooks");
    const { acme: received } = await import(/* @vite-ignore */ join(folder, "webhooks/acme/src/index.ts"));
    expect(received.webhooks.source.name).toBe("acme");
  });

  it("names every flag of the command", () => {
    for (const flag of ["auth", "actions", "name", "spec", "yes", "in-tree"])
      expect(guide).toContain(`| \`--${flag}\` |`);
  });
});
