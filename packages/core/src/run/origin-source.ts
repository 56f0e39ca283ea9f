import type { AnyConnection } from "../contract/connection";
import type { ReadableWarehouse, ReadContext } from "../contract/warehouse";
import type { FileReference, OriginFile } from "../contract/write";
import { jsonSchemaOf, withoutSecrets } from "../define/parameter-schema";
import { ConfigurationError, InputError } from "../errors";
import { downloadFile } from "../http/download";
import { originFault } from "../retry-rules";
import { kindOf } from "../state/plain-data";
import { contentHash, sha256 } from "../state/state";
import { asAbortSignal, type StopSignal } from "../stop";
import { accountHash, type Connected, connect } from "./connect";
import type { Run } from "./run";

/** From where an origin is read, and what it says of how far it came. */
export type ReadPlace = Pick<ReadContext<never, never>, "since" | "isIncremental" | "reached">;

/** Where the items of a run come from. */
export interface ItemSource {
  connections: readonly AnyConnection[];
  read(run: Run, place: ReadPlace, signal: StopSignal): Promise<AsyncIterable<unknown>>;
  /** Whether reading may begin before it is known if the target accepts its credential. Default true. */
  mayBeginEarly?(): Promise<boolean>;
  /** Fetches a file with the origin's credential. Throws `InputError` if the origin has no such files. */
  file(run: Run, file: OriginFile): Promise<File>;
  /** How far the clock of the origin is ahead of ours, in milliseconds; 0 until a response tells it. */
  offsetMs(): number;
  cursor?: ((item: unknown) => string | null) | undefined;
  overlapMs?: number | undefined;
  /** What an item is known by across runs. Default: its reference. */
  id?: ((item: unknown) => string | null) | undefined;
  /** A hash of the account and the parameters that are read from, without secrets: a cursor is valid for them alone. */
  binding(): Promise<string>;
  /** Whether only a part of the records is read; undefined if the origin does not say. */
  isFiltered?(): boolean | undefined;
  /** What the origin says it deleted, by what identifies it, once it was read; undefined if it does not say. */
  deleted?(): AsyncIterable<string> | undefined;
}

/** The items of an origin. */
export function originSource(
  { name, read: side }: ReadableWarehouse<unknown, unknown, unknown>,
  parameters: unknown,
): ItemSource {
  const { connections, cursor, overlapMs, id } = side;
  let offsetMs = () => 0;
  /** The context of the read, which listing the deletions goes on with. */
  let reading: object | undefined;
  const contextOf = ({ reporter }: Run, { api, http, signal }: Connected) => {
    const download = (file: FileReference) => downloadFile(http, file);
    return {
      ...{ api, parameters, logger: reporter.logger, download },
      get signal() {
        return asAbortSignal(signal);
      },
    };
  };
  /** Once for the files of a run: with the run, and not with its reading, they end. */
  let forFiles: Promise<Connected> | undefined;
  return {
    connections,
    cursor,
    overlapMs,
    id,
    async file(run, file) {
      const { connection, file: fetchFile } = side.choose(parameters);
      if (!fetchFile) throw new InputError(`${name} has no files: expected one with a url`);
      forFiles ??= connect(run, connection, parameters);
      // After a failure, the next file tries again.
      forFiles.catch(() => (forFiles = undefined));
      return forFiles
        .then((connected) => fetchFile(file, contextOf(run, connected) as never))
        .catch((error: unknown) => Promise.reject(originFault(name, error)));
    },
    async binding() {
      const account = await accountHash(side.choose(parameters).connection, parameters);
      return sha256(`${account} ${await contentHash(withoutSecrets(parameters, jsonSchemaOf(side.parameters)))}`);
    },
    // A code, and with some vendors a refresh token, can be used once: a run that fails at its target must not spend it.
    async mayBeginEarly() {
      try {
        const auth = await side.choose(parameters).connection.auth(parameters);
        return auth.type !== "oauth" || auth.grant.type === "client_credentials";
      } catch {
        // The read reports it.
        return false;
      }
    },
    offsetMs: () => offsetMs(),
    isFiltered: () => side.choose(parameters).isFiltered?.(parameters),
    deleted: () => side.choose(parameters).deleted?.(reading as never),
    async read(run, place, end) {
      const { connection, read } = side.choose(parameters);
      const connected = await connect(run, connection, parameters, { signal: end });
      offsetMs = () => connected.vendorOffsetMs() ?? 0;
      const until = () => new Date(Date.parse(run.startedAt) + offsetMs()).toISOString();
      const total = (count: number) => run.reporter.emit({ type: "read.total", total: count });
      reading = Object.assign(contextOf(run, connected), place, { until, total });
      const items: unknown = read(reading as never);
      if (typeof (items as AsyncIterable<unknown> | null)?.[Symbol.asyncIterator] === "function")
        return items as AsyncIterable<unknown>;
      // Nobody else waits for it: an unhandled rejection would end the process.
      if (items instanceof Promise) items.catch(() => undefined);
      const found = items instanceof Promise ? "a promise" : kindOf(items);
      const expected = "expected an async iterable, as async *read() returns";
      throw new ConfigurationError(`${name}: read returned ${found}: ${expected}`);
    },
  };
}
