import type { Store } from "../contract/run";
import { AbortedError } from "../errors";
import { warnOfOverrides } from "../rate-limits/account-limits";
import { cursorKey, readRecord } from "../state/state";
import { anySignal } from "../stop";
import { openArchive } from "./archive";
import { type CursorKeeper, createCursorKeeper, createCursorSaver, isCursor, type StoredCursor } from "./cursor";
import { openTarget, type Target, type TargetPlan } from "./open-target";
import type { ItemSource, ReadPlace } from "./origin-source";
import { createReadAhead, runPipeline } from "./pipeline";
import { failOpening, type Run } from "./run";

/** A run whose parameters are valid. */
export interface ExecutionPlan extends TargetPlan {
  source: ItemSource;
  isIncremental: boolean;
  /** Runs with the same key take turns. */
  turnKey: string | undefined;
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
