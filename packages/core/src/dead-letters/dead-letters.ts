import type { DeadLetter, Store } from "../contract/v1";
import type { Redactor } from "../secrets/redactor";
import { deadLetterKey, deadLettersKey } from "../store/keys";
import { removeValue, writeValue } from "../store/stored-value";
import { isPlainData } from "./is-plain-data";
import type { DeadLettersHead } from "./read-dead-letters";

/** An item of the origin that failed, and how. */
export type FailedItem = Pick<DeadLetter, "stage" | "reference" | "error" | "permanent" | "item">;

/** Where the items of a run go that failed. */
export interface DeadLetters {
  /** Keeps an item and answers its letter's id; null where nothing can be kept. Throws what the store throws. */
  keep(failed: FailedItem): Promise<string | null>;
  /** An item is done: no letter of it is needed any longer. */
  settle(item: unknown): Promise<void>;
}

/** Of a run without a store. */
export const noDeadLetters: DeadLetters = { keep: async () => null, settle: async () => {} };

type Run = Pick<DeadLetter, "runId" | "workflowId" | "connector" | "action">;

/** Writes the letters of a run that reads an origin and writes to the account of which the hash is given. */
export function createDeadLetters(store: Store, run: Run, account: string | null, redactor: Redactor): DeadLetters {
  let count = 0;
  /** One after the other: a smaller count must not take the place of a larger one. */
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
      // The count goes first: a letter beyond it would not be read.
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

/** Writes again, or removes, the letters whose items are tried again. */
export function createRetriedLetters(store: Store, redactor: Redactor) {
  const letters = new Map<unknown, DeadLetter>();
  const keyOf = ({ id, runId }: DeadLetter) => deadLetterKey(runId, Number(id.slice(runId.length + 1)));
  return {
    /** The item of a letter, which is known by it from now on. */
    open(letter: DeadLetter): unknown {
      letters.set(letter.item, letter);
      return letter.item;
    },
    async keep(failed: FailedItem): Promise<string | null> {
      const letter = letters.get(failed.item);
      if (!letter) return null;
      letters.delete(failed.item);
      const tried = { attempts: letter.attempts + 1, lastFailedAt: new Date().toISOString() };
      await writeValue(store, keyOf(letter), withoutSecrets({ ...letter, ...failed, ...tried }, redactor));
      return letter.id;
    },
    async settle(item: unknown): Promise<void> {
      const letter = letters.get(item);
      letters.delete(item);
      if (letter) await removeValue(store, keyOf(letter));
    },
  };
}

function withoutSecrets({ item, ...letter }: DeadLetter, redactor: Redactor): DeadLetter {
  const kept = isPlainData(item) ? redactor.data(item ?? null) : null;
  const isWhole = letter.isWhole && kept !== null && JSON.stringify(kept) === JSON.stringify(item);
  return { ...redactor.data(letter), item: kept, isWhole };
}
