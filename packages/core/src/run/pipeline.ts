import type { Origin, ReadContext } from "../contract/v1";
import type { DeadLetters } from "../dead-letters/dead-letters";
import { describeError } from "../errors";
import { onAbort } from "../signals/on-abort";
import type { CursorKeeper } from "./cursor";
import type { Guard } from "./guard";
import { isInterruption } from "./is-interruption";
import { type ItemSteps, processItem } from "./process-item";
import { createReadAhead } from "./read-ahead";
import type { Reporter } from "./reporter";
import { addFailure, type Tally } from "./tally";

export interface PipelineSettings {
  origin: Origin<unknown, unknown, unknown>;
  parameters: unknown;
  context: ReadContext;
  steps: ItemSteps;
  deadLetters: DeadLetters;
  concurrency: number;
  /** Present in an incremental run. */
  cursor: CursorKeeper | undefined;
  guard: Guard;
  tally: Tally;
  reporter: Reporter;
}

/**
 * Streams items from the origin to the writer: as many side by side as the target takes, and as many again read ahead.
 * Answers whether the origin was read to its end.
 */
export async function runPipeline(settings: PipelineSettings): Promise<{ readWasComplete: boolean }> {
  const { origin, context, deadLetters, guard, tally, reporter, concurrency } = settings;
  const around = { deadLetters, guard, tally, reporter, signal: context.signal };
  const source = createReadAhead(() => origin.read(settings.parameters, context), concurrency);
  const { steps } = settings;
  let stopped = false;
  let readFailed = false;

  const stop = () => {
    stopped = true;
    source.stop();
  };
  const failRead = (error: unknown) => {
    if (isInterruption(error, context.signal)) {
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
      const cursor = origin.incremental?.cursor(item);
      if (typeof cursor !== "string" || cursor === "") throw new Error("the item has no cursor");
      settings.cursor?.seen(cursor);
      return cursor;
    } catch (error) {
      tally.events.item_to_read_from_failure += 1;
      addFailure(tally, { stage: "read", reference: steps.reference(item), error: describeError(error) });
      stop();
      return undefined;
    }
  };
  const work = async () => {
    while (!stopped) {
      const entry = await guard(source.next()).catch(failRead);
      if (!entry) return;
      tally.events.read_success += 1;
      const cursor = settings.cursor ? takeCursor(entry.item) : undefined;
      if (settings.cursor && cursor === undefined) return;
      if (reporter.listening) reporter.emit({ type: "item.read", reference: steps.reference(entry.item) });
      const outcome = await processItem(entry.item, steps, around);
      if (cursor !== undefined) settings.cursor?.[outcome.done ? "done" : "open"](cursor);
      if (outcome.credentialRefused) stop();
      if (context.signal.aborted) {
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
  const forget = onAbort(context.signal, giveUp);
  if (context.signal.aborted) giveUp();
  await Promise.all(Array.from({ length: concurrency }, work));
  forget();
  return { readWasComplete: !stopped && !readFailed };
}
