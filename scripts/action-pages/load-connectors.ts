import { pathToFileURL } from "node:url";
import type { ConnectorDefinition } from "../../packages/core/src/contract/connector";
import type { AnyAction } from "../../packages/core/src/contract/run";
import type { PublishedPackage } from "../manifests/published-packages";

/** A connector with the names under which its package exports it. */
export interface LoadedConnector {
  definition: ConnectorDefinition;
  /** The package's folder. */
  folder: string;
  /** What users import it by, such as `lever`. */
  exportName: string;
  actions: Map<string, LoadedAction>;
}

/** The parts of an action that a manifest cannot contain. */
export interface LoadedAction {
  origin: AnyAction["origin"]["read"]["parameters"];
  target: AnyAction["target"]["write"]["parameters"];
  /** The name under which the package exports the default format. */
  format: string | undefined;
}

type Connector = { definition: ConnectorDefinition } & Record<string, { action: AnyAction }>;

/** Imports the built connectors, in the order of their packages. A connector is the default export. */
export function loadConnectors(packages: readonly PublishedPackage[]): Promise<LoadedConnector[]> {
  return Promise.all(packages.filter(({ isConnector }) => isConnector).map(loadConnector));
}

async function loadConnector({ name, folder, entries }: PublishedPackage): Promise<LoadedConnector> {
  const entry = entries.find(({ path }) => path === ".");
  if (!entry) throw new Error(`${name} has no entry "."`);
  const { default: connector, ...named }: Record<string, unknown> = await import(pathToFileURL(entry.code).href);
  return connectorFrom(name, folder, connector, named);
}

/** Throws if the default export of a package is not a connector, or if the package does not export it by name too. */
export function connectorFrom(
  name: string,
  folder: string,
  exported: unknown,
  named: Record<string, unknown>,
): LoadedConnector {
  const connector = exported as Connector | undefined;
  if (!connector?.definition) throw new Error(`${name}: the default export is no connector`);
  const nameOf = (value: unknown) => Object.keys(named).find((key) => named[key] === value);
  const exportName = nameOf(connector);
  if (!exportName) throw new Error(`${name}: the connector is exported under no name`);
  const actions = connector.definition.actions.map(({ method }): [string, LoadedAction] => {
    const { origin, target, format } = (connector[method] as { action: AnyAction }).action;
    return [method, { origin: origin.read.parameters, target: target.write.parameters, format: nameOf(format) }];
  });
  return { definition: connector.definition, folder, exportName, actions: new Map(actions) };
}
