import type { Endpoint, JsonSchema } from "./connection";
import type { Finding } from "./finding";
import type { RunResult } from "./result";
import type { ActionInput, AnyAction, RunOptions } from "./run";
import type { DataType, SpecificationVersion } from "./warehouse";
import type { WebhookEventSource } from "./webhooks";
import type { Deletions, FileLimits } from "./write";

/** What kind of system a connector reaches. */
export type ConnectorType = "ATS" | "HCM" | "CRM" | "Job Board" | "Automation" | "Other";

/** What the author of a connector writes. */
export interface ConnectorSource<
  Actions extends Record<string, AnyAction> = Record<string, AnyAction>,
  Hooks extends AnyWebhooks | undefined = AnyWebhooks | undefined,
> {
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
  /** Receives the vendor's webhooks; `defineWebhooks` of `@hrflow-connectors/core/webhooks` creates it. */
  webhooks?: Hooks;
}

/** What every receiver of webhooks has. */
export interface AnyWebhooks {
  // biome-ignore lint/suspicious/noExplicitAny: the supertype of every receiver, whatever its events.
  (options: any): (request: Request) => Promise<Response>;
  readonly source: {
    readonly name: string;
    readonly events: Readonly<Record<string, WebhookEventSource>>;
  };
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
export type Connector<Actions extends Record<string, AnyAction>, Hooks extends AnyWebhooks | undefined = undefined> = {
  readonly definition: ConnectorDefinition;
  /**
   * Looks before a run, by reads alone: credentials, permissions, what the parameters name, clocks, what is left of the rate limit. A
   * side whose parameters are left out is not checked. Nothing is written, and of a store tokens alone are saved.
   */
  check(input: CheckInput<Actions>, options?: RunOptions): Promise<CheckResult>;
} & { readonly [Method in keyof Actions]: ConnectorAction<Actions[Method]> } & (undefined extends Hooks
    ? unknown
    : { /** Receives what the vendor sends to a URL of yours. */ readonly webhooks: Hooks });

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
  origin: WarehouseDefinition & {
    supportsIncremental: boolean;
    /** Null if it does not tell: then nothing is archived. */
    deletions: Deletions | null;
  };
  /** Where the parameters choose one of several ways to write, the preferred one counts. */
  target: WarehouseDefinition & {
    concurrency: number;
    /** Whether writing a record again updates it. */
    updates: boolean;
    /** The parameter that asks to archive records that the origin does not hold any more; null if they always stay. */
    archiveParameter: string | null;
    /** Which files the vendor takes with a record; null if nothing is declared. */
    files: FileLimits | null;
  };
  /** The values used for parameters that are left out. */
  defaults: { actionParameters: object; originParameters: object; targetParameters: object };
}

/** A connector as plain data, for catalogs, forms and documentation. */
export interface ConnectorDefinition extends Omit<ConnectorSource, "actions" | "webhooks"> {
  specificationVersion: SpecificationVersion;
  actions: ActionDefinition[];
}
