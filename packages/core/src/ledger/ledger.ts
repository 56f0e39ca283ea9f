import type { PlanDraft, Receipt, ReceiptDraft } from "../contract/result";
import type { Store } from "../contract/shared";
import { AbortedError, ConfigurationError, describeError, PartialWriteError } from "../errors";
import { type Held, lossOf, withLock } from "../state/lock";
import { contentHash, deliveryKey, readRecord, sha256, writeRecord } from "../state/state";
import type { StopSignal } from "../stop";
import { createOwnership, type Ownership } from "./adoption";
import { createDelivery, type Delivery } from "./delivery";
import { createDeliveryRecord, type ItemNames, isDeliveryRecord, nameHashes, type StepRecord } from "./delivery-record";

export interface LedgerSettings {
  /** Without one, a delivery is remembered as long as its write. */
  store: Store | undefined;
  connector: string;
  action: string;
  /** Identifies the account at the target. */
  account: string;
  onDuplicate: "skip" | "create";
  /** JSON without secrets, for what is stored: a vendor may repeat them in a message that becomes a warning. */
  toJson(record: object): string;
  signal: StopSignal;
  /** How far the vendor's clock is ahead of ours, in milliseconds; undefined as long as it is unknown. */
  vendorOffsetMs(): number | undefined;
  /** The vendor's protocol by which the run writes, and the others whose unfinished deliveries it can finish. */
  protocol: string | undefined;
  continues: readonly string[];
  /** Called when a step runs that no store remembers. */
  onForgotten(): void;
}

/** In place of a hash: no single item is what was sent. */
const severalItems = "of several items";

export type LedgerReceipt = Omit<Receipt, "reference">;

/** A delivery under the locks that it holds. */
export interface HeldDelivery extends Delivery {
  /** Returns an error once a lock is lost: another process may have taken over, and no request may start. */
  refusal?(): Error | undefined;
}

/** Writes an item with a delivery of its own, or returns the receipts of an earlier run that delivered it. */
export type Deliver = (
  identity: string | null,
  item: unknown,
  write: (delivery: HeldDelivery) => Promise<ReceiptDraft[]>,
  names?: ItemNames,
) => Promise<LedgerReceipt[]>;

/** Remembers what was delivered, per account and item, so that a push can be repeated. */
export function createLedger(settings: LedgerSettings): Deliver {
  const { store, connector, account, signal } = settings;
  const ownershipOf = createOwnership({ store, account: `${connector} ${account}`, signal });
  return async (identity, item, write, names = {}) => {
    if (!store || identity === null) {
      const ownership = ownershipOf(identity ?? crypto.randomUUID());
      const record = createDeliveryRecord("");
      const delivery = createDelivery({ ...settings, record, save: null, ownership });
      const forgotten: HeldDelivery = {
        ...delivery,
        step(name, step) {
          if (store) throw withoutIdentity(name);
          settings.onForgotten();
          return delivery.step(name, step);
        },
      };
      return write(forgotten).finally(delivery.settled);
    }
    const key = await keyOf(settings, identity);
    const itemHash = await sha256(key);
    const deliver = (held: Held, fenced: Store) =>
      deliverOnce(settings, fenced, key, held, ownershipOf(itemHash, fenced), item, write, names);
    return withLock(store, key, deliver, signal);
  };
}

/** The key of an item's delivery. */
async function keyOf(
  { connector, action, account }: Pick<LedgerSettings, "connector" | "action" | "account">,
  identity: string,
): Promise<string> {
  return deliveryKey(connector, action, await sha256(JSON.stringify([account, identity])));
}

/** What a run would do with an item by what the store remembers: null if it remembers nothing. */
export function peekDelivery(settings: Pick<LedgerSettings, "store" | "connector" | "action" | "account">) {
  const { store } = settings;
  return async (identity: string | null, item: unknown): Promise<PlanDraft[] | null> => {
    if (!store || identity === null) return null;
    const record = await readRecord(store, await keyOf(settings, identity), isDeliveryRecord);
    const delivered = record?.receipts ? record : record?.previous;
    const hash = await contentHash(item);
    if (delivered?.receipts) {
      const isChanged = delivered.contentHash !== hash;
      const notes = [`an earlier run delivered it${isChanged ? "; the item differs from what was sent" : ""}`];
      return delivered.receipts.map(({ id, url }) => ({ action: "skip", id, ...(url ? { url } : {}), notes }));
    }
    if (!record || Object.keys(record.steps).length === 0) return null;
    return [{ action: "create", item, notes: ["an earlier run began it: what that run created is not created again"] }];
  };
}

function withoutIdentity(step: string): ConfigurationError {
  const message = `step "${step}": the item has no identity, so the store cannot remember what was created for it`;
  return new ConfigurationError(`${message}: give the origin's \`read.id\`, or items a reference, key or id`);
}

async function deliverOnce(
  settings: LedgerSettings,
  store: Store,
  key: string,
  held: Held,
  ownership: Ownership,
  item: unknown,
  write: Parameters<Deliver>[2],
  names: ItemNames,
): Promise<LedgerReceipt[]> {
  const { onDuplicate, toJson, protocol } = settings;
  const hash = await contentHash(item);
  const earlier = await readRecord(store, key, isDeliveryRecord);
  const delivered = earlier?.receipts ? earlier : earlier?.previous;
  if (delivered?.receipts && onDuplicate === "skip")
    return replayed(delivered.receipts, delivered.contentHash !== hash);

  const record = earlier && !earlier.receipts ? earlier : createDeliveryRecord(hash, earlier);
  // What is sent from here on is this item, unless an earlier attempt may have sent another one.
  if (Object.keys(record.steps).length === 0) record.contentHash = hash;
  else checkProtocol(record.protocol, settings);
  record.protocol = protocol;
  record.names = await nameHashes(record, names);
  const locks = new Set([held]);
  const check = () => {
    for (const lock of locks) lock.check();
  };
  const earlierSteps = Object.values(record.steps);
  const save = async () => {
    check();
    const steps = Object.values(record.steps);
    const isSent = (step: StepRecord) => step.status === "intended" && !earlierSteps.includes(step);
    // Nothing that an earlier attempt sent turned out to exist: what is being sent now is this item.
    if (steps.every(isSent)) record.contentHash = hash;
    else if (record.contentHash !== hash && steps.some(isSent)) record.contentHash = severalItems;
    await writeRecord(store, key, record, toJson);
  };
  const delivery = createDelivery({ ...settings, record, save, ownership: underLocks(ownership, locks, check) });
  const refusal = () => lossOf({ check });
  let hasEnded = false;
  try {
    const ended = () => (hasEnded ? new AbortedError("not sent: its item has ended") : undefined);
    const receipts = await write({ ...delivery, refusal: () => refusal() ?? ended() }).finally(async () => {
      await delivery.settled();
      hasEnded = true;
    });
    // A pending record is completed by another delivery, which knows the steps of this one.
    const isFinished = delivery.isFinished() && !receipts.some(({ pending }) => pending);
    if (isFinished) {
      // What this item lacks of an earlier one was not sent any more.
      if (record.contentHash !== hash) record.contentHash = severalItems;
      record.receipts = receipts;
      delete record.previous;
    }
    await (isFinished ? save() : delivery.flush()).catch((error) => {
      throw new PartialWriteError(describeError(error).message, { receipts, cause: error });
    });
    return receipts;
  } catch (error) {
    await delivery.flush().catch(() => undefined);
    const isEmpty = Object.keys(record.steps).length === 0;
    if (record.previous && isEmpty && !refusal()) await writeRecord(store, key, record.previous).catch(() => undefined);
    throw error;
  }
}

/** The same ownership, for as long as no lock is lost. */
function underLocks(ownership: Ownership, locks: Set<Held>, check: () => void): Ownership {
  return {
    ...ownership,
    inTurn: (step, identity, work) =>
      ownership.inTurn(step, identity, async (turn) => {
        locks.add(turn);
        try {
          check();
          return await work(turn);
        } finally {
          // One that was lost stays: the record is not claimed, so the next run has to find it.
          if (!lossOf(turn)) locks.delete(turn);
        }
      }),
    async claim(step, id) {
      if (lossOf({ check })) return;
      await ownership.claim(step, id).catch((error: unknown) => {
        // Nobody had noticed the loss before: what was created is still on a receipt.
        if (!lossOf({ check })) throw error;
      });
    },
  };
}

/** Another protocol would create what this one has created, unless it knows the steps of this one. */
function checkProtocol(begun: string | undefined, { protocol, continues }: LedgerSettings): void {
  if (begun === protocol || (begun !== undefined && continues.includes(begun))) return;
  throw new ConfigurationError(
    `an earlier push of this item by ${begun ?? "another protocol"} is unfinished, and ${protocol ?? "this protocol"} cannot finish it: push it with the credential of ${begun ?? "the other protocol"}`,
  );
}

const replayed = (receipts: ReceiptDraft[], changed: boolean): LedgerReceipt[] =>
  receipts.map((receipt) => ({ ...receipt, replayed: true, ...(changed ? { changed } : {}) }));
