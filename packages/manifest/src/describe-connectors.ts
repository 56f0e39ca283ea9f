import { ConfigurationError } from "@hrflow-connectors/core";
import type { ActionDefinition, ConnectorDefinition, WarehouseDefinition } from "@hrflow-connectors/core/connector";
import type { WebhookEventSource, WebhookSource } from "@hrflow-connectors/core/webhooks";

/** What connectors can do, as JSON: for catalogs, forms and documentation. */
export interface Manifest {
  $schema: string;
  manifestVersion: "v1";
  connectors: ManifestConnector[];
}

export interface ManifestConnector extends Omit<ConnectorDefinition, "actions"> {
  actions: ManifestAction[];
  /** Null if the connector receives none. */
  webhooks: ManifestWebhooks | null;
}

/** What a vendor sends to a URL. */
export interface ManifestWebhooks extends Pick<WebhookSource, "signature"> {
  /** How old a delivery may be, in ms, by the time that the signature covers. Null: any. */
  maxAgeMs: number | null;
  events: ManifestEvent[];
}

export interface ManifestEvent {
  /** The vendor's name. */
  name: string;
  /** The ids that a delivery holds. */
  ids: string[];
  /** The action that reads again what changed, and its parameters that the event gives. Null if nothing has to be read. */
  action: { method: string; originParameters: string[]; readMode: "sync" | "incremental" } | null;
  /** What does not exist any more, and which of the ids it had. */
  deleted: { kind: string; id: string } | null;
}

/** A connector, as far as it is described. */
export interface DescribedConnector {
  readonly definition: ConnectorDefinition;
  readonly webhooks?: { readonly source: WebhookSource };
}

export interface ManifestAction extends Omit<ActionDefinition, "origin" | "target"> {
  origin: WarehouseDefinition;
  target: WarehouseDefinition;
  capabilities: Capabilities;
}

export interface Capabilities {
  /** Whether `readMode: "incremental"` works. */
  incremental: boolean;
  /** Whether writing a record again updates it. */
  updates: boolean;
  /** How records are archived that the origin no longer holds. Null if they are never archived. */
  archiving: Archiving | null;
  /** Which files the target takes with a record; null if nothing is declared. */
  files: ActionDefinition["target"]["files"];
  /** How many records are written side by side. */
  concurrency: number;
}

export interface Archiving {
  /** The target parameter that asks for it. */
  parameter: string;
  /** Which records are archived: those that the origin lists as deleted, or those that a complete read does not yield. */
  deletions: "listed" | "unread";
}

/** Where the JSON Schema of a manifest is published; also `@hrflow-connectors/manifest/schema.json`. */
const schemaUrl =
  "https://raw.githubusercontent.com/hrflow-connectors/hrflow-connectors-js/main/packages/manifest/schema.json";

/**
 * Returns one manifest for connectors, as plain data that `JSON.stringify` writes whole. Throws `ConfigurationError` if two connectors
 * have the same slug.
 *
 * @example
 * const manifest = describeConnectors([lever, greenhouse]);
 */
export function describeConnectors(connectors: readonly DescribedConnector[]): Manifest {
  const described = connectors.map(({ definition, webhooks }) => ({
    ...definition,
    actions: definition.actions.map(describeAction),
    webhooks: webhooks ? describeWebhooks(webhooks.source) : null,
  }));
  const slugs = described.map(({ slug }) => slug);
  const repeated = slugs.find((slug, index) => slugs.indexOf(slug) < index);
  if (repeated) throw new ConfigurationError(`describeConnectors: two connectors have the slug "${repeated}"`);
  const manifest = { $schema: schemaUrl, manifestVersion: "v1", connectors: described };
  // A copy: changes to it do not reach the connectors.
  return JSON.parse(JSON.stringify(manifest)) as Manifest;
}

function describeAction({ origin, target, ...action }: ActionDefinition): ManifestAction {
  const { supportsIncremental, deletions, ...source } = origin;
  const { concurrency, updates, archiveParameter, files, ...destination } = target;
  // An action that reads one record cannot know which others are gone.
  const isList = action.id.endsWith("_list");
  const capabilities = {
    ...{ incremental: supportsIncremental, updates, files, concurrency },
    archiving: archiveParameter && deletions && isList ? { parameter: archiveParameter, deletions } : null,
  };
  return { ...action, origin: source, target: destination, capabilities };
}

function describeWebhooks({ signature, time, events }: WebhookSource): ManifestWebhooks {
  const described = Object.entries(events).map(([name, event]) => describeEvent(name, event));
  return { signature, maxAgeMs: time?.maxAgeMs ?? null, events: described };
}

function describeEvent(name: string, { ids, action, deleted }: WebhookEventSource): ManifestEvent {
  const { method, originParameters, readMode = "sync" } = action ?? {};
  const given = Object.keys(originParameters ?? {});
  return {
    ...{ name, ids: Object.keys(ids), deleted: deleted ?? null },
    action: method === undefined ? null : { method, originParameters: given, readMode },
  };
}
