import type { Failure, Receipt, RunResult } from "../contract/result";
import type { Store } from "../contract/shared";
import { ConfigurationError } from "../errors";
import { propertyOf } from "../formats/values";
import { forgetWritten } from "../run/workflow-state";
import { type Held, withLock } from "../state/lock";
import { isRecord } from "../state/plain-data";
import { keysOfKind, readAny, readRecord, removeRecord, sha256, unlessUnreadable, writeRecord } from "../state/state";
import { isDeadLetter } from "./dead-letters";
import { type DeliveryRecord, type ItemNames, isDeliveryRecord, nameHashes, namesOf } from "./delivery-record";

/** What `pruneStore` removes. */
export interface PruneOptions {
  /** What was last written before this. */
  olderThan: Date;
  /** Also unfinished deliveries: what they created is not looked up any more, so the next push may create it twice. Default false. */
  unfinished?: boolean | undefined;
}

/**
 * Removes finished deliveries, results of runs, dead letters, handled webhook events and what archiving remembers, if last written before
 * `olderThan`. A delivery that is pruned is no longer remembered: the same push again creates another record. Tokens, cursors and unfinished
 * deliveries stay, and a delivery under way is waited for. Values that cannot be read stay: damaged ones, and those encrypted with
 * another key. Throws if the store fails for a moment. Returns how many values were removed. The store needs `getKeys`.
 */
export async function pruneStore(store: Store, { olderThan, unfinished = false }: PruneOptions): Promise<number> {
  let removed = 0;
  const isOld = async (key: string, isUnfinishedKept = false) => {
    const record = await unlessUnreadable(readAny(store, key));
    const savedAt = propertyOf(record, "savedAt");
    if (typeof savedAt !== "number" || savedAt >= olderThan.getTime()) return false;
    return !isUnfinishedKept || Boolean(propertyOf(record, "receipts"));
  };
  for (const key of await keysOfKind(store, "delivery")) {
    // Read before it is locked: most are not old.
    if (!(await isOld(key, !unfinished))) continue;
    await withLock(store, key, async ({ check }, fenced) => {
      if (!(await isOld(key, !unfinished))) return;
      check();
      await removeRecord(fenced, key);
      removed += 1;
    });
  }
  for (const kind of ["owner", "dead-letter", "dead-letters", "written", "workflow", "webhook"]) {
    for (const key of await keysOfKind(store, kind)) {
      if (key.endsWith(":cursor") || !(await isOld(key))) continue;
      await removeRecord(store, key);
      removed += 1;
    }
  }
  return removed;
}

/** Who is forgotten: the `reference` or the `key` of the item that was read, such as a profile, in every source that uses it. */
export type PersonName = { reference: string } | { key: string };

/** What was removed: how many records of each kind. */
export interface ForgottenPerson {
  deliveries: number;
  /** Notes that a vendor's record belongs to a delivery. */
  owners: number;
  deadLetters: number;
  /** Last results of workflows in which receipts or failures named the person: these were removed, the rest stays. */
  results: number;
  /** What workflows wrote of the person, as archiving remembers it. */
  written: number;
  /** Keys of records that could not be read: whether they are about the person is unknown. Check them, or remove them. */
  unreadable: string[];
}

/**
 * Removes what the store remembers of one person, whatever connector, account and workflow: for a deletion request. Tokens and cursors
 * stay, and so does what vendors hold. A delivery under way is waited for. The same push again creates another record. After an
 * interruption, the same call again removes the rest. The store needs `getKeys`.
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
    return unlessUnreadable(readRecord(store, key, isValid), () => unreadable.add(key));
  };
  const deliveries = new Map<string, DeliveryRecord>();
  for (const key of await keysOfKind(store, "delivery")) {
    const record = await read(key, isDeliveryRecord);
    if (record && !record.names) unreadable.add(key);
    if (record && record.names?.[field] === (await nameHashes(record, name))[field]) deliveries.set(key, record);
  }
  const deadLetters = new Map<string, unknown>();
  const references = new Set<unknown>([value]);
  for (const key of await keysOfKind(store, "dead-letter")) {
    const letter = await read(key, isDeadLetter);
    const found = letter && (namesOf(letter.item)[field] ?? (letter.isWhole ? null : letter.reference));
    if (!letter || found !== value) continue;
    deadLetters.set(key, letter.id);
    references.add(letter.reference);
  }
  const isTheirs = async (reference: string, id: unknown): Promise<boolean> => {
    const own = [...deliveries.values()];
    if (references.has(reference) || (await isAnyCalled(own, reference))) return true;
    if (!own.flatMap(idsOf).includes(id)) return false;
    // Another vendor's record may have the same id: it is somebody else's if a delivery of theirs has the reference.
    for (const key of await keysOfKind(store, "delivery")) {
      const other = deliveries.has(key) ? null : await read(key, isDeliveryRecord);
      if (other && (await isAnyCalled([other], reference))) return false;
    }
    return true;
  };
  const withoutPerson = async ({ receipts, failures, ...rest }: RunResult) => {
    const [theirs, failed] = [new Set<unknown>(), [...deadLetters.values()]];
    const entries: Entry[] = [...receipts, ...failures];
    for (const { reference, id } of entries) {
      const isNew = typeof reference === "string" && !theirs.has(reference);
      if (isNew && (await isTheirs(reference, id))) theirs.add(reference);
    }
    const isOther = ({ reference, deadLetter }: Entry) => !theirs.has(reference) && !failed.includes(deadLetter);
    if (entries.every(isOther)) return null;
    return { ...rest, receipts: receipts.filter(isOther), failures: failures.filter(isOther) };
  };
  const results = new Set<string>();
  const cleanResults = async () => {
    for (const key of await keysOfKind(store, "workflow")) {
      let result = key.endsWith(":result") ? await read(key, isResult) : null;
      while (result) {
        const cleaned = await withoutPerson(result);
        const last = cleaned && (await read(key, isResult));
        const isSame = last?.runId === result.runId;
        if (cleaned && isSame) await writeRecord(store, key, cleaned).then(() => results.add(key));
        // A run that ended meanwhile has stored its own result.
        result = isSame ? null : last;
      }
    }
  };
  // Results call a person by the reference alone: deliveries and dead letters, which tell whose it is, are removed after them.
  await cleanResults();
  const written = await forgetWritten(store, [...references].map(String), read, signal);
  // A run's list of its dead letters holds their keys alone.
  for (const key of deadLetters.size > 0 ? await keysOfKind(store, "dead-letters") : []) {
    if (deadLetters.has(String(propertyOf(await read(key, isRecord), "letter")))) await removeRecord(store, key);
  }
  for (const key of deadLetters.keys()) await removeRecord(store, key);
  const forgotten = { deliveries: 0, owners: 0, deadLetters: deadLetters.size };
  for (const [key, earlier] of deliveries) {
    const remove = async ({ check }: Held, fenced: Store) => {
      const last = await read(key, isDeliveryRecord);
      if (!last) return;
      deliveries.set(key, last);
      // A push was under way.
      if (JSON.stringify(last) !== JSON.stringify(earlier)) await cleanResults();
      const item = await sha256(key);
      for (const owned of await keysOfKind(store, "owner")) {
        if (propertyOf(await read(owned, isRecord), "item") !== item) continue;
        check();
        await removeRecord(fenced, owned);
        forgotten.owners += 1;
      }
      check();
      await removeRecord(fenced, key);
      forgotten.deliveries += 1;
    };
    await withLock(store, key, remove, signal);
  }
  return { ...forgotten, results: results.size, written, unreadable: [...unreadable] };
}

/** Ids of what a delivery created. */
function idsOf({ steps, receipts, known, previous }: DeliveryRecord): unknown[] {
  const kept = Object.values(steps).map((step) => (step.status === "done" ? String(propertyOf(step.kept, "id")) : ""));
  return [...known, ...kept, ...(receipts ?? []).map(({ id }) => id), ...(previous ? idsOf(previous) : [])];
}

/** Whether one of the items had this reference, or without one this key: results have the same. */
async function isAnyCalled(deliveries: DeliveryRecord[], reference: string): Promise<boolean> {
  for (const delivery of deliveries.flatMap(({ previous, ...last }) => [last, previous ?? last])) {
    const field = delivery.names?.reference === undefined ? "key" : "reference";
    if (delivery.names?.[field] === (await nameHashes(delivery, { [field]: reference }))[field]) return true;
  }
  return false;
}

function nameOf(person: PersonName): ItemNames & PersonName {
  const { reference, key } = (person ?? {}) as ItemNames;
  const given = [reference, key].filter((name) => name !== undefined);
  if (given.length === 1 && typeof given[0] === "string" && given[0] !== "") return person;
  throw new ConfigurationError("forgetPerson: expected either a `reference` or a `key`, as a text that is not empty");
}

type Entry = Partial<Receipt & Failure>;

function isResult(record: object): record is RunResult {
  const { receipts, failures } = record as Record<string, unknown>;
  return [receipts, failures].every((list) => Array.isArray(list) && list.every(isRecord));
}
