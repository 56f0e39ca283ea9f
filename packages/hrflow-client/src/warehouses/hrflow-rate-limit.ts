import type { RateLimit } from "@hrflow-connectors/core";

/** HrFlow.ai publishes no limit: this one is polite, and users may set another. */
export const hrflowRateLimit: RateLimit = {
  name: "hrflow",
  hosts: ["api.hrflow.ai"],
  account: ["apiSecret"],
  rule: { kind: "bucket", requests: 20, perMs: 1_000, burst: 20 },
};
