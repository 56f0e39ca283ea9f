import type { Lease, Store } from "@hrflow-connectors/core";
import { recordKind } from "@hrflow-connectors/testing/vitest";
import { type LeaseLoss, lockKeys } from "./situation";

/** Locks that several simulated processes share. */
export interface LeaseTable {
  holders: Map<string, { release(): void; isReleased: Promise<void> }>;
}

export const createLeaseTable = (): LeaseTable => ({ holders: new Map() });

/** A store of one process, with locks that may be lost. */
export interface LeasedStore {
  store: Store;
  /** Loses the lease, and resolves once the process can know. */
  lose(): Promise<void>;
  isLost(): boolean;
  /** Whether it was lost before it was released. */
  wasLost(): boolean;
  /** The values that the process stored or removed after the loss. */
  lateWrites: readonly string[];
}

const renewalMs = 20_000;

/** Dead letters and results say that the process could not go on, and tokens have a lock of their own. */
const isProtected = (key: string) => ["the delivery", "the owner of a record", "the cursor"].includes(recordKind(key));

/** Adds locks to a store. Without `loss`, they are never lost. */
export function withLeases(store: Store, { holders }: LeaseTable, loss?: LeaseLoss): LeasedStore {
  let isLosing = false;
  let wasLost = false;
  let lost = () => false;
  let end = () => {};
  let known: () => void = () => {};
  const isKnown = new Promise<void>((resolve) => {
    known = resolve;
  });
  const lateWrites: string[] = [];

  async function lock(key: string, ttlMs: number): Promise<Lease | (() => void)> {
    for (let holder = holders.get(key); holder; holder = holders.get(key)) await holder.isReleased;
    let resolve = () => {};
    const isReleased = new Promise<void>((settle) => {
      resolve = settle;
    });
    const own = {
      isReleased,
      release() {
        if (holders.get(key) === own) holders.delete(key);
        resolve();
      },
    };
    holders.set(key, own);
    const isConcerned = loss !== undefined && key.includes(lockKeys[loss.of]);
    if (!isConcerned) return { renew: async () => true, release: async () => own.release() };
    let isOver = false;
    const release = () => {
      wasLost ||= lost();
      isOver = true;
      own.release();
    };
    const grantedAt = performance.now();
    if (loss.how === "a release function alone") {
      // Timers cut fractions of a millisecond off.
      lost = () => !isOver && performance.now() - grantedAt > ttlMs - 1;
      end = own.release;
      return release;
    }
    const controller = new AbortController();
    let isGone = false;
    lost = () => isGone;
    end = () => {
      isGone ||= !isOver;
      own.release();
      controller.abort();
      known();
    };
    return {
      renew: async () => {
        if (isLosing) end();
        return !isLosing;
      },
      release: async () => release(),
      ...(loss.how === "the signal aborts" ? { signal: controller.signal } : {}),
    };
  }
  const write = (key: string) => {
    if (lost() && isProtected(key)) lateWrites.push(`stores ${recordKind(key)} after the loss`);
  };
  return {
    isLost: () => lost(),
    wasLost: () => wasLost || lost(),
    lateWrites,
    async lose() {
      isLosing = true;
      if (loss?.how === "the signal aborts") return end();
      const ended = new Promise<void>((resolve) => setTimeout(resolve, 3 * renewalMs + 1));
      // A lock that was released is not renewed any more.
      await (loss?.how === "renew resolves to false" ? Promise.race([isKnown, ended]) : ended);
      end();
    },
    store: {
      getItem: (key) => store.getItem(key),
      setItem(key, value) {
        write(key);
        return store.setItem(key, value);
      },
      removeItem(key) {
        write(key);
        return store.removeItem(key);
      },
      lock,
    },
  };
}
