import { createHash } from "node:crypto";
import { afterEach, beforeEach, vi } from "vitest";

/**
 * Fakes the timers of each test in a file. Hashes are computed at once: the platform computes them in another thread, while fake time
 * would pass.
 */
export function useFakeTime(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(crypto.subtle, "digest").mockImplementation(async (_, data) => {
      const hash = createHash("sha256").update(data as Uint8Array);
      return new Uint8Array(hash.digest()).buffer;
    });
  });
  afterEach(() => void vi.useRealTimers());
}
