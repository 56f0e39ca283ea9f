import type { DeadLetter, Store } from "../contract/state";
import { isPlainData } from "../hash";
import type { Redactor } from "../redactor";
import { deadLetterKey, deadLettersKey, readValue, removeValue, writeValue } from "../state/state";

/** An item of the origin that failed, and how. */
export type FailedItem = Pick<DeadLetter, "stage" | "reference" | "error" | "permanent" | "item">;

/** Where the failed items of a run go. */
export interface DeadLetters {
  /** Stores an item and returns the id of its dead letter; null if nothing can be stored. Throws what the store throws. */
  keep(failed: FailedItem): Promise<string | null>;
  /** Removes the dead letter of an item that is done. */
  settle(item: unknown): Promise<void>;
}

/** Of a run without a store. */
export const noDeadLetters: DeadLetters = { keep: async () => null, settle: async () => {} };

type Run = Pick<DeadLetter, "runId" | "workflowId" | "connector" | "action">;

/** Writes the dead letters of a run that reads an origin. `account` is the hash of the account that it writes to. */
export function createDeadLetters(store: Store, run: Run, account: string, redactor: Redactor): DeadLetters {
  let count = 0;
  /** One after the other: a smaller count must not replace a larger one. */
  let counting: Promise<void> = Promise.resolve();
  const saveCount = (head: DeadLettersHead) => {
    const save = () => writeValue(store, deadLettersKey(run.runId), head);
    counting = counting.then(save, save);
    return counting;
  };
  return {
    async keep(failed) {
      count += 1;
      const number = count;
      const { runId, ...origin } = run;
      // The count is saved first: a dead letter beyond it would not be read.
      await saveCount({ ...origin, account, count: number });
      const id = `${runId}/${number}`;
      const now = new Date().toISOString();
      const tried = { attempts: 1, firstFailedAt: now, lastFailedAt: now };
      const letter: DeadLetter = { id, ...run, ...failed, ...tried, isWhole: true };
      await writeValue(store, deadLetterKey(runId, number), withoutSecrets(letter, redactor));
      return id;
    },
    settle: async () => {},
  };
}

/** Updates, or removes, the dead letters whose items are replayed. */
export function createRetried(store: Store, redactor: Redactor) {
  const retried = new Map<unknown, DeadLetter>();
  const keyOf = ({ id, runId }: DeadLetter) => deadLetterKey(runId, Number(id.slice(runId.length + 1)));
  return {
    /** Returns the item of a dead letter. `keep` and `settle` recognize the letter by it. */
    open(letter: DeadLetter): unknown {
      retried.set(letter.item, letter);
      return letter.item;
    },
    async keep(failed: FailedItem): Promise<string | null> {
      const letter = retried.get(failed.item);
      if (!letter) return null;
      retried.delete(failed.item);
      const tried = { attempts: letter.attempts + 1, lastFailedAt: new Date().toISOString() };
      await writeValue(store, keyOf(letter), withoutSecrets({ ...letter, ...failed, ...tried }, redactor));
      return letter.id;
    },
    async settle(item: unknown): Promise<void> {
      const letter = retried.get(item);
      retried.delete(item);
      if (letter) await removeValue(store, keyOf(letter));
    },
  };
}

function withoutSecrets({ item, ...letter }: DeadLetter, redactor: Redactor): DeadLetter {
  const kept = isPlainData(item) ? redactor.data(item ?? null) : null;
  const isWhole = letter.isWhole && kept !== null && JSON.stringify(kept) === JSON.stringify(item);
  return { ...redactor.data(letter), item: kept, isWhole };
}

/** What the store keeps about a run in which items failed. */
export interface DeadLettersHead {
  workflowId: string;
  connector: string;
  action: string;
  /** A hash of the account that was written to. */
  account: string;
  /** How many dead letters there were at most; those that were replayed are gone. */
  count: number;
}

/** Null if nothing failed in the run, or its dead letters were removed. */
export async function readHead(store: Store, runId: string): Promise<DeadLettersHead | null> {
  const value = await readValue(store, deadLettersKey(runId));
  return typeof value === "object" && value !== null && "count" in value ? (value as DeadLettersHead) : null;
}

/**
 * Yields the items of a run that failed and were not delivered since, in the order in which they failed. Throws `ConfigurationError`
 * if the store cannot be read.
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

/** Removes the dead letters of a run: its items can no longer be replayed. Throws `ConfigurationError` if the store fails. */
export async function removeDeadLetters(store: Store, runId: string): Promise<void> {
  const count = (await readHead(store, runId))?.count ?? 0;
  for (let number = 1; number <= count; number++) await removeValue(store, deadLetterKey(runId, number));
  await removeValue(store, deadLettersKey(runId));
}
