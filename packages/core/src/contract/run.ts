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
 * Read on in this order: connection.ts, warehouse.ts, write.ts, connector.ts. What users of connectors see is here and in result.ts.
 */

import type { TokenBucket } from "./connection";
import type { Failure, FailureError, Logger, RunEvent, RunResult } from "./result";
import type { Limiter, Store } from "./shared";
import type { ReadableWarehouse, WritableWarehouse } from "./warehouse";

/** Maps an item of the origin to one of the target. Pure; may be async. It cannot discard an item: a logic can. */
export type Format<OriginItem, TargetItem> = (item: OriginItem) => TargetItem | Promise<TargetItem>;

/** Changes an item, or discards it by returning `null` or `undefined`. May be async. */
export type Logic<TargetItem> = (
  item: TargetItem,
) => TargetItem | null | undefined | Promise<TargetItem | null | undefined>;

/** Moves records from one warehouse to another. */
export interface Action<OriginInput, OriginParameters, OriginItem, TargetInput, TargetParameters, TargetItem> {
  /** One sentence: what the action does. */
  description: string;
  origin: ReadableWarehouse<OriginInput, OriginParameters, OriginItem>;
  target: WritableWarehouse<TargetInput, TargetParameters, TargetItem>;
  /** The default mapping, which a user's `format` replaces. */
  format: Format<OriginItem, NoInfer<TargetItem>>;
  /**
   * Names of the tags that the format writes, without the numbers in them: `acme_office` for `acme_office_0`. A target that updates a
   * record removes those that the item has no more. Default: none, so that a tag stays once its value is gone at the origin.
   */
  ownTags?: readonly string[];
  /**
   * Id of the action with which this one shares its deliveries and dead letters, such as `push_profile` in `pushProfileList`: what one of
   * them delivered, the other does not create again. Both write to the same target, and their origins give a record the same id.
   * Default: its own.
   */
  deliveries?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the supertype of every action; `defineAction` checks that the two sides fit.
export type AnyAction = Action<any, any, any, any, any, any>;

/** `"sync"` reads everything; `"incremental"` reads from the cursor of the last run of the same workflow. */
export type ReadMode = "sync" | "incremental";

export interface ActionParameters<OriginItem, TargetItem> {
  /** Replaces the action's default mapping. */
  format?: Format<OriginItem, TargetItem> | undefined;
  /** Applied in order after `format`; a nullish result discards the item. Default none. */
  logics?: Logic<TargetItem>[] | undefined;
  /** Default `"sync"`. */
  readMode?: ReadMode | undefined;
  /**
   * What happens to an item that an earlier run delivered, as the store remembers: `"skip"` (default) sends nothing and returns
   * the same receipts, `"create"` creates another record.
   */
  onDuplicate?: "skip" | "create" | undefined;
  /**
   * Whether the run only tells what it would do, in the result's `plan`: it reads, formats, applies logics and looks up what costs little.
   * Nothing is written, archived or stored, except OAuth tokens, which are lost otherwise, and `callback` is not called. Default false.
   */
  dryRun?: boolean | undefined;
  /** Called once, after the last write, with the result so far. */
  callback?: ((result: RunResult) => unknown) | undefined;
}

/** The four inputs of a run. */
export type ActionInput<A extends AnyAction> =
  A extends Action<infer OriginInput, infer _O, infer OriginItem, infer TargetInput, infer _T, infer TargetItem>
    ? {
        /** Names the workflow whose state (cursor, last result) a store keeps. */
        workflowId: string;
        actionParameters?: ActionParameters<OriginItem, TargetItem> | undefined;
        originParameters: OriginInput;
        targetParameters: TargetInput;
      }
    : never;

/** The `fetch` of a run. It is called with a `Request` for the vendor's real host. */
export type Fetch = (request: Request) => Promise<Response>;

/** Returns the IP addresses of a host name. Rejects, or returns none, if it has none. */
export type ResolveHost = (host: string) => Promise<string[]>;

/** What surrounds a run. Everything is optional. */
export interface RunOptions {
  /** The only way out to the network: every request of a run uses it. Default: the platform's `fetch`. */
  fetch?: Fetch | typeof globalThis.fetch | undefined;
  /**
   * Resolves the host of a URL that comes from data, such as a resume's: before each attempt of a download, and before the URL is
   * passed on to a vendor. The URL is refused if any of the addresses is not public. Default: the platform's lookup, on Node, Deno
   * and Bun, if `fetch` is the platform's own; otherwise none, and hosts are judged by their names.
   */
  resolveHost?: ResolveHost | undefined;
  /** Keeps state between runs. Default: none. */
  store?: Store | undefined;
  /** Default: silent. */
  logger?: Logger | undefined;
  /** Stops the run: no new request starts, and the result says what was written. */
  signal?: AbortSignal | undefined;
  /**
   * How long the whole run may take, in milliseconds, above 0 and at most 2,147,483,647; any other value rejects with
   * `ConfigurationError`. The run then stops as with `signal`, within a second. Default: no limit.
   */
  deadlineMs?: number | undefined;
  /**
   * Overrides a vendor's rate limit by its name, for all runs of the process that use the account. The log warns of a name that the
   * action does not have. Default: what the connector declares.
   */
  rateLimits?: Record<string, TokenBucket> | undefined;
  /** Keeps the rate limits in place of the process, for several machines. Default: the limits are those of the process. */
  limiter?: Limiter | undefined;
  /**
   * In how many runs an item may fail, or its record stay pending, before it no longer holds the cursor of its workflow. It stays a dead
   * letter then, and is not read again until it changes. Default 5.
   */
  maxAttempts?: number | undefined;
  /** Called for everything that happens, in order. An exception is logged and changes nothing. */
  onEvent?: ((event: RunEvent) => void) | undefined;
  /**
   * Called around the run, each item and each attempt of a request, so that a tracer can make its context current. It calls `work`, which
   * resolves to how that ended, before it returns. Whatever else it does, the work runs once, and the run depends on nothing it returns.
   */
  around?: ((what: Around, work: () => Promise<AroundOutcome>) => unknown) | undefined;
}

/** What `around` surrounds, discriminated by `type`. Nothing in it is secret or about a person. */
export type Around = AroundRun | AroundItem | AroundRequest;

/** `connector` is its slug, `action` its id: `acme`, `push_profile`. */
export type AroundAny = Record<"runId" | "workflowId" | "connector" | "action", string>;

export interface AroundRun extends AroundAny {
  type: "run";
  /** The names of the two warehouses. */
  origin: string;
  target: string;
  dryRun: boolean;
  /** Of a replay: the run whose failed items it tries again, and the text that its tracer set. */
  replayOf?: { runId: string; trace?: string };
  /** Before `work`: stores a text of up to 512 characters with the run's dead letters, such as a `traceparent` that a replay links to. */
  setTrace(text: string): void;
}

export interface AroundItem extends AroundAny {
  type: "item";
  /** The item's place among those that the run read, from 0. */
  index: number;
}

/** One attempt, up to the end of the response. A typed client's belongs to no run. */
export interface AroundRequest extends Partial<AroundAny> {
  type: "request";
  method: string;
  /** Without its query. Absent for a file whose address comes from an item: it may name a person. */
  url?: string;
  /** The path as the OpenAPI document writes it: `/candidates/{id}`. Absent for requests that none describes. */
  template?: string;
  /** From 1. */
  attempt: number;
  /** How long it waited for the rate limit before, in milliseconds. */
  waitedMs: number;
  /** Adds a header to the request, such as `traceparent`. It replaces one of the same name. */
  setHeader(name: string, value: string): void;
}

/** How what `around` surrounds has ended. Secrets are redacted. */
export type AroundOutcome =
  | { type: "run"; result: RunResult }
  /** `planned`: in a dry run. `stopped`: the run was stopped before the item ended. */
  | { type: "item"; outcome: "written" | "discarded" | "failed" | "planned" | "stopped"; failure?: Failure }
  /** An attempt has the status of the response, or an error. */
  | { type: "request"; status?: number; error?: FailureError };
