import type { Api } from "./connection";
import type { Logger } from "./result";

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
  /** Names of the tags that the action's format writes. */
  ownTags: readonly string[];
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
   * succeed later, the receipt is `pending`: the next run tries it again. A refused credential still ends the run.
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
  /**
   * Runs such a part for each key in turn, such as each job that a person applies to. Returns what the parts that succeeded return.
   *
   * @example
   * return eachPart(jobIds, (id) => `job ${id}`, (id) => step(`application to job ${id}`, { ... }));
   */
  eachPart<Key, Result>(
    keys: Iterable<Key>,
    name: (key: Key) => string,
    work: (key: Key) => Promise<Result>,
  ): Promise<Result[]>;
  /** Adds a warning to a receipt. Default: the first one. */
  warn(message: string, receiptId?: string): void;
  /** The same for what another run may add, such as a resume whose server is down: the receipt is `pending`. */
  warnPending(message: string, receiptId?: string): void;
  /**
   * Downloads a file of up to 30 MiB from a public host, or only its beginning; or one that the origin's credential opens. Throws
   * `InputError` if its URL is not allowed, or if the origin has no such files.
   */
  download(file: FileReference | OriginFile, options?: { onlyBeginning?: boolean }): Promise<File>;
  /** Checks a URL from data before it is passed on, as `download` checks it. Throws `InputError`. */
  checkUrl(url: string): Promise<URL>;
  /** Loads a value once per account and keeps it for some minutes, across runs of the process. */
  once<T>(key: string, load: () => Promise<T>): Promise<T>;
  /** Rejects with `AbortedError` if the run stops meanwhile. */
  sleep(ms: number): Promise<void>;
}

/** What a writer plans with in a dry run, for one item. */
export type PlanContext<Paths extends object, Parameters> = Pick<
  WriteContext<Paths, Parameters>,
  "api" | "parameters" | "logger" | "signal" | "reference" | "ownTags" | "once"
>;

/** What archiving works with, once per run. */
export type ArchiveContext<Paths extends object, Parameters> = Pick<
  WriteContext<Paths, Parameters>,
  "api" | "parameters" | "logger" | "signal"
>;

/**
 * How a target archives records that the origin does not hold any more. Core decides which these are: only records that earlier runs of
 * the workflow wrote, only after a complete, unfiltered read and a run without a failure, and at most a share of what is live.
 */
export interface Archiver<Paths extends object, Parameters> {
  /** The name of the parameter that asks for it, a boolean. A run with it needs a store. */
  parameter: keyof Parameters & string;
  /** The share of the live records that one run archives at most: above 0, below 1. With more to archive, it archives none. */
  limit(parameters: Parameters): number;
  /** Yields every record of the target that is not archived, whoever created it. */
  live(context: ArchiveContext<Paths, Parameters>): AsyncIterable<LiveRecord>;
  /** Archives one record. Resolves also if the target does not hold it any more. */
  archive(id: string, context: ArchiveContext<Paths, Parameters>): Promise<void>;
}

/** A record that is not archived. */
export interface LiveRecord {
  /** As on its receipt. */
  id: string;
  reference?: string | null | undefined;
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

/** A file at a public URL. */
export interface FileReference {
  url: string;
  /** How the data name the file. */
  fileName?: string | undefined;
}

/** A file of the origin that has no public URL, such as a resume in an ATS. */
export interface OriginFile {
  /** What the origin's `read.file` finds it by. */
  id: string;
  /** How the data name the file. */
  fileName?: string | undefined;
}

/** How an origin tells which records are gone: it lists them, or a complete read does not yield them. */
export type Deletions = "listed" | "unread";

/** `types` are extensions in lower case, such as `pdf`. What is left out is not limited, or not documented. */
export interface FileLimits {
  types?: readonly string[];
  maxBytes?: number;
}
