import type { Store } from "../contract/shared";
import { ConfigurationError } from "../errors";
import { instant } from "../formats/values";
import { type Held, withLock } from "../state/lock";
import { isRecord } from "../state/plain-data";
import {
  cursorKey,
  cursorKeyBeside,
  keysOfKind,
  readAny,
  readRecord,
  removeRecord,
  sha256,
  writeRecord,
  writtenKey,
} from "../state/state";
import { accountHash } from "./connect";
import { isCursor, type StoredCursor } from "./cursor";
import { identityOf, referenceOf } from "./process-item";
import { type Run, saveState } from "./run";

/** The part of a run's plan that archiving depends on. */
export interface ArchivePlan {
  targetParameters: unknown;
  isIncremental: boolean;
  replayed?: object;
  source: {
    id?: ((item: unknown) => string | null) | undefined;
    binding(): Promise<string>;
    isFiltered?(): boolean | undefined;
    deleted?(): AsyncIterable<string> | undefined;
  };
}

/** What a workflow has at a target. */
interface Written {
  /** The origin's binding: the records of another origin are not missing from this one. */
  origin: string;
  /** The ids of each item's records, by a hash of what the item is known by. */
  records: Record<string, string[]>;
}

function isWritten(record: object): record is Written {
  const { origin, records } = record as Record<string, unknown>;
  if (typeof origin !== "string" || typeof records !== "object" || records === null) return false;
  return Object.values(records).every((ids) => Array.isArray(ids) && ids.every((id) => typeof id === "string"));
}

/** How many items of a workflow are remembered; others are never archived. */
const mostKept = 50_000;

/** What the workflow has at the target, and which of it was read in this run. */
export async function openMemory(run: Run, { source, targetParameters }: ArchivePlan, store: Store) {
  const { reporter, workflowId } = run;
  const { connection, scope } = run.action.target.write.choose(targetParameters);
  const key = writtenKey(workflowId, await accountHash(connection, targetParameters, scope));
  const origin = await source.binding();
  const stored = await readRecord(store, key, isWritten);
  const isOther = stored !== null && stored.origin !== origin;
  if (isOther)
    reporter.logger.warn(
      {},
      "the workflow read another origin, or with other parameters, until now: what it wrote then is not archived",
    );
  const known = Object.entries(stored && !isOther ? stored.records : {});
  const items = new Map(known.map(([item, ids]) => [item, { ids, isSeen: false, isNew: false }]));
  let isFull = false;
  const memory = {
    /** How many items were read that nothing identifies: any of them may be one that seems to be gone. */
    unidentified: 0,
    async see(item: unknown) {
      const identity = identityOf(item, source.id, referenceOf(item));
      if (identity === null) memory.unidentified += 1;
      const entry = identity === null ? undefined : items.get(await hashOf(identity));
      if (entry) entry.isSeen = true;
    },
    async note(identity: string | null, receipts: readonly { id: string }[], isPartial: boolean) {
      if (identity === null) return;
      const item = await hashOf(identity);
      const before = items.get(item);
      if (!before && items.size >= mostKept) {
        isFull = true;
        return;
      }
      const ids = new Set([...(isPartial ? (before?.ids ?? []) : []), ...receipts.map(({ id }) => id)]);
      items.set(item, { ids: [...ids], isSeen: true, isNew: before?.isNew ?? true });
    },
    /**
     * The records whose items the read did not yield, and the origin says it deleted, if it tells such; each with its item. A record of
     * two items is gone with both.
     */
    async gone(): Promise<Map<string, string>> {
      const entries = [...items];
      const kept = new Set(entries.flatMap(([, { ids, isSeen }]) => (isSeen ? ids : [])));
      const gone = entries.flatMap(([item, { ids, isSeen }]) => (isSeen ? [] : ids.map((id) => [id, item] as const)));
      const absent = gone.filter(([id]) => !kept.has(id));
      const deletions = absent.length > 0 ? source.deleted?.() : undefined;
      if (!deletions) return new Map(absent);
      const missing = new Set(absent.map(([, item]) => item));
      const deleted = new Set<string>();
      for await (const identity of deletions) {
        const item = await hashOf(identity);
        if (missing.has(item)) deleted.add(item);
        if (deleted.size === missing.size) break;
      }
      return new Map(absent.filter(([, item]) => deleted.has(item)));
    },
    /** Whether the read yielded any item that an earlier run wrote. */
    recognizesAny: () => [...items.values()].some(({ isSeen, isNew }) => isSeen && !isNew),
    forget(item: string, id: string) {
      const entry = items.get(item);
      if (!entry) return;
      entry.ids = entry.ids.filter((other) => other !== id);
      if (entry.ids.length === 0) items.delete(item);
    },
    async save() {
      if (isFull) {
        const message = `the workflow wrote more than the ${mostKept} items that are remembered: the others are never archived`;
        reporter.logger.warn({}, message);
      }
      const records = Object.fromEntries([...items].map(([item, { ids }]) => [item, ids]));
      await saveState(run, async () => {
        const lost = run.refusal?.();
        if (lost) throw lost;
        await writeRecord(run.fenced ?? store, key, { origin, records });
      });
    },
  };
  return memory;
}

export type Memory = Awaited<ReturnType<typeof openMemory>>;

/**
 * Removes what these items are known by from the memory of every workflow: what was written of them is not archived any more. Waits for
 * a run under way, which would save it again. Resolves to how many there were.
 */
export async function forgetWritten(
  store: Store,
  identities: readonly string[],
  read: (key: string, isValid: typeof isWritten) => Promise<Written | null>,
  signal?: AbortSignal,
): Promise<number> {
  const items = await Promise.all(identities.map(hashOf));
  let forgotten = 0;
  for (const key of await keysOfKind(store, "written")) {
    const known = await read(key, isWritten);
    if (!items.some((item) => known?.records[item])) continue;
    const remove = async ({ check }: Held, fenced: Store) => {
      const last = await read(key, isWritten);
      const entries = Object.entries(last?.records ?? {});
      const kept = entries.filter(([item]) => !items.includes(item));
      if (!last || kept.length === entries.length) return;
      check();
      await writeRecord(fenced, key, { ...last, records: Object.fromEntries(kept) });
      forgotten += entries.length - kept.length;
    };
    await withLock(store, cursorKeyBeside(key), remove, signal);
  }
  return forgotten;
}

/** Long enough that no two items share one. */
async function hashOf(identity: string): Promise<string> {
  return (await sha256(identity)).slice(0, 32);
}

/**
 * What an incremental workflow reads from next, less its overlap: a time, or a text that its connector knows. Null if it has not run.
 * Throws `ConfigurationError` if the stored value cannot be read, `ConnectorError` if the store fails.
 */
export async function readCursor(store: Store, workflowId: string): Promise<string | null> {
  return (await readRecord(store, cursorKey(workflowId), isCursor))?.readFrom ?? null;
}

/**
 * Sets the past time, in ISO 8601, that the next run of an incremental workflow reads from. Null removes the cursor, also an unreadable one:
 * the next run reads everything. Waits for a run under way. Resolves to the previous cursor, null if there was none to read. Throws
 * `ConfigurationError`, and changes nothing, for any other text, a workflow without a cursor, and a cursor that is not a time.
 */
export function moveCursor(
  store: Store,
  workflowId: string,
  readFrom: string | null,
  { signal }: { signal?: AbortSignal } = {},
): Promise<string | null> {
  const key = cursorKey(workflowId);
  const move = async ({ check }: Held, fenced: Store) => {
    const found = await (readFrom === null ? readAny(store, key) : readRecord(store, key, isCursor));
    const stored = isRecord(found) && isCursor(found) ? found : null;
    check();
    if (readFrom === null) await removeRecord(fenced, key);
    else await writeRecord(fenced, key, movedTo(readFrom, stored));
    return stored?.readFrom ?? null;
  };
  return withLock(store, key, move, signal);
}

function movedTo(readFrom: string, stored: StoredCursor | null): StoredCursor {
  const time = instant(readFrom);
  if (time === undefined || time > Date.now())
    throw new ConfigurationError("the cursor: expected a past time in ISO 8601, such as 2026-01-31T00:00:00Z");
  if (stored === null)
    throw new ConfigurationError("the workflow has no cursor yet: run it once, which stores the account that it reads");
  if (instant(stored.readFrom) === undefined)
    throw new ConfigurationError(
      "the workflow's cursor is not a time, so only its connector can move it. Remove it to read everything again",
    );
  return { readFrom: new Date(time).toISOString(), origin: stored.origin };
}
