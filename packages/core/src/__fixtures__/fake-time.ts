import { afterEach, beforeEach, vi } from "vitest";

/** Fakes the timers of each test in a file. */
export function useFakeTime(): void {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
}
