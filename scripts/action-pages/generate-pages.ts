import { relative } from "node:path";
import { pathToFileURL } from "node:url";
import { connectorOf, documentsOf, type LoadedConnector } from "../../packages/manifest/src/action-pages";
import type { Manifest } from "../../packages/manifest/src/describe-connectors";
import { type PublishedPackage, root } from "../manifests/published-packages";

/** A connector of this repository, and the folder of its package. */
export interface OwnConnector extends LoadedConnector {
  folder: string;
}

/** Imports the built connectors, in the order of their packages. A connector is the default export. */
export function loadConnectors(packages: readonly PublishedPackage[]): Promise<OwnConnector[]> {
  const connectors = packages.filter(({ isConnector }) => isConnector);
  return Promise.all(
    connectors.map(async ({ name, folder, entries }) => {
      const entry = entries.find(({ path }) => path === ".");
      if (!entry) throw new Error(`${name} has no entry "."`);
      return { ...connectorOf(name, await import(pathToFileURL(entry.code).href)), folder };
    }),
  );
}

/** Returns the generated documents by path. `read` returns a file of the repository, undefined if it does not exist. */
export async function generatePages(
  connectors: readonly OwnConnector[],
  read: (path: string) => string | undefined,
): Promise<Map<string, string>> {
  const wording = {
    command: "npm run generate",
    packageHref: ({ slug }: { slug: string }) => `../../packages/${slug}`,
  };
  const { manifest, pages, fillReadme } = await documentsOf(connectors, wording);
  const documents = new Map([...pages].map(([path, text]) => [`docs/${path}`, text]));
  const overview = read("README.md");
  if (overview !== undefined) documents.set("README.md", fillConnectors(overview, manifest));
  manifest.connectors.forEach((connector, index) => {
    const readme = `${relative(root, connectors[index]?.folder ?? "").replaceAll("\\", "/")}/README.md`;
    const text = read(readme);
    if (text === undefined) throw new Error(`${readme} does not exist`);
    documents.set(readme, fillReadme(text, connector));
  });
  return documents;
}

const connectorRows = /(<!-- connectors -->\n).*?(<!-- end of connectors -->)/s;

/** Fills in the table of connectors between the markers of the repository's README. */
export function fillConnectors(text: string, { connectors }: Pick<Manifest, "connectors">): string {
  const rows = connectors.map(({ slug, name, package: { name: packageName }, actions }) => {
    const methods = actions.map(({ method, id }) => `[\`${method}\`](docs/actions/${slug}/${id}.md)`);
    return `| ${name}: [\`${packageName}\`](packages/${slug}) | ${methods.join(", ")} |\n`;
  });
  const table = `| connector | actions |\n| --- | --- |\n${rows.join("")}`;
  return text.replace(connectorRows, (_, start: string, end: string) => `${start}\n${table}\n${end}`);
}
