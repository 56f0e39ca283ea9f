import type { Delivery, Receipt, ReceiptDraft, Store } from "../contract/v1";
import { sha256 } from "../hashing/sha256";
import { deliveryKey } from "../store/keys";
import { readValue, writeValue } from "../store/stored-value";
import { withLock } from "../store/with-lock";
import { contentHash } from "./content-hash";
import { createDelivery } from "./create-delivery";
import { createDeliveryRecord, type DeliveryRecord, isDeliveryRecord } from "./delivery-record";

export interface LedgerSettings {
  /** Without one, a delivery is remembered as long as its write. */
  store: Store | undefined;
  connector: string;
  action: string;
  /** Names the account at the target. */
  account: string;
  onDuplicate: "skip" | "create";
  /** What an origin item is known by, across runs. */
  identity: (originItem: unknown) => string | null;
  /** Strikes secrets out of what is kept: a vendor may repeat them in the words that become a warning. */
  redact: <T>(data: T) => T;
  signal: AbortSignal | undefined;
}

export type LedgerReceipt = Omit<Receipt, "reference">;

/** Writes an item with a delivery of its own, or answers from memory that it was written before. */
export type Deliver = (
  originItem: unknown,
  item: unknown,
  write: (item: unknown, delivery: Delivery) => Promise<ReceiptDraft | ReceiptDraft[]>,
) => Promise<LedgerReceipt[]>;

/** Remembers what was delivered, per account and item, so that a push can be repeated. */
export function createLedger(settings: LedgerSettings): Deliver {
  const { store, connector, action, account, identity, signal } = settings;
  return async (originItem, item, write) => {
    const name = identity(originItem);
    if (!store || name === null) {
      const delivery = createDelivery(createDeliveryRecord(""), null, signal);
      return listOf(await write(item, delivery));
    }
    const key = deliveryKey(connector, action, await sha256(JSON.stringify([account, name])));
    return withLock(store, store, key, () => deliverOnce(settings, store, key, item, write), signal);
  };
}

async function deliverOnce(
  { onDuplicate, redact, signal }: LedgerSettings,
  store: Store,
  key: string,
  item: unknown,
  write: Parameters<Deliver>[2],
): Promise<LedgerReceipt[]> {
  const hash = await contentHash(item);
  const stored = await readValue(store, key);
  const earlier = isDeliveryRecord(stored) ? stored : null;
  if (earlier?.receipts && onDuplicate === "skip") return replay(earlier.receipts, earlier.contentHash !== hash);

  const record = earlier && !earlier.receipts ? earlier : createDeliveryRecord(hash, knownIdsOf(earlier));
  const save = () => writeValue(store, key, redact(record));
  const delivery = createDelivery(record, save, signal);
  const receipts = listOf(await write(item, delivery));
  if (delivery.isFinished()) {
    record.receipts = receipts;
    record.contentHash = hash;
    await save();
  }
  return receipts;
}

function replay(receipts: ReceiptDraft[], changed: boolean): LedgerReceipt[] {
  return receipts.map((receipt) => ({ ...receipt, replayed: true, ...(changed ? { changed } : {}) }));
}

function knownIdsOf(earlier: DeliveryRecord | null): string[] {
  return earlier ? [...earlier.known, ...(earlier.receipts ?? []).map(({ id }) => id)] : [];
}

function listOf(receipts: ReceiptDraft | ReceiptDraft[]): ReceiptDraft[] {
  return Array.isArray(receipts) ? receipts : [receipts];
}
