import type { FailureError } from "./result";

/**
 * Where state is kept between runs: cursors, last results, OAuth tokens, the ledger of deliveries, dead letters. An `unstorage`
 * storage fits as it is, and so does `localStorage`. Values are JSON texts; a store may return them parsed.
 */
export interface Store {
  getItem(key: string): unknown;
  setItem(key: string, value: string): unknown;
  removeItem(key: string): unknown;
  /**
   * Waits until nobody else holds the key, and resolves to a lease. With it, token refreshes, deliveries and the runs of one workflow
   * take turns across processes; without it, within one. `ttlMs` is how long the lease lasts unless it is renewed. The signal ends
   * the wait; a lease that is granted after it is released at once. A bare release function is accepted as a lease that cannot be
   * renewed: work that takes longer is given up before the lease ends.
   */
  lock?(key: string, ttlMs: number, signal?: AbortSignal): Promise<Lease | (() => unknown)>;
  /** The keys that begin with a prefix. Needed by `pruneStore` alone. */
  getKeys?(base: string): unknown;
}

/** A lock that ends by itself unless it is renewed. */
export interface Lease {
  /** Lets it last `ttlMs` from now. Resolves to false if it was lost meanwhile. */
  renew(ttlMs: number): Promise<boolean>;
  release(): Promise<void>;
  /** Aborts when the lease is lost. */
  signal?: AbortSignal;
}

/** An item that failed, as the store keeps it so that it can be replayed. It holds personal data; secrets are redacted. */
export interface DeadLetter {
  /** What a failure refers to: the run's id and a number within the run. */
  id: string;
  /** The run in which the item failed first. */
  runId: string;
  workflowId: string;
  /** The connector's slug and the action's id: `acme`, `push_profile`. */
  connector: string;
  action: string;
  /** Where it failed last. */
  stage: "format" | "logics" | "write";
  /** The origin item's own reference, else its key or id. */
  reference: string | null;
  /** Of the last attempt. */
  error: FailureError;
  /** The item itself was refused (422, 403 on the item): sending the same again cannot succeed. Anything else may succeed later. */
  permanent: boolean;
  /** In how many runs it was tried. */
  attempts: number;
  /** ISO 8601, UTC. */
  firstFailedAt: string;
  /** ISO 8601, UTC. */
  lastFailedAt: string;
  /** The origin's item as it was read. */
  item: unknown;
  /** Whether `item` is complete. It is not if a secret was redacted in it, or if JSON cannot hold it; it cannot be replayed then. */
  isWhole: boolean;
}
