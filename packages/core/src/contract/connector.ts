import type { Endpoint, JsonSchema } from "./connection";
import type { RunResult } from "./result";
import type { ActionInput, AnyAction, RunOptions } from "./run";
import type { DataType, Finding, SpecificationVersion } from "./warehouse";

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
  /**
   * Looks before a run, by reads alone: credentials, permissions, what the parameters name, clocks, what is left of the rate limit. A
   * side whose parameters are left out is not checked. Nothing is written, and of a store tokens alone are saved.
   */
  check(input: CheckInput<Actions>, options?: RunOptions): Promise<CheckResult>;
} & { readonly [Method in keyof Actions]: ConnectorAction<Actions[Method]> };

/** What is checked: an action by its method's name, and the parameters of a run. */
export type CheckInput<Actions extends Record<string, AnyAction>> = {
  [Method in keyof Actions]: { action: Method } & Partial<
    Pick<ActionInput<Actions[Method]>, "originParameters" | "targetParameters">
  >;
}[keyof Actions];

export interface CheckResult {
  /** Whether nothing was found that keeps a run from working. */
  ok: boolean;
  findings: Finding[];
}

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
