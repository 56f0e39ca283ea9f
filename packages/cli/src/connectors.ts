import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ActionDefinition, type ConnectorDefinition, describeAction } from "@hrflow-connectors/core/connector";
import type { LoadedConfig } from "./load-config";
import { UsageError } from "./usage-error";

/** A connector that the project depends on, or that could not be loaded. */
export type InstalledConnector = { packageName: string } & ({ definition: ConnectorDefinition } | { fault: string });

/** The connectors among the dependencies of the project: packages with the keyword `hrflow-connector`. */
export async function installedConnectors(folder: string): Promise<InstalledConnector[]> {
  const manifest = findUp(folder, "package.json");
  if (!manifest) return [];
  const { dependencies, devDependencies, optionalDependencies } = readJson(manifest);
  const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).sort();
  const connectors = names.filter((name) => {
    const own = findUp(folder, join("node_modules", name, "package.json"));
    return own !== undefined && readJson(own).keywords?.includes("hrflow-connector");
  });
  return Promise.all(connectors.map((packageName) => loadConnector(manifest, packageName)));
}

async function loadConnector(manifest: string, packageName: string): Promise<InstalledConnector> {
  try {
    const path = createRequire(manifest).resolve(packageName);
    const { definition } = (await import(pathToFileURL(path).href)).default ?? {};
    if (definition) return { packageName, definition };
    return { packageName, fault: "its default export is no connector" };
  } catch (error) {
    return { packageName, fault: error instanceof Error ? error.message : String(error) };
  }
}

interface PackageManifest {
  keywords?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

function readJson(path: string): PackageManifest {
  return JSON.parse(readFileSync(path, "utf8"));
}

function findUp(folder: string, name: string): string | undefined {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  return dirname(folder) === folder ? undefined : findUp(dirname(folder), name);
}

/** An action by its full name, `lever.push_profile`. */
export interface NamedAction {
  name: string;
  connector: string;
  definition: ActionDefinition;
}

/** The actions of the installed connectors, and those of the workflows. */
export function actionsOf(installed: InstalledConnector[], loaded: LoadedConfig | undefined): NamedAction[] {
  const named = new Map<string, NamedAction>();
  const add = (connector: string, definition: ActionDefinition) => {
    const name = `${connector}.${definition.id}`;
    named.set(name, { name, connector, definition });
  };
  for (const { action } of Object.values(loaded?.config.workflows ?? {}))
    add(action.connector.slug, describeAction(camelCase(action.id), action.action));
  for (const connector of installed)
    if ("definition" in connector)
      for (const action of connector.definition.actions) add(connector.definition.slug, action);
  return [...named.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Finds `lever.push_profile`, `lever.pushProfile`, or `push_profile` if one connector alone has it. Throws `UsageError`. */
export function findAction(actions: NamedAction[], wanted: string): NamedAction {
  const found = actions.filter(({ name, connector, definition: { id, method } }) =>
    [name, `${connector}.${method}`, id, method].includes(wanted),
  );
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  const names = (only ? found : actions).map(({ name }) => name).join(", ");
  const fault = only ? `"${wanted}" is an action of several connectors` : `there is no action "${wanted}"`;
  throw new UsageError(`${fault}. Choose one of: ${names || "none; install a connector beside the config first"}.`);
}

function camelCase(id: string): string {
  return id.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
