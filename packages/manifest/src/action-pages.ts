import { ConfigurationError } from "@hrflow-connectors/core";
import type { AnyAction, ParameterSchema } from "@hrflow-connectors/core/connector";
import {
  type DescribedConnector,
  describeConnectors,
  type Manifest,
  type ManifestConnector,
} from "./describe-connectors";
import { type Examples, findExamples } from "./example-parameters";
import { actionPage, cataloguePage, type Wording } from "./pages";
import { fillReadme } from "./readme-tables";

/** A connector with the names under which its package exports it. */
export interface LoadedConnector extends DescribedConnector {
  /** What users import it by, such as `lever`. */
  exportName: string;
  actions: Map<string, LoadedAction>;
}

/** The parts of an action that a manifest cannot contain. */
interface LoadedAction {
  origin: ParameterSchema<unknown>;
  target: ParameterSchema<unknown>;
  /** The name under which the package exports the default format. */
  format: string | undefined;
}

type Connector = DescribedConnector & Record<string, { action: AnyAction }>;

/**
 * Returns the connector of a package's module. Throws `ConfigurationError` if the default export is not a connector, or if the package
 * does not export it by name too.
 */
export function connectorOf(packageName: string, module: Record<string, unknown>): LoadedConnector {
  const { default: exported, ...named } = module;
  const connector = exported as Connector | undefined;
  if (!connector?.definition) throw new ConfigurationError(`${packageName}: the default export is no connector`);
  const nameOf = (value: unknown) => Object.keys(named).find((key) => named[key] === value);
  const exportName = nameOf(connector);
  if (!exportName) throw new ConfigurationError(`${packageName}: the connector is exported under no name`);
  const actions = connector.definition.actions.map(({ method }): [string, LoadedAction] => {
    const { origin, target, format } = (connector[method] as { action: AnyAction }).action;
    return [method, { origin: origin.read.parameters, target: target.write.parameters, format: nameOf(format) }];
  });
  const { definition, webhooks } = connector;
  return { definition, ...(webhooks ? { webhooks } : {}), exportName, actions: new Map(actions) };
}

/** The documents about connectors. */
export interface Documents {
  manifest: Manifest;
  /** By path: `manifest.json`, `actions/README.md`, `actions/<slug>/<id>.md`. */
  pages: Map<string, string>;
  /** Fills in the tables between the markers of a connector's README. */
  fillReadme(text: string, connector: ManifestConnector): string;
}

/** Writes the manifest, the page of every action, and the page that lists them. */
export async function documentsOf(connectors: readonly LoadedConnector[], wording: Wording): Promise<Documents> {
  const manifest = describeConnectors(connectors);
  const pages = new Map([
    ["manifest.json", `${JSON.stringify(manifest, null, 2)}\n`],
    ["actions/README.md", cataloguePage(manifest, wording)],
  ]);
  const examples = new Map<string, Examples>();
  const examplesOf = (slug: string, method: string, side: string) =>
    examples.get(`${slug}.${method}.${side}`) as Examples;
  for (const [index, connector] of manifest.connectors.entries()) {
    const { slug } = connector;
    const { exportName, actions } = connectors[index] as LoadedConnector;
    for (const action of connector.actions) {
      const { method, id } = action;
      const { format, ...schemas } = actions.get(method) as LoadedAction;
      for (const side of ["origin", "target"] as const) {
        const place = `${slug}.${method}.${side}Parameters`;
        examples.set(`${slug}.${method}.${side}`, await findExamples(schemas[side], action[side].parameters, place));
      }
      const [origin, target] = [examplesOf(slug, method, "origin"), examplesOf(slug, method, "target")];
      pages.set(
        `actions/${slug}/${id}.md`,
        actionPage(connector, action, { exportName, format, origin, target }, wording),
      );
    }
  }
  return {
    manifest,
    pages,
    fillReadme: (text, connector) =>
      fillReadme(text, connector, (method, side) => examplesOf(connector.slug, method, side)),
  };
}

/** Returns the documents that differ from those that exist, and the existing files that are no longer generated. */
export function differences(
  pages: ReadonlyMap<string, string>,
  existing: readonly string[],
  read: (path: string) => string | undefined,
): { outdated: string[]; orphans: string[] } {
  const outdated = [...pages].filter(([path, text]) => read(path) !== text).map(([path]) => path);
  return { outdated, orphans: existing.filter((path) => !pages.has(path)) };
}
