import type { Store } from "../contract/shared";
import { ConfigurationError, ConnectorError } from "../errors";
import { instant } from "../formats/values";
import { contentHash, cursorKey, writeRecord } from "../state/state";
import { type Run, saveState } from "./run";

/** The state of an incremental workflow between two runs. */
export interface StoredCursor {
  readFrom: string;
  /** The origin's binding. */
  origin: string;
  /** Hashes of the items that are done and that the overlap reads again. */
  edge?: string[];
}

export function isCursor(record: object): record is StoredCursor {
  const { readFrom, origin, edge = [] } = record as Record<string, unknown>;
  return typeof readFrom === "string" && typeof origin === "string" && Array.isArray(edge);
}

/** What was read between two cursors that the read has `reached`. */
interface Segment {
  /** Items that are neither done nor refused for good. */
  open: number;
  /** Set once everything before it was yielded. */
  end?: string | null;
}

/** Where in a read an item was pulled. */
export interface Place {
  segment?: Segment;
  cursor?: string | null;
}

/**
 * Follows how far the cursor of an incremental run may move: over items that are done (written and not pending, discarded on purpose, or
 * refused for good and stored), never past one that is still open. A read that says what it has `reached` moves from one such cursor to
 * the next; any other is followed by the cursors of its items, and not at all if it came out of order and broke off.
 */
export interface CursorKeeper {
  /** What the origin is read from: the last cursor less the overlap. */
  since: string | null;
  /** The place of the item that is pulled now. */
  place(): Place;
  reached(cursor: string | null): void;
  /** Whether the last run dealt with exactly this item, which the overlap yields again. */
  isKnown(item: unknown, place: Place): Promise<boolean>;
  /** Throws if the item's cursor cannot be taken. */
  take(item: unknown, place: Place): void;
  settle(item: unknown, place: Place, isDone: boolean): Promise<void>;
  /** The last cursor that the read has reached with everything before it done; null if it has said none. */
  reachedSoFar(): string | null;
  /** The cursor to save, at most `limit`. */
  value(readWasComplete: boolean, limit: number): Omit<StoredCursor, "origin"> | null;
}

export interface CursorSettings {
  cursorOf: (item: unknown) => string | null;
  overlapMs: number;
}

export function createCursorKeeper(start: StoredCursor | null, { cursorOf, overlapMs }: CursorSettings): CursorKeeper {
  const startFrom = start?.readFrom ?? null;
  const before = new Set(start?.edge);
  /** What is done, with its cursor. */
  const done = new Map([...before].map((hash) => [hash, startFrom ?? ""]));
  const segments: Segment[] = [{ open: 0 }];
  let furthestDone: string | null = null;
  let firstOpen: string | null = null;
  let last: string | null = null;
  let isOrdered = true;

  const remember = async (item: unknown, cursor: string) => {
    if (overlapMs <= 0) return;
    const hash = await hashOf(item);
    if (hash !== null) done.set(hash, cursor);
    if (done.size % edgeSize > 0) return;
    // Now and then, so that memory does not grow with the number of items.
    const from = minus(furthestDone, overlapMs) ?? "";
    for (const [known, at] of done) if (at < from) done.delete(known);
  };
  const byItems = (readWasComplete: boolean) => {
    if (furthestDone === null || firstOpen === "" || (!readWasComplete && !isOrdered)) return startFrom;
    const reached = firstOpen !== null && firstOpen < furthestDone ? firstOpen : furthestDone;
    return startFrom !== null && reached < startFrom ? startFrom : reached;
  };
  const bySegments = () => {
    let reached = startFrom;
    for (const { open, end } of segments) {
      if (open > 0 || end === undefined) break;
      reached = end ?? reached;
    }
    return reached;
  };
  const take = (item: unknown, place: Place): void => {
    const cursor: unknown = cursorOf(item);
    if (cursor !== null && (typeof cursor !== "string" || cursor === ""))
      throw new ConnectorError("the item has no cursor", { code: "invalid_item" });
    place.cursor = cursor;
    if (cursor === null) return;
    if (last !== null && cursor < last) isOrdered = false;
    last = cursor;
  };
  const settle = async (item: unknown, { segment, cursor = null }: Place, isDone: boolean): Promise<void> => {
    if (!isDone) {
      if (firstOpen === null || (cursor ?? "") < firstOpen) firstOpen = cursor ?? "";
      return;
    }
    if (segment) segment.open -= 1;
    if (cursor === null) return;
    if (furthestDone === null || cursor > furthestDone) furthestDone = cursor;
    await remember(item, cursor);
  };
  return {
    since: minus(startFrom, overlapMs),
    place() {
      const segment = segments.at(-1) as Segment;
      segment.open += 1;
      return { segment };
    },
    reached(cursor: unknown) {
      if (cursor !== null && (typeof cursor !== "string" || cursor === ""))
        throw new ConfigurationError("reached: expected the cursor as a text, or null");
      const segment = segments.at(-1) as Segment;
      segment.end = cursor;
      segments.push({ open: 0 });
    },
    async isKnown(item, place) {
      const hash = before.size === 0 ? null : await hashOf(item);
      if (hash === null || !before.has(hash)) return false;
      take(item, place);
      await settle(item, place, true);
      return true;
    },
    take,
    settle,
    reachedSoFar: () => (segments.length > 1 ? bySegments() : null),
    value(readWasComplete, limit) {
      const cursor = segments.length > 1 ? bySegments() : byItems(readWasComplete);
      if (cursor === null) return null;
      const time = instant(cursor);
      // An item from the future must not hide those that change until then.
      const readFrom = time !== undefined && time > limit ? new Date(limit).toISOString() : cursor;
      const from = minus(readFrom, overlapMs) ?? "";
      const edge = [...done].flatMap(([hash, at]) => (at < from ? [] : [hash])).slice(-edgeSize);
      return { readFrom, ...(edge.length > 0 && { edge }) };
    },
  };
}

/** Saves how far a run came: at its end, and before that whenever all before a cursor that the read has reached is done. */
export interface CursorSaver {
  progress(): Promise<void>;
  /** Resolves to the cursor of the next run. */
  end(readWasComplete: boolean): Promise<string | null>;
}

export function createCursorSaver(
  run: Run,
  store: Store,
  source: { binding(): Promise<string>; offsetMs(): number },
  keeper: CursorKeeper,
  stored: StoredCursor | null,
): CursorSaver {
  let saved = stored?.readFrom ?? null;
  let saving = Promise.resolve();
  const reachedBy = (readWasComplete: boolean) =>
    keeper.value(readWasComplete, Date.parse(run.startedAt) + source.offsetMs());
  const save = (reached: object) =>
    saveState(run, async () => {
      const lost = run.refusal?.();
      if (lost) throw lost;
      await writeRecord(run.fenced ?? store, cursorKey(run.workflowId), { ...reached, origin: await source.binding() });
    });
  return {
    async progress() {
      const at = keeper.reachedSoFar();
      if (at === null || at === saved) return;
      saved = at;
      const reached = reachedBy(false);
      // One after the other: an earlier cursor must not replace a later one.
      if (reached) saving = saving.then(() => save(reached));
      await saving;
    },
    async end(readWasComplete) {
      await saving;
      // A dry run leaves the cursor where it was.
      if (run.plan) return stored?.readFrom ?? null;
      if (run.tally.events.item_to_read_from_failure > 0) return saved;
      const reached = reachedBy(readWasComplete);
      if (reached !== null && (reached.readFrom !== saved || reached.edge)) await save(reached);
      return reached?.readFrom ?? null;
    },
  };
}

/** Null for an item that JSON cannot hold: it is written again. */
const hashOf = (item: unknown) => (async () => contentHash(item))().catch(() => null);

/** More than an overlap of some minutes should hold; what goes beyond it is written again. */
const edgeSize = 10_000;

/** Earlier by so many milliseconds. A cursor of a reader's own, which is not a time, stays as it is. */
function minus(cursor: string | null, ms: number): string | null {
  const time = ms > 0 ? instant(cursor) : undefined;
  return time === undefined ? cursor : new Date(time - ms).toISOString();
}
