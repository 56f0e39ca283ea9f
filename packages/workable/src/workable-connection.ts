import { defineConnection, nextFromUrl, parameterSchema, typedApi } from "@hrflow-connectors/core/connector";
import { instant } from "@hrflow-connectors/core/formats";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import type { WorkablePaths } from "./workable-types";

/** How to reach a Workable account. */
export interface WorkableCredential {
  /** The part of the account's address before `.workable.com`. */
  subdomain: string;
  /** From Settings > Integrations > Apps. Secret. */
  accessToken: string;
}

export const credentialFields = {
  subdomain: z.text("Part of the account's address before .workable.com", { pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/ }),
  accessToken: z.secret("Access token, from Settings > Integrations > Apps"),
};

/** @see https://workable.readme.io/reference */
export const workableConnection = defineConnection({
  name: "workable",
  api: typedApi<WorkablePaths, WorkableCredential>({
    baseUrl: ({ subdomain }) => `https://${subdomain}.workable.com/spi/v3`,
  }),
  parameters: parameterSchema<WorkableCredential>(z.object(credentialFields), z.toJSONSchema),
  auth: ({ accessToken }) => ({ type: "bearer", token: accessToken }),
  account: ({ subdomain }) => subdomain.toLowerCase(),
  // https://workable.readme.io/reference/rate-limits
  rateLimit: {
    windowMs: 10_000,
    limit: 10,
    headers: { limit: "x-rate-limit-limit", remaining: "x-rate-limit-remaining", reset: "x-rate-limit-reset" },
  },
});

/** The cursor of the next page. Its URL is not used: it may name another host, or lack the filters. */
export const nextOf = ({ paging }: { paging?: { next?: string | null } | null }) =>
  nextFromUrl(paging?.next, "since_id");

/** A time for filters, in whole seconds: Workable does not document their precision. */
export function unixSeconds(time: string | number | null): string | undefined {
  const ms = typeof time === "number" ? time : instant(time);
  return ms === undefined ? undefined : String(Math.floor(ms / 1_000));
}
