import type { RateLimit } from "@hrflow-connectors/core";

const common = { name: "greenhouse", hosts: ["harvest.greenhouse.io"] };
const headers = { limit: "X-RateLimit-Limit", remaining: "X-RateLimit-Remaining", reset: "X-RateLimit-Reset" };

/** What the documentation shows as a sample; the answers say what holds. */
const limit = 50;

/**
 * What Greenhouse allows one credential: a window of 30 s for Harvest v3 and of 10 s for v1. Token requests have no part in it.
 *
 * @see https://harvestdocs.greenhouse.io
 * @see https://developers.greenhouse.io/harvest.html#throttling
 */
export const harvestRateLimits: readonly RateLimit[] = [
  { ...common, pathPrefix: "/v3/", account: ["clientId"], rule: { kind: "window", windowMs: 30_000, limit, headers } },
  { ...common, pathPrefix: "/v1/", account: ["auth"], rule: { kind: "window", windowMs: 10_000, limit, headers } },
];
