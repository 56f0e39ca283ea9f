import { describeError } from "../errors";
import { isInterruption, onAbort } from "../stop";
import type { CursorKeeper, Place } from "./cursor";
import { type ItemWork, processItem, referenceOf } from "./process-item";
import { addFailure } from "./run";

export interface PipelineSettings extends ItemWork {
  source: ReadAhead<unknown>;
  concurrency: number;
  /** Present in an incremental run. */
  cursor: CursorKeeper | undefined;
  /** Called after each item of an incremental run. */
  progress?: (() => Promise<void>) | undefined;
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
  /** Resolves to false if the run ends here. */
  const takeCursor = (item: unknown, place: Place): boolean => {
    try {
      settings.cursor?.take(item, place);
      return true;
    } catch (error) {
      tally.events.item_to_read_from_failure += 1;
      addFailure(tally, { stage: "read", reference: referenceOf(item), error: describeError(error) });
      stop();
      return false;
    }
  };
  const workers: Promise<void>[] = [];
  const begin = () => {
    const worker = work();
    // Thrown below, once all workers have ended: nothing may be written after the result.
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
      const { cursor } = settings;
      if (await cursor?.isKnown(entry.item, entry.place)) continue;
      tally.events.read_success += 1;
      if (cursor && !takeCursor(entry.item, entry.place)) return;
      if (reporter.listening) reporter.emit({ type: "item.read", reference: referenceOf(entry.item) });
      const outcome = await processItem(entry.item, settings, tally.events.read_success - 1);
      await cursor?.settle(entry.item, entry.place, outcome.done);
      await settings.progress?.();
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
  let fault: { error: unknown } | undefined;
  for (const worker of workers)
    await worker.catch((error: unknown) => {
      fault ??= { error };
      stop();
    });
  cancel();
  if (fault) throw fault.error;
  return { readWasComplete: !stopped && !readFailed };
}

/**
 * Pulls from a source up to `capacity` items ahead of whoever takes them, one at a time, and stops pulling while that many wait.
 * `next` resolves to undefined at the end. An error of the source is thrown once, after the items before it.
 */
export interface ReadAhead<Item> {
  /** Begins to pull before anybody takes an item. */
  start(): void;
  next(): Promise<Entry<Item> | undefined>;
  /** Pulls nothing more and lets the source clean up. Waiting items are dropped. */
  stop(): void;
  /** Whether the source has ended and no item waits. */
  isDrained(): boolean;
  /** Whether the source has come to its own end, so that nothing is left of it to stop. */
  isExhausted(): boolean;
}

interface Entry<Item> {
  item: Item;
  /** Where in the read it was pulled. */
  place: Place;
}

export function createReadAhead<Item>(
  open: () => Promise<AsyncIterable<Item>>,
  capacity: number,
  placeOf: () => Place = () => ({}),
): ReadAhead<Item> {
  const waiting: Entry<Item>[] = [];
  const takers: { resolve: (entry: Entry<Item> | undefined) => void; reject: (error: unknown) => void }[] = [];
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
        else waiting.push({ item: step.value, place: placeOf() });
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
