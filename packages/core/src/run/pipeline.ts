import { describeError } from "../errors";
import { isInterruption, onAbort } from "../stop";
import { type ItemWork, processItem, referenceOf } from "./process-item";
import { addFailure } from "./run";

export interface PipelineSettings extends ItemWork {
  source: ReadAhead<unknown>;
  takeCursor?: ((item: unknown) => string) | undefined;
  concurrency: number;
  /** Present in an incremental run. */
  cursor: CursorKeeper | undefined;
}

/**
 * Streams items from the origin to the writer: as many side by side as the target takes, and as many again read ahead. Resolves to
 * whether the origin was read to its end.
 */
export async function runPipeline(settings: PipelineSettings): Promise<{ readWasComplete: boolean }> {
  const { run, source, concurrency } = settings;
  const { guard, tally, reporter } = run;
  const signal = run.options.signal;
  let stopped = false;
  let readFailed = false;

  const stop = () => {
    stopped = true;
    source.stop();
  };
  const failRead = (error: unknown) => {
    if (signal && isInterruption(error, signal)) {
      tally.aborted = true;
      return;
    }
    readFailed = true;
    tally.events.read_failure += 1;
    const failure = { stage: "read", reference: null, error: describeError(error) } as const;
    addFailure(tally, failure);
    reporter.emit({ type: "item.failed", failure });
    reporter.logger.error({ failure }, "reading failed");
  };
  const takeCursor = (item: unknown): string | undefined => {
    try {
      const cursor = settings.takeCursor?.(item);
      if (typeof cursor !== "string" || cursor === "") throw new Error("the item has no cursor");
      settings.cursor?.seen(cursor);
      return cursor;
    } catch (error) {
      tally.events.item_to_read_from_failure += 1;
      addFailure(tally, { stage: "read", reference: referenceOf(item), error: describeError(error) });
      stop();
      return undefined;
    }
  };
  const workers: Promise<void>[] = [];
  const begin = () => {
    const worker = work();
    // Thrown below, once the workers before it have ended.
    worker.catch(() => undefined);
    workers.push(worker);
  };
  /** One waits for the next item; who takes it starts another, up to the concurrency. */
  const work = async () => {
    let isFirst = true;
    while (!stopped) {
      const entry = await guard(source.next()).catch(failRead);
      if (!entry) return;
      if (isFirst && workers.length < concurrency) begin();
      isFirst = false;
      tally.events.read_success += 1;
      const cursor = settings.cursor ? takeCursor(entry.item) : undefined;
      if (settings.cursor && cursor === undefined) return;
      if (reporter.listening) reporter.emit({ type: "item.read", reference: referenceOf(entry.item) });
      const outcome = await processItem(entry.item, settings);
      if (cursor !== undefined) settings.cursor?.[outcome.done ? "done" : "open"](cursor);
      if (outcome.credentialRefused) stop();
      if (signal?.aborted) {
        if (!source.isDrained()) tally.aborted = true;
        stop();
      }
    }
  };
  const giveUp = () => {
    if (source.isDrained()) return;
    tally.aborted = true;
    stop();
  };
  const cancel = signal ? onAbort(signal, giveUp) : () => {};
  if (signal?.aborted) giveUp();
  begin();
  for (const worker of workers) await worker;
  cancel();
  return { readWasComplete: !stopped && !readFailed };
}

/**
 * Pulls from a source up to `capacity` items ahead of whoever takes them, one at a time, and stops pulling while that many wait.
 * `next` resolves to undefined at the end. An error of the source is thrown once, after the items before it.
 */
export interface ReadAhead<Item> {
  /** Begins to pull before anybody takes an item. */
  start(): void;
  next(): Promise<{ item: Item } | undefined>;
  /** Pulls nothing more and lets the source clean up. Waiting items are dropped. */
  stop(): void;
  /** Whether the source has ended and no item waits. */
  isDrained(): boolean;
  /** Whether the source has come to its own end, so that nothing is left of it to stop. */
  isExhausted(): boolean;
}

export function createReadAhead<Item>(open: () => Promise<AsyncIterable<Item>>, capacity: number): ReadAhead<Item> {
  const waiting: { item: Item }[] = [];
  const takers: { resolve: (entry: { item: Item } | undefined) => void; reject: (error: unknown) => void }[] = [];
  let iterator: AsyncIterator<Item> | undefined;
  let pulling = false;
  let ended = false;
  let exhausted = false;
  let fault: { error: unknown } | undefined;

  const settle = () => {
    while (takers.length > 0 && waiting.length > 0) takers.shift()?.resolve(waiting.shift());
    if (!ended || takers.length === 0) return;
    if (fault) {
      takers.shift()?.reject(fault.error);
      fault = undefined;
    }
    for (const taker of takers.splice(0)) taker.resolve(undefined);
  };
  const pull = async () => {
    if (pulling || ended) return;
    pulling = true;
    try {
      while (!ended && waiting.length < capacity) {
        iterator ??= (await open())[Symbol.asyncIterator]();
        if (ended) break;
        const step = await iterator.next();
        if (ended) break;
        if (step.done) ended = exhausted = true;
        else waiting.push({ item: step.value });
        settle();
      }
    } catch (error) {
      if (!ended) fault = { error };
      ended = true;
    }
    pulling = false;
    settle();
  };
  const cleanUp = async () => {
    try {
      await iterator?.return?.();
    } catch {
      // Nobody waits for a source that was given up.
    }
  };
  return {
    start: () => void pull(),
    next: () =>
      new Promise((resolve, reject) => {
        takers.push({ resolve, reject });
        settle();
        void pull();
      }),
    stop() {
      if (!ended) void cleanUp();
      ended = true;
      fault = undefined;
      waiting.length = 0;
      settle();
    },
    isDrained: () => ended && waiting.length === 0,
    isExhausted: () => exhausted,
  };
}

/**
 * Follows how far the cursor of an incremental run may move: over items that are done (written, or discarded on purpose), never past
 * one that is still open, and not at all if a read in wrong order broke off.
 */
export interface CursorKeeper {
  done(cursor: string): void;
  open(cursor: string): void;
  seen(cursor: string): void;
  /** The cursor to save. */
  value(readWasComplete: boolean): string | null;
}

export function createCursorKeeper(start: string | null): CursorKeeper {
  let furthestDone: string | null = null;
  let firstOpen: string | null = null;
  let last: string | null = null;
  let isOrdered = true;
  return {
    done(cursor) {
      if (furthestDone === null || cursor > furthestDone) furthestDone = cursor;
    },
    open(cursor) {
      if (firstOpen === null || cursor < firstOpen) firstOpen = cursor;
    },
    seen(cursor) {
      if (last !== null && cursor < last) isOrdered = false;
      last = cursor;
    },
    value(readWasComplete) {
      if (furthestDone === null || (!readWasComplete && !isOrdered)) return start;
      const reached = firstOpen !== null && firstOpen < furthestDone ? firstOpen : furthestDone;
      return start !== null && reached < start ? start : reached;
    },
  };
}
