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
  return !/\.(test|test-d|soak)\.ts$|\/(__fixtures__|generated)\//.test(path);
}

/** The lines that the author of a connector wrote by hand, aside from its tests and its fake. `files` are all files below its `src`. */
export function connectorLines(files: SourceFile[]): number {
  const written = files.filter((file) => isSource(file) && !/\/src\/testing\//.test(file.path));
  return written.reduce((sum, file) => sum + linesOf(file), 0);
}

const linesOf = ({ text }: SourceFile) => text.replace(/\n$/, "").split("\n").length;

function sizeProblems({ slug, checks }: Checked, files: SourceFile[]): string[] {
  const { maxSourceFiles = Infinity, maxLines = Infinity, maxConnectorLines = Infinity } = checks;
  const sources = files.filter(isSource);
  const found = (count: number, what: string, limit: number) =>
    count > limit ? [`packages/${slug}/src has ${count} ${what}; the limit is ${limit}`] : [];
  return [
    ...found(sources.length, "source files", maxSourceFiles),
    ...found(connectorLines(files), "hand-written lines, aside from tests and the fake", maxConnectorLines),
    ...sources
      .map((file) => ({ path: file.path, lines: linesOf(file) }))
      .filter(({ lines }) => lines > maxLines)
      .map(({ path, lines }) => `${path} has ${lines} lines; the limit is ${maxLines}`),
  ];
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
  // What is generated is data, such as HTML's DoubleVerticalBar, in which a vendor's name occurs by chance.
  const written = files.filter(({ path }) => !path.includes("/generated/"));
  return written.flatMap(({ path, text }) => {
    const rest = text.replaceAll(/@?hrflow-connectors?\b/g, "").toLowerCase();
    return vendors.filter((vendor) => rest.includes(vendor)).map((vendor) => `${path} names ${vendor}`);
  });
}
