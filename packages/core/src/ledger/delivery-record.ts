import type { ReceiptDraft } from "../contract/result";
import type { Step } from "../contract/write";
import { canonical, propertyOf } from "../formats/values";
import { isRecord } from "../state/plain-data";
import { sha256 } from "../state/state";

/** A step that was about to run: whether the record was created is unknown. */
export interface IntendedStep {
  status: "intended";
  /** Epoch milliseconds of the intent. */
  at: number;
  /** Epoch milliseconds at which the attempt ended without telling its outcome. Absent if its process died before. */
  endedAt?: number;
  /** Salted hashes of the step's `identity`. */
  identity?: Record<string, string[]>;
  /** The step's `sent`. */
  sent?: unknown;
  /** Ids of the records that `find` returned before the create: they are others. Null if it could not list them. */
  before?: string[] | null;
  /** The time of the intent by the vendor's clock, in epoch milliseconds. Absent if no response had told it. */
  vendorAt?: number;
  /** The keys of the steps that this create does as well. */
  carries?: string[];
}

export type StepRecord = IntendedStep | { status: "done"; kept: object; carries?: string[] };

/** The item's own `reference` and `key`, as far as it has them. */
export interface ItemNames {
  reference?: string;
  key?: string;
}

/** What the store keeps of the delivery of one item to one account: ids, hashes and warnings. */
export interface DeliveryRecord {
  /** Epoch milliseconds of the first attempt. Also the salt of its hashes. */
  startedAt: number;
  /** Of the item as it was sent. Equal to no hash once steps sent different items. */
  contentHash: string;
  /** The vendor's protocol that last continued it, where the vendor has several. */
  protocol?: string | undefined;
  /** Salted hashes of what the item was called where it was read, so that a person can be found. */
  names?: ItemNames;
  steps: Record<string, StepRecord>;
  /** Of all that was created, once every step has ended. */
  receipts: ReceiptDraft[] | null;
  /** Ids that earlier deliveries of the same item created. */
  known: string[];
  /** The finished delivery that this one repeats on request: it counts again if this one creates nothing. */
  previous?: DeliveryRecord;
}

/** `previous` is the finished delivery that is repeated on request. */
export function createDeliveryRecord(contentHash: string, previous: DeliveryRecord | null = null): DeliveryRecord {
  const record = { startedAt: Date.now(), contentHash, steps: {}, receipts: null };
  if (!previous) return { ...record, known: [] };
  const known = [...previous.known, ...(previous.receipts ?? []).map(({ id }) => id)];
  const { previous: _, ...kept } = previous;
  return { ...record, known, previous: kept };
}

/** Saves what several steps change side by side: one write at a time, and one for all that wait meanwhile. */
export interface Saver {
  /** Resolves once the record is stored as it is now, or newer. If that fails, `undo` runs before anything else is saved. */
  save(undo?: () => void): Promise<void>;
}

export function createSaver(write: () => Promise<void>): Saver {
  let waiting: { undo?: (() => void) | undefined; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let isWriting = false;
  const writeAll = async () => {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await write();
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { undo } of batch) undo?.();
        for (const { reject } of batch) reject(error);
      }
    }
    isWriting = false;
  };
  return {
    save: (undo) =>
      new Promise((resolve, reject) => {
        waiting.push({ undo, resolve, reject });
        if (!isWriting) void writeAll();
      }),
  };
}

/** Whether a stored value is a whole record: anything else is unreadable, not absent. */
export function isDeliveryRecord(value: object): value is DeliveryRecord {
  const { startedAt, contentHash, protocol, names, steps, receipts, known, previous } = value as Record<
    string,
    unknown
  >;
  return (
    typeof startedAt === "number" &&
    typeof contentHash === "string" &&
    (protocol === undefined || typeof protocol === "string") &&
    (names === undefined || isRecord(names)) &&
    isRecord(steps) &&
    Object.values(steps).every(isStepRecord) &&
    (receipts === null ||
      (Array.isArray(receipts) && receipts.every((one) => isRecord(one) && typeof one.id === "string"))) &&
    Array.isArray(known) &&
    known.every((id) => typeof id === "string") &&
    (previous === undefined || (isRecord(previous) && isDeliveryRecord(previous)))
  );
}

function isStepRecord(step: unknown): boolean {
  if (!isRecord(step)) return false;
  return step.status === "done" ? isRecord(step.kept) : step.status === "intended" && typeof step.at === "number";
}

/** The key of a step: its name, with everything after the first colon as a hash, since it may be personal data. */
export async function stepKey({ startedAt }: DeliveryRecord, name: string): Promise<string> {
  const colon = name.indexOf(":");
  if (colon < 0) return name;
  return `${name.slice(0, colon)}:${(await sha256(`${startedAt} ${name}`)).slice(0, 32)}`;
}

/** Spellings of one text have one hash. The salt keeps deliveries apart. */
export function identityHash({ startedAt }: DeliveryRecord, value: string): Promise<string> {
  return sha256(`${startedAt} ${canonical(value)}`);
}

/** The hashes of each value of a step's identity. */
export async function identityHashes(
  record: DeliveryRecord,
  identity: Step<object, object>["identity"] = {},
): Promise<Record<string, string[]>> {
  const fields = Object.entries(identity).map(async ([name, values]) => {
    const texts = [values].flat().filter((value) => typeof value === "string" && value.trim() !== "") as string[];
    return [name, await Promise.all(texts.map((text) => identityHash(record, text)))] as const;
  });
  return Object.fromEntries(await Promise.all(fields));
}

/** What an origin calls an item. */
export function namesOf(item: unknown): ItemNames {
  const text = (value: unknown) =>
    typeof value === "number" || (typeof value === "string" && value !== "") ? String(value) : undefined;
  const [reference, key] = [text(propertyOf(item, "reference")), text(propertyOf(item, "key"))];
  return { ...(reference === undefined ? {} : { reference }), ...(key === undefined ? {} : { key }) };
}

/** The hashes of an item's names, by the salt of its delivery. */
export async function nameHashes({ startedAt }: DeliveryRecord, names: ItemNames): Promise<ItemNames> {
  const hashes = Object.entries(names).map(async ([field, name]) => [
    field,
    await sha256(`${startedAt} ${field} ${name}`),
  ]);
  return Object.fromEntries(await Promise.all(hashes));
}
