/*
 * The plugin contract. A connector is plain data and functions; core does the rest. The terms, used the same way everywhere:
 *
 * connector    a package for one ATS: a connection, warehouses, formats and actions
 * connection   how one account of a vendor is reached: API, credential, authorization, account identity, rate limit
 * warehouse    one kind of record behind a connection, and how it is read, written or both
 * action       origin warehouse -> format -> logics -> target warehouse
 * run          one execution of an action; it always resolves to a `RunResult`
 * item         one record on its way through a run
 * delivery     the write of one item to one account, across runs; the ledger remembers it
 * step         one request of a delivery that creates something
 * receipt      what was created for an item; a failure says what was not
 * dead letter  a failed item that the store keeps so that it can be replayed
 * cursor       how far an incremental workflow has read
 *
 * Read on in this order: connection.ts, warehouse.ts. What users of connectors see is in run.ts and result.ts.
 */
import type { Endpoint, JsonSchema } from "./connection";
import type { RunResult } from "./result";
import type { ActionInput, AnyAction, RunOptions } from "./run";
import type { DataType, SpecificationVersion } from "./warehouse";

/** What kind of system a connector reaches. */
export type ConnectorType = "ATS" | "HCM" | "CRM" | "Job Board" | "Automation" | "Other";

/** What the author of a connector writes. */
export interface ConnectorSource<Actions extends Record<string, AnyAction> = Record<string, AnyAction>> {
  /** The vendor's own spelling: `Acme`. */
  name: string;
  /** Lower case, as in the package's name: `acme`. */
  slug: string;
  type: ConnectorType;
  /** The vendor's website. */
  url: string;
  description: string;
  /** The npm package that holds the connector; sent in the user agent. */
  package: { name: string; version: string };
  /** Each action under its method's name, `pushProfile`; its id is the same in snake case, `push_profile`. */
  actions: Actions;
}

/** Whose action runs. */
export type ConnectorIdentity = Pick<ConnectorSource, "slug" | "package">;

/** An action that can be called. `action` is the plain data behind it. */
export interface ConnectorAction<A extends AnyAction> {
  (input: ActionInput<A>, options?: RunOptions): Promise<RunResult>;
  readonly id: string;
  readonly action: A;
  readonly connector: ConnectorIdentity;
}

/** A connector: its actions by method name, and the plain data behind them. */
export type Connector<Actions extends Record<string, AnyAction>> = {
  readonly definition: ConnectorDefinition;
} & { readonly [Method in keyof Actions]: ConnectorAction<Actions[Method]> };

/** One side of an action, as plain data. */
export interface WarehouseDefinition {
  name: string;
  dataType: DataType;
  parameters: JsonSchema;
  endpoints: Endpoint[];
}

/** An action as plain data. */
export interface ActionDefinition {
  /** `push_profile` */
  id: string;
  /** `pushProfile` */
  method: string;
  description: string;
  actionParameters: JsonSchema;
  origin: WarehouseDefinition & { supportsIncremental: boolean };
  target: WarehouseDefinition & { concurrency: number };
  /** The values used for parameters that are left out. */
  defaults: { actionParameters: object; originParameters: object; targetParameters: object };
}

/** A connector as plain data, for catalogs, forms and documentation. */
export interface ConnectorDefinition extends Omit<ConnectorSource, "actions"> {
  specificationVersion: SpecificationVersion;
  actions: ActionDefinition[];
}
