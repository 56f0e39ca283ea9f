import type { DeadLetter } from "../contract/result";
import type { Store } from "../contract/shared";
import type { Redactor } from "../redactor";
import { isPlainData } from "../state/plain-data";
import {
  contentHash,
  deadLetterKey,
  deadLettersKey,
  keysOf,
  readRecord,
  removeRecord,
  sha256,
  writeRecord,
} from "../state/state";

/** An item of the origin that failed, and how. */
export type FailedItem = Pick<DeadLetter, "stage" | "reference" | "error" | "permanent" | "item">;

/** The dead letters of one account: at most one per item. */
export interface DeadLetters {
  /** Stores a failed item, in place of its earlier dead letter. Throws what the store throws. */
  keep(failed: FailedItem, identity: string | null): Promise<{ id: string; attempts: number } | null>;
  /** Removes the dead letter of an item that is done. */
  settle(item: unknown, identity: string | null): Promise<void>;
}

/** Of a run without a store. */
export const noDeadLetters: DeadLetters = { keep: async () => null, settle: async () => {} };

interface Run extends Pick<DeadLetter, "runId" | "workflowId" | "connector" | "action"> {
  /** The action whose dead letters are shared. */
  deliveries: string;
  /** What the run's tracer set. */
  trace?: string | undefined;
}

/** What the store keeps about a run in which items failed. */
export interface DeadLettersHead extends Omit<Run, "runId" | "deliveries"> {
  /** A hash of the account that was written to. */
  account: string;
  /** How many entries there are at most. Items that were delivered since have none. */
  count: number;
}

/** The count is saved for so many entries at once. */
const block = 50;

/** The dead letters that a replay tries again, by their items: they stay with the run in which they failed. */
export type Replayed = Map<unknown, { key: string; letter: DeadLetter }[]>;

/** Writes the dead letters of a run. `account` is the hash of the account that it writes to. */
export function createDeadLetters(
  store: Store,
  run: Run,
  account: string,
  redactor: Redactor,
  replayed: Replayed = new Map(),
): DeadLetters {
  const { runId, deliveries, trace, ...origin } = run;
  let number = 0;
  let counted: Promise<void> = Promise.resolve();
  /** The count is saved first, for many entries at once: an entry beyond it would not be read. */
  const enter = async (key: string): Promise<string> => {
    number += 1;
    const own = number;
    if (own % block === 1) {
      const save = () =>
        writeRecord(store, deadLettersKey(runId), { ...origin, trace, account, count: own + block - 1 });
      counted = counted.then(save, save);
    }
    await counted;
    await writeRecord(store, `${deadLettersKey(runId)}:${own}`, { letter: key });
    return `${runId}/${own}`;
  };
  /** The key of one item at one account. An item without an identity has a dead letter for each failure. */
  const keyOf = async (identity: string | null) => {
    const item = identity === null ? { failure: crypto.randomUUID() } : identity;
    return deadLetterKey(await sha256(JSON.stringify([origin.connector, deliveries, account, item])));
  };
  return {
    async keep(failed, identity) {
      const again = replayed.get(failed.item)?.shift();
      const key = again?.key ?? (await keyOf(identity));
      const earlier = again?.letter ?? (await readRecord(store, key, isDeadLetter));
      const now = new Date().toISOString();
      const place = again ? { id: again.letter.id, runId: again.letter.runId } : { id: await enter(key), runId };
      const tried = { attempts: 1, firstFailedAt: earlier?.firstFailedAt ?? now, lastFailedAt: now };
      const letter = withoutSecrets({ ...origin, ...place, ...failed, ...tried, isWhole: true }, redactor);
      // What was corrected at the origin has all its attempts again.
      if (earlier && (await isSameItem(earlier, letter))) letter.attempts += earlier.attempts;
      await writeRecord(store, key, letter);
      return { id: letter.id, attempts: letter.attempts };
    },
    async settle(item, identity) {
      const key = replayed.get(item)?.shift()?.key ?? (identity === null ? null : await keyOf(identity));
      if (key !== null) await removeRecord(store, key);
    },
  };
}

function withoutSecrets({ item, ...letter }: DeadLetter, redactor: Redactor): DeadLetter {
  const kept = isPlainData(item) ? redactor.data(item ?? null) : null;
  const isWhole = letter.isWhole && kept !== null && JSON.stringify(kept) === JSON.stringify(item);
  return { ...redactor.data(letter), item: kept, isWhole };
}

/** Compares URLs without their queries: many are signed anew at each read, and their items would never run out of attempts. */
async function isSameItem(earlier: DeadLetter, last: DeadLetter): Promise<boolean> {
  const withoutQuery = (_: string, value: unknown) =>
    typeof value === "string" && /^https?:\/\/\S+$/i.test(value) ? value.split("?")[0] : value;
  const hashOf = ({ item }: DeadLetter) => contentHash(JSON.parse(JSON.stringify(item ?? null), withoutQuery));
  return (await hashOf(earlier)) === (await hashOf(last));
}

export function isDeadLetter(record: object): record is DeadLetter {
  const { id, runId, attempts, stage } = record as Record<string, unknown>;
  return (
    "item" in record && [id, runId, stage].every((text) => typeof text === "string") && typeof attempts === "number"
  );
}

function isHead(record: object): record is DeadLettersHead {
  const { connector, action, account, count } = record as Record<string, unknown>;
  return [connector, action, account].every((text) => typeof text === "string") && typeof count === "number";
}

function isEntry(record: object): record is { letter: string } {
  return typeof (record as { letter?: unknown }).letter === "string";
}

/** Null if nothing failed in the run, or its dead letters were removed. */
export function readHead(store: Store, runId: string): Promise<DeadLettersHead | null> {
  return readRecord(store, deadLettersKey(runId), isHead);
}

/** Which dead letters are meant. Without a `runId`, the store needs `getKeys`. */
export interface DeadLetterFilter {
  runId?: string;
  workflowId?: string;
}

/**
 * Yields the items that failed, or that an incremental run left pending, and that no later run delivered or tried since; those of one run
 * in that order. Throws `ConfigurationError` if the store cannot be read; for a dead letter that is unreadable, after the others.
 *
 * @example
 * for await (const { reference, error } of readDeadLetters(store, { runId })) console.log(reference, error.message);
 */
export async function* readDeadLetters(store: Store, filter: DeadLetterFilter): AsyncGenerator<DeadLetter> {
  for await (const { letter } of deadLettersOf(store, filter)) yield letter;
}

/** The same with the key of each. */
export async function* deadLettersOf(
  store: Store,
  filter: DeadLetterFilter,
): AsyncGenerator<{ key: string; letter: DeadLetter }> {
  let unreadable: unknown;
  for await (const { key } of entriesOf(store, filter)) {
    const letter = await readRecord(store, key, isDeadLetter).catch((error: unknown) => {
      unreadable ??= error;
      return null;
    });
    if (letter && matches(letter, filter)) yield { key, letter };
  }
  if (unreadable !== undefined) throw unreadable;
}

function matches(letter: DeadLetter, { runId, workflowId }: DeadLetterFilter): boolean {
  return (runId ?? letter.runId) === letter.runId && (workflowId ?? letter.workflowId) === letter.workflowId;
}

/** Removes dead letters: their items can no longer be replayed. Throws `ConfigurationError` if the store fails. */
export async function removeDeadLetters(store: Store, filter: DeadLetterFilter): Promise<void> {
  for await (const { key, entry } of entriesOf(store, filter)) {
    const letter = await readRecord(store, key, isDeadLetter).catch(() => null);
    if (letter === null || matches(letter, filter)) await removeRecord(store, key);
    if (entry !== null) await removeRecord(store, entry);
  }
  if (filter.runId !== undefined && filter.workflowId === undefined)
    await removeRecord(store, deadLettersKey(filter.runId));
}

/** Removes what remains of a run once all its dead letters are gone. */
export async function forgetRun(store: Store, runId: string): Promise<void> {
  for await (const _ of readDeadLetters(store, { runId })) return;
  await removeDeadLetters(store, { runId });
}

async function* entriesOf(
  store: Store,
  { runId }: DeadLetterFilter,
): AsyncGenerator<{ key: string; entry: string | null }> {
  if (runId === undefined) {
    for (const key of await keysOf(store, deadLetterKey(""))) yield { key, entry: null };
    return;
  }
  const count = (await readHead(store, runId))?.count ?? 0;
  for (let number = 1; number <= count; number++) {
    const entry = `${deadLettersKey(runId)}:${number}`;
    const found = await readRecord(store, entry, isEntry);
    if (found) yield { key: found.letter, entry };
  }
}
