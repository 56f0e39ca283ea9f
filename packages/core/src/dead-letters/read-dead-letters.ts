import type { DeadLetter, Store } from "../contract/v1";
import { deadLetterKey, deadLettersKey } from "../store/keys";
import { readValue, removeValue } from "../store/stored-value";

/** What is kept of a run in which items failed. */
export interface DeadLettersHead {
  workflowId: string;
  connector: string;
  action: string;
  /** A hash of the account that was written to; null where the target names none. */
  account: string | null;
  /** How many letters there were at most; those that were replayed are gone. */
  count: number;
}

/** Null where nothing failed in the run, or its letters were removed. */
export async function readHead(store: Store, runId: string): Promise<DeadLettersHead | null> {
  const value = await readValue(store, deadLettersKey(runId));
  return typeof value === "object" && value !== null && "count" in value ? (value as DeadLettersHead) : null;
}

/**
 * The items of a run that failed and were not delivered since, in the order that they failed in. Throws `ConfigurationError`
 * where the store cannot be read.
 *
 * @example
 * for await (const { reference, error, permanent } of readDeadLetters(store, runId)) console.log(reference, error.message);
 */
export async function* readDeadLetters(store: Store, runId: string): AsyncGenerator<DeadLetter> {
  const count = (await readHead(store, runId))?.count ?? 0;
  for (let number = 1; number <= count; number++) {
    const value = await readValue(store, deadLetterKey(runId, number));
    if (typeof value === "object" && value !== null && "item" in value) yield value as DeadLetter;
  }
}

/** Removes what is kept of the items of a run that failed: they cannot be replayed any longer. Throws `ConfigurationError` where the store fails. */
export async function removeDeadLetters(store: Store, runId: string): Promise<void> {
  const count = (await readHead(store, runId))?.count ?? 0;
  for (let number = 1; number <= count; number++) await removeValue(store, deadLetterKey(runId, number));
  await removeValue(store, deadLettersKey(runId));
}
