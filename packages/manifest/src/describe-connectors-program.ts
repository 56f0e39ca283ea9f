#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { connectorOf, documentsOf } from "./action-pages";
import { writeDocuments } from "./write-documents";

const help = `Writes the manifest and the action pages of a connector, and the parameter tables of its README.

  describe-connectors [<folder of the package>] [--check]

  --check      writes nothing, and ends with 1 if a document is outdated
  --help, -h   shows this

The package has to be built. The documents are docs/manifest.json, docs/actions/README.md and docs/actions/<slug>/<action>.md. The tables
of README.md are those between "<!-- parameters of pushProfile.target -->" and "<!-- end of parameters -->".
`;

async function main(): Promise<number> {
  const options = { check: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const folder = resolve(positionals[0] ?? ".");
  const { name, exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const entry = exports?.["."]?.default ?? exports?.["."];
  if (typeof entry !== "string") throw new Error(`${name} has no entry "." in its exports`);
  if (!existsSync(join(folder, entry))) throw new Error(`${join(folder, entry)} does not exist: build the package`);
  const connector = connectorOf(name, await import(pathToFileURL(join(folder, entry)).href));
  const written = await documentsOf([connector], { command: "npm run docs", packageHref: () => "../.." });
  const documents = new Map([...written.pages].map(([path, text]) => [`docs/${path}`, text]));
  const [described] = written.manifest.connectors;
  const readme = join(folder, "README.md");
  if (described && existsSync(readme))
    documents.set("README.md", written.fillReadme(readFileSync(readme, "utf8"), described));
  const { outdated, orphans } = writeDocuments(folder, documents, "docs/actions", values.check === true);
  for (const path of outdated) console.log(values.check ? `${path} is outdated` : `wrote ${path}`);
  for (const path of orphans) console.log(values.check ? `${path} belongs to no action` : `removed ${path}`);
  return values.check && outdated.length + orphans.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`describe-connectors: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
