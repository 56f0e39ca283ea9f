import type { DeadLetter, Failure, Receipt } from "../contract/v1";
import type { DeadLetters } from "../dead-letters/dead-letters";
import { isPermanent } from "../dead-letters/is-permanent";
import { ConnectorError, describeError, InputError, PartialWriteError } from "../errors";
import type { Guard } from "./guard";
import { isInterruption } from "./is-interruption";
import type { Reporter } from "./reporter";
import { addFailure, addReceipts, type Tally } from "./tally";

export interface ItemSteps {
  format: (item: unknown) => unknown;
  logics: ((item: unknown) => unknown)[];
  /** Takes the item that was formatted, and the origin's that it came from. */
  write: (item: unknown, originItem: unknown) => Promise<Omit<Receipt, "reference">[]>;
  reference: (item: unknown) => string | null;
}

export interface ItemOutcome {
  /** Written, discarded on purpose, or refused for good and put aside. */
  done: boolean;
  /** The target refuses the credential: no other item can succeed. */
  credentialRefused?: boolean;
}

interface Surroundings {
  deadLetters: DeadLetters;
  guard: Guard;
  tally: Tally;
  reporter: Reporter;
  signal: AbortSignal;
}

/** Takes one item through format, logics and write. Whatever a step throws costs this item alone. */
export async function processItem(item: unknown, steps: ItemSteps, around: Surroundings): Promise<ItemOutcome> {
  const { deadLetters, guard, tally, reporter, signal } = around;
  const reference = steps.reference(item);

  const fail = async (stage: DeadLetter["stage"], error: unknown): Promise<ItemOutcome> => {
    tally.events[`${stage}_failure`] += 1;
    const failed = { stage, reference, error: describeError(error), permanent: isPermanent(error), item };
    const deadLetter = await inStore("an item that failed could not be kept", around, () => deadLetters.keep(failed));
    report(around, { stage, reference, error: failed.error, ...(deadLetter === null ? {} : { deadLetter }) });
    return {
      done: failed.permanent && deadLetter !== null,
      credentialRefused: stage === "write" && isCredentialRefusal(error),
    };
  };
  const finish = async (): Promise<ItemOutcome> => {
    await inStore("a dead letter could not be removed", around, () => deadLetters.settle(item));
    return { done: true };
  };
  const interrupted = (): ItemOutcome => {
    tally.aborted = true;
    return { done: false };
  };
  const wasInterrupted = (error: unknown) => isInterruption(error, signal);

  let value: unknown;
  try {
    value = await guard(steps.format(item));
    if (value === null || value === undefined)
      throw new InputError("format answered nothing; a logic may discard an item");
  } catch (error) {
    return wasInterrupted(error) ? interrupted() : fail("format", error);
  }
  tally.formatted += 1;

  for (const logic of steps.logics) {
    try {
      value = await guard(logic(value));
    } catch (error) {
      return wasInterrupted(error) ? interrupted() : fail("logics", error);
    }
    if (value === null || value === undefined) {
      tally.events.logics_discard += 1;
      reporter.emit({ type: "item.discarded", reference });
      return finish();
    }
  }
  if (signal.aborted) return interrupted();

  tally.reachedWrite += 1;
  try {
    const receipts = withReference(await guard(steps.write(value, item)), reference);
    addReceipts(tally, receipts);
    tally.events.write_success += 1;
    reporter.emit({ type: "item.written", reference, receipts });
  } catch (error) {
    if (wasInterrupted(error)) tally.aborted = true;
    if (PartialWriteError.isInstance(error)) addReceipts(tally, withReference(error.receipts, reference));
    return fail("write", error);
  }
  return finish();
}

/** A store that fails costs what it should keep, and no item. */
async function inStore<T>(fault: string, { guard, reporter }: Surroundings, work: () => Promise<T>): Promise<T | null> {
  try {
    return await guard(work());
  } catch (error) {
    reporter.logger.error({ error: describeError(error) }, fault);
    return null;
  }
}

function report({ tally, reporter }: Surroundings, failure: Failure): void {
  addFailure(tally, failure);
  reporter.emit({ type: "item.failed", failure });
  reporter.logger.warn({ failure }, `${failure.stage} failed for one item`);
}

function withReference(drafts: Omit<Receipt, "reference">[], reference: string | null): Receipt[] {
  return drafts.map((draft) => ({ reference, ...draft }));
}

function isCredentialRefusal(error: unknown): boolean {
  if (!ConnectorError.isInstance(error)) return false;
  return error.code === "authentication_failed" || isCredentialRefusal(error.cause);
}
