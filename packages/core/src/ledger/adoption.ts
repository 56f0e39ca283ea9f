import type { Store } from "../contract/state";
import type { Step } from "../contract/warehouse";
import { canonical } from "../formats/values";
import { type Held, withLock } from "../state/lock";
import { ownerKey, readRecord, sha256, turnKey, writeRecord } from "../state/state";

/** Whose a record is, among the items of one account: a record that another item created is never adopted. */
export interface Ownership {
  /** Runs work that creates or adopts a record. Steps of the same identity take turns. */
  inTurn<T>(step: string, identity: Step<object, object>["identity"], work: (held: Held) => Promise<T>): Promise<T>;
  /** Notes that a record belongs to this item. */
  claim(step: string, id: string): Promise<void>;
  isOthers(step: string, id: string): Promise<boolean>;
}

/** What the items of one run share. */
export interface OwnershipSettings {
  store: Store | undefined;
  /** The connector and the hash of the account. */
  account: string;
  signal: AbortSignal;
}

/**
 * Ownership over a store, which outlasts the run; without one, over the memory of the run. `item` identifies the item: a hash of what it
 * is known by.
 */
export function createOwnership({ store, account, signal }: OwnershipSettings) {
  const owners = new Map<string, string>();
  return (item: string): Ownership => {
    const keyOf = async (step: string, id: string) => ownerKey(await sha256(JSON.stringify([account, step, id])));
    return {
      async inTurn(step, identity, work) {
        if (!identity) return work({ check: () => {} });
        const values = Object.entries(identity).map(([name, value]) => [
          name,
          [value].flat().flatMap((text) => (typeof text === "string" ? canonical(text) : [])),
        ]);
        const key = turnKey(await sha256(JSON.stringify([account, step, values])));
        return withLock(store, key, work, signal);
      },
      async claim(step, id) {
        const key = await keyOf(step, id);
        owners.set(key, item);
        if (store) await writeRecord(store, key, { item });
      },
      async isOthers(step, id) {
        const key = await keyOf(step, id);
        const owner = owners.get(key) ?? (store ? (await readRecord(store, key, isOwner))?.item : undefined);
        return owner !== undefined && owner !== item;
      },
    };
  };
}

function isOwner(record: object): record is { item: string } {
  return typeof (record as { item?: unknown }).item === "string";
}
