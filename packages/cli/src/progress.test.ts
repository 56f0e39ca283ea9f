import { describe, expect, it } from "vitest";
import { progressText } from "./progress";

describe("the text of the progress", () => {
  it.each([
    [{ read: 400, done: 100, failed: 0, total: undefined, elapsedMs: 10_000 }, "100 of 400 read, 10.0/s"],
    [{ read: 120, done: 98, failed: 2, total: 400, elapsedMs: 10_000 }, "100 of 400, 2 failed, 10.0/s, 30 s left"],
    [{ read: 5, done: 1, failed: 0, total: 1_000, elapsedMs: 1_000 }, "1 of 1000, 1.0/s, 17 min left"],
    [{ read: 5, done: 1, failed: 0, total: 10_000, elapsedMs: 1_000 }, "1 of 10000, 1.0/s, 2.8 h left"],
    // The origin told too few.
    [{ read: 6, done: 6, failed: 0, total: 5, elapsedMs: 1_000 }, "6 of 6, 6.0/s"],
    [{ read: 0, done: 0, failed: 0, total: undefined, elapsedMs: 0 }, "0 of 0 read"],
  ])("of %j is %s", (figures, text) => {
    expect(progressText(figures)).toBe(text);
  });
});
