import type { RateWindow, TokenBucket } from "./connection";

/**
 * Where state is kept between runs: cursors, last results, OAuth tokens, the ledger of deliveries, dead letters. An `unstorage`
 * storage fits as it is, and so does `localStorage`. Values are JSON texts; a store may return them parsed.
 */
export interface Store {
  getItem(key: string): unknown;
  setItem(key: string, value: string, options?: StoreWriteOptions): unknown;
  removeItem(key: string, options?: StoreWriteOptions): unknown;
  /**
   * Waits until nobody else holds the key, and resolves to a lease. With it, token refreshes, deliveries and the runs of one workflow
   * take turns across processes; without it, within one. `ttlMs` is how long the lease lasts unless it is renewed. The signal ends
   * the wait; a lease that is granted after it is released at once. A bare release function is accepted as a lease that cannot be
   * renewed: work that takes longer is given up before the lease ends.
   */
  lock?(key: string, ttlMs: number, signal?: AbortSignal): Promise<Lease | (() => unknown)>;
  /** The keys that begin with a prefix. Needed by `pruneStore`, `forgetPerson`, and dead letters of all runs. */
  getKeys?(base: string): unknown;
}

/** How a value is written or removed. */
export interface StoreWriteOptions {
  /**
   * Of the lease that the write belongs to. A store whose leases have a fence writes only while that lease is held, decided in one
   * step with the write; else it throws an error with the code `lease_lost`.
   */
  fence?: Fence;
}

/** Proof of a lease, for the store that granted it. */
export interface Fence {
  /** The key that was locked. */
  lock: string;
  /** Differs for each lease. */
  token: string;
}

/** A lock that ends by itself unless it is renewed. */
export interface Lease {
  /** Lets it last `ttlMs` from now. Resolves to false if it was lost meanwhile. */
  renew(ttlMs: number): Promise<boolean>;
  release(): Promise<void>;
  /** Aborts when the lease is lost. */
  signal?: AbortSignal;
  /** Passed with what is written under the lease, by a store that refuses such writes once the lease is lost. */
  fence?: Fence;
}

/** Lets the requests of accounts leave as their vendors allow. All runs that are given the same one share the limits. */
export interface Limiter {
  /**
   * Waits until a request may leave, however long that takes. Rejects once the signal aborts, or if it cannot tell: the request is not
   * sent then.
   */
  take(request: LimiterRequest): Promise<Turn>;
}

export interface LimiterRequest {
  /** Names the account that the vendor counts for. Holds no secret. */
  key: string;
  /** What the connector declares, or the user's override. */
  rule: TokenBucket | RateWindow;
  /** Runs take turns; each has its requests sent in the order that they came. */
  run: string;
  /** A request that was sent before goes ahead of the others of its run. */
  isRetry: boolean;
  signal: AbortSignal;
  /** Called once if it has to wait: how long, as far as is known. */
  onWait(waitMs: number): void;
}

/** Permission to send one request. */
export interface Turn {
  /** Must be called with the outcome, whatever it is: the vendor's response, or null if none arrived. */
  finish(response: { status: number; headers: Headers } | null): void;
  /** After a 429: no request leaves for this time. `isTold` says whether the vendor named it. */
  pause(waitMs: number, isTold: boolean): void;
  /** How many times the vendor has responded with 429 since it last accepted a request, as far as is known. */
  refusals(): number;
}
