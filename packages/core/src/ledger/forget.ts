import type { DeadLetter, Failure, RunResult } from "../contract/result";
import type { Store } from "../contract/run";
import { ConfigurationError } from "../errors";
import { propertyOf } from "../formats/values";
import { type Held, withLock } from "../state/lock";
import { keysOfKind, readAny, readRecord, removeRecord, sha256, writeRecord } from "../state/state";
import { isDeadLetter } from "./dead-letters";
import { type DeliveryRecord, type ItemNames, isDeliveryRecord, nameHashes, namesOf } from "./delivery-record";

/*
 * What is removed from a store: everything that is old, or everything of one person.
 */

/** What `pruneStore` removes. */
export interface PruneOptions {
  /** What was last written before this. */
  olderThan: Date;
  /** Also unfinished deliveries: what they created is not looked up any more, so the next push may create it twice. Default false. */
  unfinished?: boolean | undefined;
}

/** The kinds of records that pruning may remove, besides deliveries. */
const prunable = ["owner", "dead-letter", "dead-letters", "workflow"] as const;

/**
 * Removes finished deliveries, results of runs and dead letters that were last written before `olderThan`. A delivery that is pruned is
 * no longer remembered: the same push again creates another record. Tokens, cursors, unfinished deliveries and what cannot be read
 * stay, and a delivery under way is waited for. Returns how many values were removed. The store needs `getKeys`.
 */
export async function pruneStore(store: Store, { olderThan, unfinished = false }: PruneOptions): Promise<number> {
  let removed = 0;
  const isOld = async (key: string, isUnfinishedKept = false) => {
    const record = await readAny(store, key).catch(unlessTransient(() => null));
    const savedAt = propertyOf(record, "savedAt");
    if (typeof savedAt !== "number" || savedAt >= olderThan.getTime()) return false;
    return !isUnfinishedKept || Boolean(propertyOf(record, "receipts"));
  };
  for (const key of await keysOfKind(store, "delivery")) {
    // Read before it is locked: most are not old.
    if (!(await isOld(key, !unfinished))) continue;
    await withLock(store, key, async ({ check }) => {
      if (!(await isOld(key, !unfinished))) return;
      check();
      await removeRecord(store, key);
      removed += 1;
    });
  }
  for (const kind of prunable) {
    for (const key of await keysOfKind(store, kind)) {
      if (key.endsWith(":cursor") || !(await isOld(key))) continue;
      await removeRecord(store, key);
      removed += 1;
    }
  }
  return removed;
}

/** Who is forgotten: the `reference` or the `key` of the item that was read, such as a profile. */
export type PersonName = { reference: string } | { key: string };

/** What was removed: how many records of each kind. */
export interface ForgottenPerson {
  /** Deliveries, finished or not. */
  deliveries: number;
  /** Notes that a vendor's record belongs to a delivery. */
  owners: number;
  deadLetters: number;
  /** Last results of workflows in which receipts or failures named the person: these were removed, the rest stays. */
  results: number;
  /** Keys of records that could not be read: whether they are about the person is unknown. Check them, or remove them. */
  unreadable: string[];
}

/**
 * Removes what the store remembers of one person, whatever connector, account and workflow: for a deletion request. Tokens and cursors
 * stay, and so does what vendors hold. A delivery under way is waited for. The same push again creates another record. The store
 * needs `getKeys`.
 *
 * @example
 * const { unreadable } = await forgetPerson(store, { reference: "person-42" });
 */
export async function forgetPerson(
  store: Store,
  person: PersonName,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<ForgottenPerson> {
  const name = nameOf(person);
  const field = "reference" in name ? "reference" : "key";
  const value = name[field];
  const unreadable = new Set<string>();
  const read = async <T extends object>(key: string, isValid: (record: object) => record is T): Promise<T | null> => {
    signal?.throwIfAborted();
    return readRecord(store, key, isValid).catch(
      unlessTransient(() => {
        unreadable.add(key);
        return null;
      }),
    );
  };

  // Nothing is removed before all is found: whoever is interrupted can begin again.
  const deliveries = new Map<string, DeliveryRecord>();
  for (const key of await keysOfKind(store, "delivery")) {
    const delivery = await read(key, isDeliveryRecord);
    if (delivery && !delivery.names) unreadable.add(key);
    if (delivery?.names && delivery.names[field] === (await nameHashes(delivery, name))[field])
      deliveries.set(key, delivery);
  }
  const deadLetters = new Map<string, DeadLetter>();
  for (const key of await keysOfKind(store, "dead-letter")) {
    const found = await read(key, isDeadLetter);
    if (found && (namesOf(found.item)[field] ?? (found.isWhole ? null : found.reference)) === value)
      deadLetters.set(key, found);
  }

  /** Results call an item by its reference, else its key. Of deliveries, only hashes of both are known. */
  const isPerson = async (called: string | null | undefined): Promise<boolean> => {
    if (typeof called !== "string") return false;
    if (called === value || [...deadLetters.values()].some(({ reference }) => reference === called)) return true;
    for (const delivery of deliveries.values()) {
      const { reference } = await nameHashes(delivery, { reference: called });
      if (reference === delivery.names?.reference) return true;
    }
    return false;
  };
  const without = async <Entry extends object>(entries: Entry[]): Promise<Entry[]> => {
    const ids = new Set([...deadLetters.values()].map(({ id }) => id));
    const found = entries.map(async (entry) => {
      const { reference, deadLetter } = entry as Partial<Failure>;
      return !ids.has(deadLetter ?? "") && !(await isPerson(reference));
    });
    const isOther = await Promise.all(found);
    return entries.filter((_, index) => isOther[index]);
  };
  const results = new Set<string>();
  const clearResults = async () => {
    for (const key of await keysOfKind(store, "workflow")) {
      // Another run may store its result meanwhile.
      for (let isStored = !key.endsWith(":result"); !isStored; ) {
        const result = await read(key, isResult);
        const receipts = await without(result?.receipts ?? []);
        const failures = await without(result?.failures ?? []);
        const removed = [receipts, failures].flat().length - [result?.receipts, result?.failures].flat().length;
        isStored = result === null || removed === 0;
        if (isStored || (await read(key, isResult))?.runId !== result?.runId) continue;
        await writeRecord(store, key, { ...result, receipts, failures });
        results.add(key);
        isStored = true;
      }
    }
  };

  await clearResults();
  // A run's list of its dead letters holds their keys alone.
  for (const key of deadLetters.size > 0 ? await keysOfKind(store, "dead-letters") : []) {
    const entry = await read(key, isAny);
    if (deadLetters.has(String(propertyOf(entry, "letter")))) await removeRecord(store, key);
  }
  for (const key of deadLetters.keys()) await removeRecord(store, key);
  let owners = 0;
  for (const key of deliveries.keys()) {
    const item = await sha256(key);
    const remove = async ({ check }: Held) => {
      // The delivery goes last: what is found by it could not be found any more.
      for (const owned of await keysOfKind(store, "owner")) {
        if (propertyOf(await read(owned, isAny), "item") !== item) continue;
        check();
        await removeRecord(store, owned);
        owners += 1;
      }
      check();
      await removeRecord(store, key);
    };
    await withLock(store, key, remove, signal);
  }
  // A delivery that was under way names the person in the result of its run.
  await clearResults();
  return {
    ...{ deliveries: deliveries.size, owners, deadLetters: deadLetters.size },
    ...{ results: results.size, unreadable: [...unreadable] },
  };
}

/** Handles an error that says something about a record, not that the store fails for the moment. */
function unlessTransient<T>(handle: () => T): (error: unknown) => T {
  return (error) => {
    if (propertyOf(error, "retryable") === true) throw error;
    return handle();
  };
}

const isAny = (_: object): _ is object => true;

function nameOf(person: PersonName): ItemNames & PersonName {
  const { reference, key } = (person ?? {}) as ItemNames;
  const given = [reference, key].filter((name) => name !== undefined);
  if (given.length === 1 && typeof given[0] === "string" && given[0] !== "") return person;
  throw new ConfigurationError("forgetPerson: expected either a `reference` or a `key`, as a text that is not empty");
}

function isResult(record: object): record is Pick<RunResult, "receipts" | "failures" | "runId"> {
  return [propertyOf(record, "receipts"), propertyOf(record, "failures")].every(
    (list) => Array.isArray(list) && list.every((entry) => typeof entry === "object" && entry !== null),
  );
}
