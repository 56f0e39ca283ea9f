import type { AnyConnection, Api, Connection, Endpoint, EndpointOf, ParameterSchema } from "./connection";
import type { Logger, ReceiptDraft } from "./result";

/** The version of the plugin contract that this folder describes. `defineWarehouse` and `defineConnector` stamp it. */
export type SpecificationVersion = "v1";

/** What kind of record a warehouse holds. */
export type DataType = "profile" | "job" | "application" | "other";

/** An endpoint that a warehouse calls, declared so that people can tell which permissions a credential needs. */
export type EndpointDeclaration<Paths> =
  | EndpointOf<Paths>
  | {
      endpoint: EndpointOf<Paths> /** The permission or OAuth scope. */;
      permission?: string /** The vendor's page. */;
      url?: string;
    };

/** What the author of a connector writes: one kind of record, and how it is read, written or both. */
export interface WarehouseSource<
  Input,
  Credential,
  Paths extends object,
  RInput,
  RParameters,
  RItem,
  WInput,
  WParameters,
  WItem,
> {
  /** As people know it: `Acme candidates`. */
  name: string;
  dataType: DataType;
  connection: Connection<Input, Credential, Paths>;
  read?: Reader<Paths, RInput, RParameters, RItem>;
  write?: Writer<Paths, WInput, WParameters, WItem>;
}

/** How a warehouse is read. */
export interface Reader<Paths extends object, Input, Parameters, Item> {
  /** Default: those of the connection. */
  parameters?: ParameterSchema<Input, Parameters>;
  endpoints: readonly EndpointDeclaration<Paths>[];
  /**
   * Yields the items one by one; `paginate` reads a paged list. Finding nothing is an empty read. Whatever it throws ends the read; the
   * items before it are still written.
   */
  read(context: ReadContext<Paths, Parameters>): AsyncIterable<Item>;
  /**
   * The item's cursor: a string that sorts as the items do, such as an ISO 8601 time in UTC. Makes the warehouse readable
   * incrementally: items come in ascending order, and a read since a cursor yields the items at that cursor again.
   */
  cursor?(item: Item): string;
  /** Identifies an item across runs. Default: its `reference`, else its `key`, else its `id`. */
  id?(item: Item): string | null;
}

export interface ReadContext<Paths extends object, Parameters> {
  api: Api<Paths>;
  parameters: Parameters;
  /** The cursor of the last incremental run of this workflow; null in the first one and in `"sync"` mode. */
  since: string | null;
  logger: Logger;
  /** Aborts when the run has to stop. Requests through `api` follow it by themselves. */
  signal: AbortSignal;
}

/** How a warehouse is written. */
export interface Writer<Paths extends object, Input, Parameters, Item> {
  /** Default: those of the connection. */
  parameters?: ParameterSchema<Input, Parameters>;
  endpoints: readonly EndpointDeclaration<Paths>[];
  /** How many items are written side by side. Default 1. */
  concurrency?: number;
  /**
   * Whether writing an item again updates the same record, since the vendor knows it by our reference. Then every run writes, and the
   * ledger remembers nothing. Default false.
   */
  idempotent?: boolean;
  /** Other protocols whose unfinished deliveries this writer can finish. Default: none. */
  continues?: readonly string[];
  /** What within the account is written to, such as a board. Its deliveries and dead letters are kept apart. */
  scope?(parameters: Parameters): string;
  /** Creates the records of one item and returns a receipt for each. Every request that creates something is a step. */
  write(item: Item, context: WriteContext<Paths, Parameters>): Promise<ReceiptDraft | ReceiptDraft[]>;
}

/** What a writer works with, for one item. */
export interface WriteContext<Paths extends object, Parameters> {
  api: Api<Paths>;
  parameters: Parameters;
  logger: Logger;
  signal: AbortSignal;
  /** When the item was first attempted, in epoch milliseconds. */
  startedAt: number;
  /** What people know the item by. */
  reference: string | null;
  /** Names of the steps that earlier runs began, first those that are done: a changed item is recognized by them. */
  begun: readonly string[];
  /**
   * Runs a step at most once per item, across retries, crashes and repeated runs, and returns what it kept. The name says which
   * record it is by content, never by position: `application of job 7`. Throws what `create` throws.
   */
  step<Created extends object, Kept extends object, Sent = undefined>(
    name: string,
    step: Step<Created, Kept, Sent>,
  ): Promise<Kept>;
  /**
   * Runs a step that the record can live without. If it fails, returns undefined and adds a warning to the receipt; if it may
   * succeed later, the next run tries it again. A refused credential still ends the run.
   */
  optional<Created extends object, Kept extends object, Sent = undefined>(
    name: string,
    step: Step<Created, Kept, Sent>,
    receiptId?: string,
  ): Promise<Kept | undefined>;
  /** Whether a step of this run ended without telling if it created its record. */
  isUnknown(name: string): boolean;
  /** Runs one of several required parts. If it fails, returns undefined: the others still run, and the item fails at the end. */
  part<Result>(name: string, work: () => Promise<Result>): Promise<Result | undefined>;
  /** Adds a warning to a receipt. Default: the first one. */
  warn(message: string, receiptId?: string): void;
  /** Downloads a file of up to 30 MiB from a public host, or only its beginning. Throws `InputError` if its URL is not allowed. */
  download(file: FileReference, options?: { onlyBeginning?: boolean }): Promise<File>;
  /** Checks a URL from data before it is passed on, as `download` checks it. Throws `InputError`. */
  checkUrl(url: string): Promise<URL>;
  /** Loads a value once per account and keeps it for some minutes, across runs of the process. */
  once<T>(key: string, load: () => Promise<T>): Promise<T>;
  /** Rejects with `AbortedError` if the run stops meanwhile. */
  sleep(ms: number): Promise<void>;
}

export interface FileReference {
  url: string;
  /** How the data name the file. */
  fileName?: string | undefined;
}

/** One request that creates something. */
export interface Step<Created extends object, Kept extends object, Sent = undefined> {
  /** Sends the request. After a certain refusal it may send less: `revise` stores what, in place of what `sent` returned. */
  create(sent: Sent, revise: (sent: Sent) => Promise<void>): Promise<Created>;
  /** Picks what core stores of the record: ids and URLs, as plain data. Its `id` identifies the record. */
  keep(created: Created, sent: Sent): Kept;
  /**
   * Looks the record up when it is unknown whether `create` reached the vendor. Returns all that may be it; core drops those that are
   * others. `since` is a time shortly before the create by the vendor's clock, in epoch milliseconds. Default: it is not repeated.
   */
  find?(wasSent: WasSent, sent: Sent, since: number): Promise<Created | readonly Created[] | null>;
  /**
   * What `find` recognizes the record by in the whole account, also in a later run; core stores salted hashes. Steps with the same
   * identity take turns, and a record that another item created is never adopted.
   */
  identity?: Record<string, string | null | undefined | readonly string[]>;
  /** Whether `find` is also called before `create`: what it returns then was there before, and is never adopted. Default false. */
  looksBefore?: boolean | ((sent: Sent) => boolean);
  /** Names of other steps that this create does as well: they do not run then, and resolve to `{}`. For other protocols to know. */
  carries?(sent: Sent): readonly string[];
  /** Whether `find` recognizes the record by a value that no other create carries: such steps need no turns. Default false. */
  isMarked?: boolean;
  /** Plain data about what is being sent that is stored as it is: no personal data. Called before `create`. */
  sent?(): Sent | Promise<Sent>;
  /** How long a created record may be invisible to `find`, in milliseconds. Default 0. */
  visibleAfterMs?: number;
  /** Whether creating it again does no harm. Default false. */
  repeatable?: boolean;
}

/** Whether the attempt sent this value under this name of the step's `identity`. */
export type WasSent = (name: string, value: string | null | undefined) => Promise<boolean>;

export interface Warehouse {
  specificationVersion: SpecificationVersion;
  name: string;
  dataType: DataType;
}

export interface ReadableWarehouse<Input, Parameters, Item> extends Warehouse {
  read: Side<Input, Parameters> & {
    /** Which reader the parameters ask for. */
    choose(parameters: Parameters): {
      connection: AnyConnection;
      read(context: ReadContext<never, never>): AsyncIterable<Item>;
    };
    cursor?: ((item: Item) => string) | undefined;
    id?: ((item: Item) => string | null) | undefined;
  };
}

export interface WritableWarehouse<Input, Parameters, Item> extends Warehouse {
  write: Side<Input, Parameters> & {
    concurrency: number;
    idempotent: boolean;
    /** Which writer the parameters ask for. */
    choose(parameters: Parameters): {
      connection: AnyConnection;
      scope?: ((parameters: Parameters) => string) | undefined;
      continues?: readonly string[] | undefined;
      write(item: Item, context: WriteContext<never, never>): Promise<ReceiptDraft | ReceiptDraft[]>;
    };
  };
}

/** What both sides of an action have. */
export interface Side<Input, Parameters> {
  parameters: ParameterSchema<Input, Parameters>;
  endpoints: readonly Endpoint[];
  connections: readonly AnyConnection[];
}
