import { relative } from "node:path";
import { describeConnectors } from "../../packages/manifest/src/describe-connectors";
import { root } from "../manifests/published-packages";
import { type Examples, findExamples } from "./example-parameters";
import type { LoadedConnector } from "./load-connectors";
import { actionPage, cataloguePage } from "./pages";
import { fillConnectors, fillReadme } from "./readme-tables";

/** Returns the generated documents by path. `read` returns a file of the repository, undefined if it does not exist. */
export async function generatePages(
  connectors: readonly LoadedConnector[],
  read: (path: string) => string | undefined,
): Promise<Map<string, string>> {
  const manifest = describeConnectors(connectors);
  const pages = new Map([
    ["docs/manifest.json", `${JSON.stringify(manifest, null, 2)}\n`],
    ["docs/actions/README.md", cataloguePage(manifest)],
  ]);
  const overview = read("README.md");
  if (overview !== undefined) pages.set("README.md", fillConnectors(overview, manifest));
  for (const connector of manifest.connectors) {
    const { slug } = connector;
    const loaded = connectors.find(({ definition }) => definition.slug === slug) as LoadedConnector;
    const examples = new Map<string, Examples>();
    for (const action of connector.actions) {
      const { method, id } = action;
      const { format, ...schemas } = loaded.actions.get(method) as NonNullable<ReturnType<typeof loaded.actions.get>>;
      for (const side of ["origin", "target"] as const) {
        const place = `${slug}.${method}.${side}Parameters`;
        examples.set(`${method}.${side}`, await findExamples(schemas[side], action[side].parameters, place));
      }
      const [origin, target] = [examples.get(`${method}.origin`), examples.get(`${method}.target`)] as [
        Examples,
        Examples,
      ];
      const details = { exportName: loaded.exportName, format, origin, target };
      pages.set(`docs/actions/${slug}/${id}.md`, actionPage(connector, action, details));
    }
    const readme = `${relative(root, loaded.folder).replaceAll("\\", "/")}/README.md`;
    const text = read(readme);
    if (text === undefined) throw new Error(`${readme} does not exist`);
    pages.set(
      readme,
      fillReadme(text, connector, (method, side) => examples.get(`${method}.${side}`) as Examples),
    );
  }
  return pages;
}

/** Returns the documents that differ from the committed ones, and the existing files that are no longer generated. */
export function differences(
  pages: ReadonlyMap<string, string>,
  existing: readonly string[],
  read: (path: string) => string | undefined,
): { outdated: string[]; orphans: string[] } {
  const outdated = [...pages].filter(([path, text]) => read(path) !== text).map(([path]) => path);
  return { outdated, orphans: existing.filter((path) => !pages.has(path)) };
}
