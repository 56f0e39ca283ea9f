/**
 * Where state is kept between runs: the last result and cursor, OAuth tokens, what was delivered, and items that failed. An
 * `unstorage` storage fits as it is, and so does `localStorage`. Values are JSON texts; a store may hand them back parsed.
 */
export interface Store {
  getItem(key: string): unknown;
  setItem(key: string, value: string): unknown;
  removeItem(key: string): unknown;
  /**
   * Waits for the key and answers the function that releases it. With it, token refreshes and runs of one workflow are
   * safe across processes; without it, within one. The signal ends the wait, for stores that heed it; where one does not, a
   * lock that comes too late is released at once.
   */
  lock?(key: string, ttlMs: number, signal?: AbortSignal): Promise<() => unknown>;
}
