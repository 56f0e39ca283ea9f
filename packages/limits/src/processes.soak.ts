import { expect } from "vitest";
import { testProcesses } from "./__fixtures__/test-processes";

const headers = { limit: "x-limit", remaining: "x-remaining" };

// The limits of Lever, for a thousand requests, and of Greenhouse's Harvest v1. A window keeps one request back: nine take 441.
testProcesses(
  [
    { rule: { requests: 10, perMs: 1_000, burst: 20 }, count: 250 },
    { rule: { windowMs: 10_000, limit: 50, headers }, count: 110 },
  ],
  (used) => expect(used).toBeGreaterThanOrEqual(0.95),
);
