import type { Lease, Store } from "@hrflow-connectors/core";

/** Acquires a lock of a store whose locks are leases. */
export async function acquireLease(store: Store, key: string, ttlMs = 60_000, signal?: AbortSignal): Promise<Lease> {
  const granted = await store.lock?.(key, ttlMs, signal);
  if (!granted || typeof granted === "function") throw new Error("the lock is not a lease");
  return granted;
}
