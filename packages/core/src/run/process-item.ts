import { surround } from "../around";
import type { DeadLetter, Failure, Receipt } from "../contract/result";
import type { AroundOutcome } from "../contract/run";
import { describeError, InputError, PartialWriteError } from "../errors";
import { propertyOf } from "../formats/values";
import { type DeadLetters, noDeadLetters } from "../ledger/dead-letters";
import { type ItemNames, namesOf } from "../ledger/delivery-record";
import { isCredentialRefusal, isOriginFault, isPermanent } from "../retry-rules";
import { copyOf } from "../state/plain-data";
import { isInterruption } from "../stop";
import { addFailure, addReceipts, type Run } from "./run";

/** What happens to each item of a run. */
export interface ItemWork {
  run: Run;
  format: (item: never) => unknown;
  logics: ((item: unknown) => unknown)[];
  /** Resolves to null in a dry run. */
  write(
    item: unknown,
    identity: string | null,
    reference: string | null,
    names: ItemNames,
  ): Promise<Omit<Receipt, "reference">[] | null>;
  /** What an item is known by across runs. Default: its reference. */
  identity?: ((item: unknown) => string | null) | undefined;
  /** Whether a user's function may change what it is given, while the item is needed as it was read. */
  mayChange: boolean;
  deadLetters: DeadLetters;
  /** Whether an item that is not done is read again by the next run. */
  isIncremental: boolean;
  /** After so many runs that failed or left its record pending, an item no longer holds the cursor. */
  maxAttempts: number;
}

export interface ItemOutcome {
  /** Written and not pending, discarded on purpose, or stored as a dead letter and refused for good or given up. */
  done: boolean;
  /** The target refuses the credential: no other item can succeed. */
  credentialRefused?: boolean;
  ended: Ended;
  failure?: Failure;
}

type Ended = Extract<AroundOutcome, { type: "item" }>["outcome"];

/** Takes one item through format, logics and write. Whatever a step throws costs this item alone. `index` is its place in the read. */
export function processItem(item: unknown, work: ItemWork, index: number): Promise<ItemOutcome> {
  const { runId, workflowId, connector, id, options } = work.run;
  if (!options.around) return takeThrough(item, work);
  return surround(
    options.around,
    { type: "item", runId, workflowId, connector: connector.slug, action: id, index },
    () => takeThrough(item, work),
    ({ ended, failure }) => ({ type: "item", outcome: ended, ...(failure ? { failure } : {}) }),
  );
}

async function takeThrough(item: unknown, work: ItemWork): Promise<ItemOutcome> {
  const { run, deadLetters } = work;
  const { guard, tally, reporter } = run;
  const { signal } = run.options;
  // Before format, so that user code cannot change what the item is known by.
  const reference = referenceOf(item);
  const identity = identityOf(item, work.identity, reference);
  const names = namesOf(item);

  const fail = async (stage: DeadLetter["stage"], error: unknown): Promise<ItemOutcome> => {
    // Events count items by where they stopped: what a write reads from the origin is part of the write.
    tally.events[`${stage === "read" ? "write" : stage}_failure`] += 1;
    // What ends the run says nothing of the item: it has to come back.
    const isItsOwn =
      !isCredentialRefusal(error) && !wasInterrupted(error) && propertyOf(error, "code") !== "lease_lost";
    const failed = { stage, reference, error: describeError(error), permanent: isPermanent(error), item };
    const kept = await inStore(run, "a failed item could not be stored", () => deadLetters.keep(failed, identity));
    const failure = { stage, reference, error: failed.error, ...(kept === null ? {} : { deadLetter: kept.id }) };
    report(run, failure);
    return {
      ...{ ended: "failed", failure },
      done: kept !== null && (failed.permanent || (isItsOwn && kept.attempts >= work.maxAttempts)),
      credentialRefused: stage === "write" && isCredentialRefusal(error),
    };
  };
  /** Counts a run that left the item's record pending. After the last one, the item has failed: a replay may complete it. */
  const postpone = async (receipts: Receipt[]): Promise<ItemOutcome | null> => {
    if (!work.isIncremental || identity === null || signal?.aborted) return null;
    const why = receipts.flatMap(({ pending, warnings = [] }) => (pending ? warnings : [])).join("; ");
    const message = `the record is not complete yet${why && `: ${why}`}`;
    const error = { code: "partial_write", message, retryable: true };
    const failed = { stage: "write", reference, error, permanent: false, item } as const;
    const kept = await inStore(run, "a pending item could not be stored", () => deadLetters.keep(failed, identity));
    if (kept === null || kept.attempts < work.maxAttempts) return null;
    tally.events.write_failure += 1;
    const failure = { stage: "write", reference, error, deadLetter: kept.id } as const;
    report(run, failure);
    return { done: true, ended: "failed", failure };
  };
  const finish = async (ended: Ended): Promise<ItemOutcome> => {
    if (deadLetters !== noDeadLetters)
      await inStore(run, "a dead letter could not be removed", () => deadLetters.settle(item, identity));
    return { done: true, ended };
  };
  const interrupted = (): ItemOutcome => {
    tally.aborted = true;
    return { done: false, ended: "stopped" };
  };
  const wasInterrupted = (error: unknown) => signal !== undefined && isInterruption(error, signal);

  let value: unknown;
  try {
    const given = work.mayChange ? copyOf(item) : item;
    const formatted = work.format(given as never);
    value = isPromise(formatted) ? await guard(formatted) : formatted;
    if (value === null || value === undefined)
      throw new InputError("format returned nothing: only a logic may discard an item");
  } catch (error) {
    return wasInterrupted(error) ? interrupted() : fail("format", error);
  }
  tally.formatted += 1;

  for (const logic of work.logics) {
    try {
      const passed = logic(value);
      value = isPromise(passed) ? await guard(passed) : passed;
    } catch (error) {
      return wasInterrupted(error) ? interrupted() : fail("logics", error);
    }
    if (value === null || value === undefined) {
      tally.events.logics_discard += 1;
      reporter.emit({ type: "item.discarded", reference });
      return finish("discarded");
    }
  }
  if (signal?.aborted) return interrupted();

  tally.reachedWrite += 1;
  try {
    const written = await guard(work.write(value, identity, reference, names));
    if (written === null) return { done: true, ended: "planned" };
    const receipts = withReference(written, reference);
    addReceipts(tally, receipts);
    const isWhole = !receipts.some(({ pending }) => pending);
    const givenUp = isWhole ? null : await postpone(receipts);
    if (givenUp) return givenUp;
    tally.events.write_success += 1;
    reporter.emit({ type: "item.written", reference, receipts });
    if (!isWhole) return { done: false, ended: "written" };
  } catch (error) {
    if (wasInterrupted(error)) tally.aborted = true;
    if (PartialWriteError.isInstance(error)) addReceipts(tally, withReference(error.receipts, reference));
    return fail(isOriginFault(error) ? "read" : "write", error);
  }
  return finish("written");
}

/** Most formats and logics return data, which need not be waited for. Throws what a hostile value throws. */
function isPromise(value: unknown): boolean {
  const mayBe = (typeof value === "object" && value !== null) || typeof value === "function";
  return mayBe && typeof (value as { then?: unknown }).then === "function";
}

/** What people know an item by: its own reference, else its key, else its id. */
export function referenceOf(item: unknown): string | null {
  if (typeof item !== "object" || item === null) return null;
  for (const name of ["reference", "key", "id"]) {
    const value = propertyOf(item, name);
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return null;
}

/** An origin that cannot identify an item costs only the memory of its delivery. */
export function identityOf(item: unknown, id: ItemWork["identity"], reference: string | null): string | null {
  try {
    return (id ? id(item) : reference) ?? null;
  } catch {
    return null;
  }
}

/** A store that fails costs what it should keep, and no item. */
async function inStore<T>({ guard, reporter }: Run, problem: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await guard(work());
  } catch (error) {
    reporter.logger.error({ error: describeError(error) }, problem);
    return null;
  }
}

export function report({ tally, reporter }: Run, failure: Failure): void {
  addFailure(tally, failure);
  reporter.emit({ type: "item.failed", failure });
  reporter.logger.warn({ failure }, `${failure.stage} failed for one item`);
}

function withReference(drafts: Omit<Receipt, "reference">[], reference: string | null): Receipt[] {
  return drafts.map((draft) => ({ reference, ...draft }));
}
