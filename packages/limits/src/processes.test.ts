import { testProcesses } from "./__fixtures__/test-processes";

const headers = { limit: "x-limit", remaining: "x-remaining" };

// How much of the rate is used depends on what else the machine does: the soak asserts that.
testProcesses(
  [
    { rule: { requests: 100, perMs: 1_000, burst: 60 }, count: 40 },
    { rule: { windowMs: 1_000, limit: 60, headers }, count: 20 },
  ],
  () => {},
);
