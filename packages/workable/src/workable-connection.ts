import {
  ApiCallError,
  defineConnection,
  parameterSchema,
  ResponseShapeError,
  typedApi,
} from "@hrflow-connectors/core/connector";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import type { WorkablePaths } from "./workable-types";

/** How to reach a Workable account. */
export interface WorkableCredential {
  /** The part of the account's address before `.workable.com`. */
  subdomain: string;
  /** From Settings > Integrations > Apps. Secret. */
  accessToken: string;
}

const subdomain = "expected the part of the account's address before .workable.com";

export const credentialFields = {
  subdomain: z
    .string(subdomain)
    .check(
      z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, subdomain),
      z.meta({ description: "Part of the account's address before .workable.com" }),
    ),
  accessToken: z
    .string("expected an access token")
    .check(
      z.minLength(1, "expected an access token"),
      z.meta({ format: "password", description: "Access token, from Settings > Integrations > Apps" }),
    ),
};

/** @see https://workable.readme.io/reference */
export const workableConnection = defineConnection({
  name: "workable",
  api: typedApi<WorkablePaths, WorkableCredential>({
    baseUrl: ({ subdomain }) => `https://${subdomain}.workable.com/spi/v3`,
  }),
  parameters: parameterSchema<WorkableCredential, WorkableCredential>(z.object(credentialFields), z.toJSONSchema),
  auth: ({ accessToken }) => ({ type: "bearer", token: accessToken }),
  account: ({ subdomain }) => subdomain.toLowerCase(),
  // https://workable.readme.io/reference/rate-limits
  rateLimit: {
    windowMs: 10_000,
    limit: 10,
    headers: { limit: "x-rate-limit-limit", remaining: "x-rate-limit-remaining", reset: "x-rate-limit-reset" },
  },
});

/** Returns the cursor of the next page. Its URL is not used: it may name another host, or lack the filters. */
export function nextOf({ paging }: { paging?: { next?: string | null } | null }): string | undefined {
  if (!paging?.next) return undefined;
  const cursor = URL.canParse(paging.next) ? new URL(paging.next).searchParams.get("since_id") : null;
  if (!cursor) throw new ResponseShapeError("the next page of the list has no since_id");
  return cursor;
}

/** Returns the data of a call. Undefined if the record was deleted since it was listed. */
export function unlessGone<Data>(call: Promise<Data>): Promise<Data | undefined> {
  return call.catch((error: unknown) => {
    if (ApiCallError.isInstance(error) && error.status === 404) return undefined;
    throw error;
  });
}

/** A time for filters, in whole seconds: Workable does not document their precision. */
export const unixSeconds = (ms: number) => String(Math.floor(ms / 1_000));
