import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { publishedPackages, root } from "../manifests/published-packages";
import { sampleConnector } from "./__fixtures__/acme";
import { differences, generatePages } from "./generate-pages";
import { connectorFrom, loadConnectors } from "./load-connectors";

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

describe("generatePages", () => {
  const readme = () => "# Acme\n\n<!-- parameters of pushProfile.target -->\n<!-- end of parameters -->\n";

  it("writes a page in the form of the Python project's", async () => {
    const page = (await generatePages([sampleConnector()], readme)).get("docs/actions/acme/push_profile.md");
    expect(page).toMatchInlineSnapshot(`
      "<!-- Written by \`npm run generate\`: do not edit. -->

      # Push profile

      \`Acme board\` :arrow_right: \`Acme candidates\`

      Creates a candidate.

      **Acme board endpoints used:**

      | Endpoint | Permission |
      | --- | --- |

      **Acme candidates endpoints used:**

      | Endpoint | Permission |
      | --- | --- |
      | [\`POST /candidates\`](https://acme.example/docs) | \`write\` |

      **Capabilities:**

      - incremental reading: no
      - writing a record again: is skipped if a \`store\` remembers it
      - archiving: none
      - files that Acme candidates take: pdf; at most 1000 bytes
      - records written side by side: 2

      ## Action Parameters

      | Field | Type | Default | Description |
      | --- | --- | --- | --- |
      | \`format\` | \`function\` | \`formatCandidate\` | The mapping |

      ## Source Parameters

      Given as \`originParameters\`.

      | Field | Type | Default | Description |
      | --- | --- | --- | --- |
      | \`board\` :red_circle: | \`string\` | | Token of the board |

      ## Destination Parameters

      Given as \`targetParameters\`.

      | Field | Type | Default | Description |
      | --- | --- | --- | --- |
      | \`host\` :red_circle: | \`string\` | | Host of the API |
      | \`token\` | \`string\` | | Token. Secret |
      | \`user\` | \`string\` | | Name \\| id |
      | \`password\` | \`string\` | | Password of the user. Secret |
      | \`notify\` | \`boolean\` | \`false\` | Whether people are notified |

      Exactly one of these is needed: \`token\`; or \`user\` and \`password\`.

      :red_circle: : *required*

      ## Example

      \`\`\`ts
      import { acme } from "hrflow-connector-acme";

      const result = await acme.pushProfile({
        workflowId: "some_string_identifier",
        actionParameters: { logics: [], readMode: "sync" },
        originParameters: {
          board: "your_board",
        },
        targetParameters: {
          host: "eu",
          token: "your_token",
          notify: false,
        },
      });
      console.log(result.status, result.receipts, result.failures);
      \`\`\`
      "
    `);
  });

  it("fills the tables of the README", async () => {
    const filled = (await generatePages([sampleConnector()], readme)).get("/README.md");
    expect(filled).toContain("| `token` | `string`, secret | | Token |");
    expect(filled).toContain("Exactly one of these is needed: `token`; or `user` and `password`.");
  });

  it("throws if a parameter has no description, and names it", async () => {
    const parameters = { type: "object", properties: { board: { type: "string" } }, required: ["board"] };
    const [action] = sampleConnector().definition.actions;
    const silent = sampleConnector({
      origin: { ...(action?.origin as NonNullable<typeof action>["origin"]), parameters },
    });
    await expect(generatePages([silent], readme)).rejects.toThrow(
      "acme.pushProfile.originParameters: nothing describes board",
    );
  });

  it("throws if a connector has no README", async () => {
    await expect(generatePages([sampleConnector()], () => undefined)).rejects.toThrow("README.md does not exist");
  });
});

describe("differences", () => {
  const pagesOf = new Map([
    ["docs/manifest.json", "{}"],
    ["docs/actions/acme/push_profile.md", "new"],
  ]);
  const committed: Record<string, string> = { "docs/manifest.json": "{}", "docs/actions/acme/push_profile.md": "new" };
  const found = (files: Record<string, string | undefined>) => {
    const all: Record<string, string | undefined> = { ...committed, ...files };
    return differences(pagesOf, Object.keys(all), (path) => all[path]);
  };

  it("finds none if every file is as it is generated", () => {
    expect(found({})).toEqual({ outdated: [], orphans: [] });
  });

  it("finds a file that was edited, and one that is missing", () => {
    expect(found({ "docs/manifest.json": "{ }", "docs/actions/acme/push_profile.md": undefined })).toEqual({
      ...{ outdated: ["docs/manifest.json", "docs/actions/acme/push_profile.md"], orphans: [] },
    });
  });

  it("finds the page of an action that does not exist any more", () => {
    expect(found({ "docs/actions/acme/pull_job.md": "old" })).toEqual({
      ...{ outdated: [], orphans: ["docs/actions/acme/pull_job.md"] },
    });
  });
});

describe("connectorFrom", () => {
  it.each([
    ["the default export is no connector", { pushProfile: () => {} }, {}],
    ["the connector is exported under no name", { definition: { actions: [] } }, { other: {} }],
  ])("throws if %s", (problem, exported, named) => {
    expect(() => connectorFrom("hrflow-connector-acme", "", exported, named)).toThrow(problem);
  });
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
