import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { publishedPackages, root } from "../manifests/published-packages";
import { fillConnectors, generatePages, loadConnectors } from "./generate-pages";

const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined);
const connectors = await loadConnectors(publishedPackages);
const pages = await generatePages(connectors, read);

describe("the pages of our connectors", () => {
  it("are committed as they are generated", () => {
    const outdated = [...pages].filter(([path, text]) => read(path) !== text).map(([path]) => path);
    expect(outdated, 'Run "npm run generate".').toEqual([]);
  });

  it("exist for every action of every package with the keyword", () => {
    const packages = publishedPackages.filter(({ isConnector }) => isConnector);
    expect(connectors.map(({ definition }) => definition.package.name)).toEqual(packages.map(({ name }) => name));
    for (const { slug, actions } of connectors.map(({ definition }) => definition))
      for (const { id, method } of actions) {
        expect(pages.has(`docs/actions/${slug}/${id}.md`)).toBe(true);
        expect(pages.get("docs/actions/README.md")).toContain(`[\`${method}\`](${slug}/${id}.md)`);
      }
  });

  it("have examples that compile", { timeout: 120_000 }, () => {
    const examples = new Map(
      [...pages].flatMap(([path, text]) => {
        const code = /^```ts\n(.*?)^```$/ms.exec(text)?.[1];
        return path.startsWith("docs/actions/") && code ? [[join(root, path.replace(".md", ".ts")), code]] : [];
      }),
    );
    expect(examples.size).toBe(pages.size - connectors.length - 3);
    expect(compile(examples)).toEqual([]);
  });

  it("would not compile with a parameter of another type", { timeout: 120_000 }, () => {
    const [path, text] = [...pages].find(([name]) => name.endsWith("lever/push_profile.md")) as [string, string];
    const code = (/^```ts\n(.*?)^```$/ms.exec(text)?.[1] ?? "").replace("parse: false", 'parse: "no"');
    expect(compile(new Map([[join(root, path.replace(".md", ".ts")), code]]))).toEqual([
      expect.stringContaining("'string' is not assignable to type 'boolean | undefined'"),
    ]);
  });
});

it("throws if a connector has no README", async () => {
  const withoutReadme = (path: string) => (path === "packages/lever/README.md" ? undefined : read(path));
  await expect(generatePages(connectors, withoutReadme)).rejects.toThrow("packages/lever/README.md does not exist");
});

it("lists the connectors of the repository where its README asks for them", () => {
  const lists = { connectors: connectors.slice(0, 1).map(({ definition }) => definition as never) };
  const text = "# All\n\n<!-- connectors -->\nold\n<!-- end of connectors -->\n";
  const filled = fillConnectors(text, lists);
  const [{ name, slug }] = lists.connectors as unknown as [{ name: string; slug: string }];
  expect(filled).toContain(`| ${name}: [\``);
  expect(filled).toContain(`](docs/actions/${slug}/push_profile.md)`);
  expect(filled).not.toContain("old");
  expect(fillConnectors(filled, lists)).toBe(filled);
  expect(fillConnectors("# All\n", lists)).toBe("# All\n");
});

/** Type-checks files that exist in memory only, as a user's strict project would. */
function compile(files: Map<string, string>): string[] {
  const options: ts.CompilerOptions = {
    ...{ target: ts.ScriptTarget.ES2022, lib: ["lib.es2022.d.ts", "lib.dom.d.ts"], types: [], noEmit: true },
    ...{ module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  const { getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, target, ...more) => {
    const code = files.get(name);
    return code === undefined ? getSourceFile(name, target, ...more) : ts.createSourceFile(name, code, target);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText, file }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
}
