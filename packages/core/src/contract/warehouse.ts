import type { AnyConnection, Api, Connection, Endpoint, EndpointOf, ParameterSchema } from "./connection";
import type { ReportedFinding } from "./finding";
import type { Logger, PlanDraft, ReceiptDraft } from "./result";
import type { Archiver, Deletions, FileLimits, FileReference, OriginFile, PlanContext, WriteContext } from "./write";

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
   * The item's cursor: a string that sorts as time does, such as an ISO 8601 time in UTC; null if the vendor tells none. Makes the
   * warehouse readable incrementally: items come in ascending order or the read says what it has `reached`, and a read since a cursor
   * yields the items at that cursor again.
   */
  cursor?(item: Item): string | null;
  /** How much before the last cursor is read again, in milliseconds, for records that show late. Default 300,000. */
  overlapMs?: number;
  /** Identifies an item across runs. Default: its `reference`, else its `key`, else its `id`. */
  id?(item: Item): string | null;
  /** Before a run: looks at what the parameters name and at the permissions, by cheap reads alone. */
  check?(context: CheckContext<Paths, Parameters>): Promise<unknown>;
  /**
   * Whether these parameters leave out records that should stay at the target. What is not read may be archived there, so return false
   * only if the read yields everything else. Default: unknown, and nothing is archived.
   */
  isFiltered?(parameters: Parameters): boolean;
  /**
   * Lists what the vendor says it deleted, by what identifies the items. With it, a record is archived only if its item is among them:
   * one that is merely not read may still exist. Default: unknown, and what a complete read does not yield counts as gone.
   */
  deleted?(context: Omit<ReadContext<Paths, Parameters>, "since" | "isIncremental" | "reached">): AsyncIterable<string>;
  /** Fetches a file that only the credential opens, when a writer downloads an `OriginFile` of an item. */
  file?(
    file: OriginFile,
    context: Omit<ReadContext<Paths, Parameters>, "since" | "isIncremental" | "until" | "reached" | "total">,
  ): Promise<File>;
}

export interface ReadContext<Paths extends object, Parameters> {
  api: Api<Paths>;
  parameters: Parameters;
  /** The cursor of the last incremental run of this workflow, less the overlap; null in the first one and in `"sync"` mode. */
  since: string | null;
  /** Whether the run keeps a cursor. If not, items may come in any order: no run resumes in the middle of the list. */
  isIncremental: boolean;
  logger: Logger;
  /** Aborts when the run has to stop. Calls of `api` follow it. */
  signal: AbortSignal;
  /**
   * When the run started by the vendor's clock, in ISO 8601 UTC: nothing that changes later belongs to this read. Our clock's time before
   * the first response.
   */
  until(): string;
  /**
   * Says that everything up to this cursor was yielded, for a list that does not come in the order of its cursors: a run that breaks
   * off later continues there, as soon as all items before it are done. Such a read first says `reached(null)`: until it has reached more,
   * the cursor stays.
   */
  reached(cursor: string | null): void;
  /** Tells about how many items the read yields, for the display of its progress. May be called again. */
  total(count: number): void;
  /** Downloads a file of up to 30 MiB from a public host, without the credential. */
  download(file: FileReference): Promise<File>;
}

/** What a warehouse checks itself with; `api` sends nothing but reads. */
export interface CheckContext<Paths extends object, Parameters>
  extends Pick<ReadContext<Paths, Parameters>, "api" | "parameters" | "signal"> {
  /**
   * Calls, and reports whether it succeeded, by a sentence's subject such as `the board 12`. `advice` says what to do if it is refused.
   * Resolves to undefined if it failed.
   */
  probe<T>(subject: string, call: () => Promise<T>, advice: string): Promise<T | undefined>;
  report(finding: ReportedFinding): void;
  /** The scopes of the token, if the vendor tells them: core then reports those that the endpoints lack. */
  granted?: readonly string[] | undefined;
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
  /** Which files the vendor takes with a record, for catalogs and documentation. */
  files?: FileLimits;
  /** Other protocols whose unfinished deliveries this writer can finish. Default: none. */
  continues?: readonly string[];
  /** What within the account is written to, such as a board. Its deliveries and dead letters are kept apart. */
  scope?(parameters: Parameters): string;
  /** Before a run: looks at what the parameters name and at the permissions, by cheap reads alone. */
  check?(context: CheckContext<Paths, Parameters>): Promise<unknown>;
  /** Creates the records of one item and returns a receipt for each. Every request that creates something is a step. */
  write(item: Item, context: WriteContext<Paths, Parameters>): Promise<ReceiptDraft | ReceiptDraft[]>;
  /** For a dry run: what `write` would do, by look-ups alone; `api` sends nothing but reads. Default: it creates a record. */
  plan?(item: Item, context: PlanContext<Paths, Parameters>): Promise<PlanDraft | PlanDraft[]>;
  /** How records are archived that the origin does not hold any more. Default: none is. */
  archive?: Archiver<Paths, Parameters>;
}

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
      check?: ((context: CheckContext<never, never>) => Promise<unknown>) | undefined;
      file?: ((file: OriginFile, context: ReadContext<never, never>) => Promise<File>) | undefined;
      isFiltered?: ((parameters: Parameters) => boolean) | undefined;
      deleted?: ((context: ReadContext<never, never>) => AsyncIterable<string>) | undefined;
    };
    cursor?: ((item: Item) => string | null) | undefined;
    overlapMs?: number | undefined;
    id?: ((item: Item) => string | null) | undefined;
    deletions: Deletions | null;
  };
}

export interface WritableWarehouse<Input, Parameters, Item> extends Warehouse {
  write: Side<Input, Parameters> & {
    concurrency: number;
    idempotent: boolean;
    files?: FileLimits | undefined;
    archiveParameter?: string | undefined;
    /** Which writer the parameters ask for. */
    choose(parameters: Parameters): {
      connection: AnyConnection;
      check?: ((context: CheckContext<never, never>) => Promise<unknown>) | undefined;
      scope?: ((parameters: Parameters) => string) | undefined;
      continues?: readonly string[] | undefined;
      write(item: Item, context: WriteContext<never, never>): Promise<ReceiptDraft | ReceiptDraft[]>;
      plan?: ((item: Item, context: PlanContext<never, never>) => Promise<PlanDraft | PlanDraft[]>) | undefined;
      archive?: Archiver<never, never> | undefined;
    };
  };
}

/** What both sides of an action have. */
export interface Side<Input, Parameters> {
  parameters: ParameterSchema<Input, Parameters>;
  endpoints: readonly Endpoint[];
  connections: readonly AnyConnection[];
}
