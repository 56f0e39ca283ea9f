import type { RateWindow, TokenBucket } from "./connection";

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
