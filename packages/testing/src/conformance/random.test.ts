import { afterEach, describe, expect, it, vi } from "vitest";
import { atMost } from "./random";

const list = Array.from({ length: 100 }, (_, index) => index);

afterEach(() => void vi.unstubAllEnvs());

describe("atMost", () => {
  it.each([
    ["1", 40],
    ["0.25", 10],
    ["0.001", 1],
    ["all", 100],
  ])("takes the part of 40 entries that CONFORMANCE=%s says: %d, each once and in order", (share, count) => {
    vi.stubEnv("CONFORMANCE", share);
    const chosen = atMost(list, 40);
    expect(chosen).toHaveLength(count);
    expect(chosen).toEqual([...new Set(chosen)].sort((one, other) => one - other));
  });

  it.each(["0", "2", "some", ""])("refuses CONFORMANCE=%s", (share) => {
    vi.stubEnv("CONFORMANCE", share);
    expect(() => atMost(list, 40)).toThrow("CONFORMANCE is neither");
  });
});
