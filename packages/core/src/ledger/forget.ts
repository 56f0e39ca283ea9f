import type { Failure, Receipt, RunResult } from "../contract/result";
import type { Store } from "../contract/run";
import { ConfigurationError } from "../errors";
import { propertyOf } from "../formats/values";
import { type Held, withLock } from "../state/lock";
import { keysOfKind, readAny, readRecord, removeRecord, sha256, writeRecord } from "../state/state";
import { isDeadLetter } from "./dead-letters";
import { type ItemNames, isDeliveryRecord, nameHashes, namesOf } from "./delivery-record";

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
 * no longer remembered: the same push again creates another record. Tokens, cursors and unfinished deliveries stay, and a delivery
 * under way is waited for. Returns how many values were removed. The store needs `getKeys`.
 */
export async function pruneStore(store: Store, { olderThan, unfinished = false }: PruneOptions): Promise<number> {
  let removed = 0;
  const isOld = async (key: string, isUnfinishedKept = false) => {
    const record = await readAny(store, key);
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
  const forgotten: ForgottenPerson = { deliveries: 0, owners: 0, deadLetters: 0, results: 0, unreadable: [] };
  const read = async <T extends object>(key: string, isValid: (record: object) => record is T): Promise<T | null> => {
    signal?.throwIfAborted();
    return readRecord(store, key, isValid).catch((error) => {
      // The store fails for the moment, which says nothing about the record.
      if (propertyOf(error, "retryable") === true) throw error;
      forgotten.unreadable.push(key);
      return null;
    });
  };
  /** Results call a person by the reference alone: what was created tells as well whom an entry is about. */
  const created = new Set<string>();
  for (const key of await keysOfKind(store, "delivery")) {
    const delivery = await read(key, isDeliveryRecord);
    if (delivery && !delivery.names) forgotten.unreadable.push(key);
    if (!delivery?.names || delivery.names[field] !== (await nameHashes(delivery, name))[field]) continue;
    const item = await sha256(key);
    const remove = async ({ check }: Held) => {
      // The delivery goes last: what is found by it could not be found any more.
      for (const owned of await keysOfKind(store, "owner")) {
        if (propertyOf(await readAny(store, owned), "item") !== item) continue;
        check();
        await removeRecord(store, owned);
        forgotten.owners += 1;
      }
      const last = await read(key, isDeliveryRecord);
      for (const { id } of [...(last?.receipts ?? []), ...(last?.previous?.receipts ?? [])]) created.add(id);
      check();
      await removeRecord(store, key);
      forgotten.deliveries += 1;
    };
    await withLock(store, key, remove, signal);
  }
  const failed = new Map<string, string>();
  for (const key of await keysOfKind(store, "dead-letter")) {
    const letter = await read(key, isDeadLetter);
    if (!letter) continue;
    const found = namesOf(letter.item)[field] ?? (letter.isWhole ? null : letter.reference);
    if (found === value) failed.set(key, letter.id);
  }
  // A run's list of its dead letters holds their keys alone.
  for (const key of failed.size > 0 ? await keysOfKind(store, "dead-letters") : []) {
    if (failed.has(String(propertyOf(await readAny(store, key), "letter")))) await removeRecord(store, key);
  }
  for (const key of failed.keys()) {
    await removeRecord(store, key);
    forgotten.deadLetters += 1;
  }
  for (const key of await keysOfKind(store, "workflow")) {
    const result = key.endsWith(":result") ? await read(key, isResult) : null;
    const isOther = ({ reference, id, deadLetter }: Partial<Receipt & Failure>) =>
      reference !== value && !created.has(id ?? "") && ![...failed.values()].includes(deadLetter ?? "");
    if (!result || [...result.receipts, ...result.failures].every(isOther)) continue;
    const [receipts, failures] = [result.receipts.filter(isOther), result.failures.filter(isOther)];
    await writeRecord(store, key, { ...result, receipts, failures });
    forgotten.results += 1;
  }
  return forgotten;
}

function nameOf(person: PersonName): ItemNames & PersonName {
  const { reference, key } = (person ?? {}) as ItemNames;
  const given = [reference, key].filter((name) => name !== undefined);
  if (given.length === 1 && typeof given[0] === "string" && given[0] !== "") return person;
  throw new ConfigurationError("forgetPerson: expected either a `reference` or a `key`, as a text that is not empty");
}

function isResult(record: object): record is Pick<RunResult, "receipts" | "failures"> {
  return [propertyOf(record, "receipts"), propertyOf(record, "failures")].every(
    (list) => Array.isArray(list) && list.every((entry) => typeof entry === "object" && entry !== null),
  );
}
