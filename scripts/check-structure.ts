import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Options } from "tsup";
import { publishedPackages, root } from "./manifests/published-packages";
import { findCycles, importGraph, type SourceFile } from "./structure/import-graph";
import { connectorLines, packageProblems } from "./structure/package-rules";

function readSources(folder: string): SourceFile[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((path) => /\.(ts|mjs)$/.test(path) && !/\/(node_modules|fixtures)\//.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** The source file behind each specifier of our packages. */
async function sourcesBySpecifier(): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  for (const { slug, folder, entries } of publishedPackages) {
    const { default: build }: { default: Options } = await import(join(folder, "tsup.config.ts"));
    const built = new Map(Object.entries(build.entry ?? {}));
    for (const { specifier, code } of entries) {
      sources.set(specifier, `packages/${slug}/${built.get(basename(code, ".js"))}`);
    }
  }
  return sources;
}

const packages = publishedPackages.map((published) => ({
  published,
  files: readSources(`packages/${published.slug}/src`),
}));
const others = ["reliability/src", "examples/src", "benchmarks/src", "scripts"].flatMap(readSources);
const files = [...packages.flatMap((one) => one.files), ...others];
const cycles = findCycles(importGraph(files, await sourcesBySpecifier()));
const problems = [
  ...packages.flatMap((one) => packageProblems(one.published, one.files, publishedPackages)),
  ...cycles.map((cycle) => `import cycle: ${cycle.join(" -> ")}`),
];

const counts = packages
  .filter(({ published }) => published.isConnector)
  .map(({ published, files }) => `${published.slug} ${connectorLines(files)}`);

for (const problem of problems) console.error(problem);
console.log(`Hand-written lines of the connectors: ${counts.join(", ")}.`);
console.log(`${problems.length} problems in the structure of ${files.length} files.`);
if (problems.length > 0) process.exitCode = 1;
