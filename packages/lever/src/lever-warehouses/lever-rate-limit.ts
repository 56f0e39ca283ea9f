import type { RateLimit } from "@hrflow-connectors/core";

/**
 * What Lever allows one credential. Token requests have no part in it.
 *
 * @see https://hire.lever.co/developer/documentation#rate-limits
 */
export const leverRateLimit: RateLimit = {
  name: "lever",
  hosts: [".lever.co"],
  pathPrefix: "/v1/",
  account: ["apiKey", "clientId", "authorizationCode", "refreshToken"],
  rule: { kind: "bucket", requests: 10, perMs: 1_000, burst: 20 },
};
