import type { PublishedPackage } from "../manifests/published-packages";
import { importsOf, type SourceFile } from "./import-graph";

type Checked = Pick<PublishedPackage, "name" | "slug" | "isConnector" | "dependencies" | "peers" | "checks">;

/** Returns what is wrong with the files of one package. `files` are all files below its `src`. */
export function packageProblems(published: Checked, files: SourceFile[], all: Checked[]): string[] {
  return [
    ...sizeProblems(published, files),
    ...importProblems(published, files, all),
    ...vendorProblems(published, files, all),
  ];
}

/** Whether a file is written by hand and shipped. */
function isSource({ path }: SourceFile): boolean {
  return !/\.test(-d)?\.ts$|\/(__fixtures__|generated)\//.test(path);
}

function sizeProblems({ slug, checks }: Checked, files: SourceFile[]): string[] {
  const { maxSourceFiles = Infinity, maxLines = Infinity } = checks;
  const sources = files.filter(isSource);
  const long = sources
    .map(({ path, text }) => ({ path, lines: text.replace(/\n$/, "").split("\n").length }))
    .filter(({ lines }) => lines > maxLines)
    .map(({ path, lines }) => `${path} has ${lines} lines; the limit is ${maxLines}`);
  if (sources.length <= maxSourceFiles) return long;
  return [`packages/${slug}/src has ${sources.length} source files; the limit is ${maxSourceFiles}`, ...long];
}

/**
 * Core imports none of our packages, and no connector another one. Only tests may import the testing package, and a fake that a package
 * ships in `src/testing` for those who have it.
 */
function importProblems(published: Checked, files: SourceFile[], all: Checked[]): string[] {
  const { slug, name, isConnector, dependencies, peers } = published;
  const others = all.filter((other) => other.name !== name);
  const forbidden = others.filter((other) => slug === "core" || (isConnector && other.isConnector));
  const declared = forbidden
    .filter((other) => dependencies.includes(other.name))
    .map((other) => `packages/${slug}/package.json depends on ${other.name}`);
  const imported = files.flatMap((file) => {
    const specifiers = importsOf(file.text);
    const available = /\/src\/testing\//.test(file.path) ? [...dependencies, ...peers] : dependencies;
    return others
      .filter((other) => forbidden.includes(other) || (isSource(file) && !available.includes(other.name)))
      .filter((other) => specifiers.some((specifier) => `${specifier}/`.startsWith(`${other.name}/`)))
      .map((other) => `${file.path} imports ${other.name}`);
  });
  return [...declared, ...imported];
}

/** Core knows no vendor. HrFlow.ai is one of them: only the name of this project may contain it. */
function vendorProblems({ slug }: Checked, files: SourceFile[], all: Checked[]): string[] {
  if (slug !== "core") return [];
  const vendors = [...all.filter(({ isConnector }) => isConnector).map((connector) => connector.slug), "hrflow"];
  return files.flatMap(({ path, text }) => {
    const rest = text.replaceAll(/@?hrflow-connectors?\b/g, "").toLowerCase();
    return vendors.filter((vendor) => rest.includes(vendor)).map((vendor) => `${path} names ${vendor}`);
  });
}
