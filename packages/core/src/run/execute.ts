import type { AnyConnection } from "../contract/connection";
import type { Store } from "../contract/run";
import type { ReadContext } from "../contract/warehouse";
import type { OriginFile } from "../contract/write";
import { AbortedError } from "../errors";
import type { Replayed } from "../ledger/dead-letters";
import { warnOfOverrides } from "../rate-limits/account-limits";
import { cursorKey, readRecord } from "../state/state";
import { anySignal, type StopSignal } from "../stop";
import { openArchive } from "./archive";
import { type CursorKeeper, createCursorKeeper, createCursorSaver, isCursor, type StoredCursor } from "./cursor";
import { openTarget, type Target } from "./open-target";
import type { CheckedActionParameters } from "./parameters";
import { createReadAhead, runPipeline } from "./pipeline";
import { failOpening, type Run } from "./run";

/** From where an origin is read, and what it says of how far it came. */
export type ReadPlace = Pick<ReadContext<never, never>, "since" | "reached">;

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

/** A run whose parameters are valid. */
export interface ExecutionPlan {
  actionParameters: CheckedActionParameters;
  targetParameters: unknown;
  source: ItemSource;
  isIncremental: boolean;
  /** Runs with the same key take turns. */
  turnKey: string | undefined;
  /** In a replay, the dead letters of its items. */
  replayed?: Replayed;
}

/** Opens the target while the origin is read, streams the items through, and saves and returns how far the run came. */
export async function execute(run: Run, plan: ExecutionPlan): Promise<string | null> {
  const { guard, reporter, options, action } = run;
  const { actionParameters, source, isIncremental } = plan;
  const { store } = options;
  const { concurrency } = action.target.write;
  let stored: StoredCursor | null = null;
  let cursor: CursorKeeper | undefined;
  let target: Target;
  let archive: Awaited<ReturnType<typeof openArchive>>;
  const reading = anySignal([options.signal]);
  const place = (): ReadPlace => ({ since: cursor?.since ?? null, reached: (at) => cursor?.reached(at) });
  const items = createReadAhead(
    async () => {
      const read = await source.read(run, place(), reading.ending);
      return archive?.watch(read) ?? read;
    },
    concurrency,
    () => cursor?.place() ?? {},
  );
  try {
    if (options.signal?.aborted) throw new AbortedError("the run was stopped before it began");
    if (isIncremental && store) {
      stored = await guard(readCursor(run, store, await source.binding()));
      const { cursor: cursorOf = () => null, overlapMs = 5 * 60_000 } = source;
      cursor = createCursorKeeper(stored, { cursorOf, overlapMs });
    }
    archive = await guard(openArchive(run, plan));
    warnOfOverrides(options.rateLimits, [...source.connections, ...action.target.write.connections], reporter.logger);
    const isEarly = await guard(source.mayBeginEarly?.() ?? true);
    target = await guard(openTarget(run, plan, () => isEarly && !reading.ending.aborted && items.start()));
  } catch (error) {
    items.stop();
    reading.ending.abort(new AbortedError("the target could not be opened"));
    reading.release();
    failOpening(run, error);
    return stored?.readFrom ?? null;
  }
  const saver = cursor && store ? createCursorSaver(run, store, source, cursor, stored) : undefined;
  const { readWasComplete } = await runPipeline({
    run,
    source: items,
    identity: source.id,
    format: actionParameters.format ?? action.format,
    logics: actionParameters.logics,
    mayChange: actionParameters.format !== undefined || actionParameters.logics.length > 0,
    write: archive?.noting(target.write) ?? target.write,
    deadLetters: target.deadLetters,
    concurrency,
    isIncremental,
    maxAttempts: options.maxAttempts ?? 5,
    cursor,
    progress: saver?.progress,
  });
  // What is still being read is not used any more.
  if (!items.isExhausted()) reading.ending.abort(new AbortedError("the run has ended"));
  await archive?.end(target.api, readWasComplete);
  reading.release();
  return saver ? saver.end(readWasComplete) : null;
}

/** The cursor of the workflow; null at the first run, and if it belongs to another origin. */
async function readCursor({ workflowId, reporter }: Run, store: Store, origin: string): Promise<StoredCursor | null> {
  const stored = await readRecord(store, cursorKey(workflowId), isCursor);
  if (!stored || stored.origin === origin) return stored;
  reporter.logger.warn(
    { readFrom: stored.readFrom },
    "the workflow's cursor belongs to another origin or other origin parameters: everything is read again",
  );
  return null;
}
