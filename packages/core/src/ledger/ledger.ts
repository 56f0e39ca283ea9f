import type { Receipt, ReceiptDraft } from "../contract/result";
import type { Store } from "../contract/state";
import { ConfigurationError } from "../errors";
import { contentHash, sha256 } from "../hash";
import { deliveryKey, readValue, withLock, writeValue } from "../state/state";
import { createDelivery, type Delivery } from "./delivery";
import { createDeliveryRecord, type DeliveryRecord, isDeliveryRecord } from "./delivery-record";

export interface LedgerSettings {
  /** Without one, a delivery is remembered as long as its write. */
  store: Store | undefined;
  connector: string;
  action: string;
  /** Identifies the account at the target. */
  account: string;
  onDuplicate: "skip" | "create";
  /** Redacts secrets in what is stored: a vendor may repeat them in a message that becomes a warning. */
  redact: <T>(data: T) => T;
  signal: AbortSignal;
  /** Called when a step runs that no store remembers. */
  onForgotten(): void;
}

export type LedgerReceipt = Omit<Receipt, "reference">;

/** Writes an item with a delivery of its own, or returns the receipts of an earlier run that delivered it. */
export type Deliver = (
  identity: string | null,
  item: unknown,
  write: (delivery: Delivery) => Promise<ReceiptDraft[]>,
) => Promise<LedgerReceipt[]>;

/** Remembers what was delivered, per account and item, so that a push can be repeated. */
export function createLedger(settings: LedgerSettings): Deliver {
  const { store, connector, action, account, signal } = settings;
  const owned = new Map<string, Set<string>>();
  return async (identity, item, write) => {
    if (!store || identity === null) {
      const delivery = createDelivery({ record: createDeliveryRecord(""), save: null, owned, signal });
      return write({
        ...delivery,
        step(name, step) {
          if (store) throw withoutIdentity(name);
          settings.onForgotten();
          return delivery.step(name, step);
        },
      });
    }
    const key = deliveryKey(connector, action, await sha256(JSON.stringify([account, identity])));
    return withLock(store, store, key, () => deliverOnce(settings, store, key, owned, item, write), signal);
  };
}

function withoutIdentity(step: string): ConfigurationError {
  const message = `step "${step}": the item has no identity, so the store cannot remember what was created for it`;
  return new ConfigurationError(`${message}: give the origin's \`read.id\`, or items a reference, key or id`);
}

async function deliverOnce(
  { onDuplicate, redact, signal }: LedgerSettings,
  store: Store,
  key: string,
  owned: Map<string, Set<string>>,
  item: unknown,
  write: Parameters<Deliver>[2],
): Promise<LedgerReceipt[]> {
  const hash = await contentHash(item);
  const stored = await readValue(store, key);
  const earlier = isDeliveryRecord(stored) ? stored : null;
  if (earlier?.receipts && onDuplicate === "skip") return replayed(earlier.receipts, earlier.contentHash !== hash);

  const record = earlier && !earlier.receipts ? earlier : createDeliveryRecord(hash, knownIdsOf(earlier));
  const save = () => writeValue(store, key, redact(record));
  const delivery = createDelivery({ record, save, owned, signal });
  const receipts = await write(delivery);
  if (delivery.isFinished()) {
    record.receipts = receipts;
    record.contentHash = hash;
    await save();
  }
  return receipts;
}

function replayed(receipts: ReceiptDraft[], changed: boolean): LedgerReceipt[] {
  return receipts.map((receipt) => ({ ...receipt, replayed: true, ...(changed ? { changed } : {}) }));
}

function knownIdsOf(earlier: DeliveryRecord | null): string[] {
  return earlier ? [...earlier.known, ...(earlier.receipts ?? []).map(({ id }) => id)] : [];
}
