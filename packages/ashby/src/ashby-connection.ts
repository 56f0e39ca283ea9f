import { defineConnection, parameterSchema, typedApi } from "@hrflow-connectors/core/connector";
import { basicAuthorization } from "@hrflow-connectors/core/formats";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import type { AshbyCalls, AshbyFailure } from "./ashby-types";

export interface AshbyCredential {
  /** From Admin > Integrations > API keys. Secret. */
  apiKey: string;
  /** Identifies the account, whichever key is used: the name of the hosted job board, as in `jobs.ashbyhq.com/<name>`. */
  organization: string;
}

/**
 * Status codes for error codes that Ashby sends with status 200. These are certain refusals. Any other code or text, such as
 * `generic_internal_error`, leaves the outcome of a create unknown.
 */
const statuses: [code: RegExp, status: number][] = [
  [/^missing_endpoint_permission$/, 403],
  [/^\w+_not_found$/, 404],
  [/^\w+_limit_exceeded$/, 429],
  [
    /^(invalid_input|\w+_not_(allowed|published)|sync_token_\w+|incremental_sync_too_large|cursor_\w+|\w+_cursor)$/,
    422,
  ],
];

const textsOf = ({ errors = [] }: AshbyFailure) =>
  errors.flatMap((error) => (typeof error === "object" ? [error.code, error.message] : [error])).filter(Boolean);

const codeOf = (body: AshbyFailure) => body.errorInfo?.code ?? textsOf(body)[0] ?? "";

export const credentialFields = {
  apiKey: z.secret("API key, from Admin > Integrations > API keys"),
  organization: z.text("Name of the hosted job board, as in jobs.ashbyhq.com/<name>: identifies the account"),
};

/** An endpoint, with the permission of the key that it needs. */
export const endpoint = <Path extends keyof AshbyCalls>(path: Path, permission: string) => ({
  ...{ endpoint: `POST ${path}` as const, permission, url: "https://developers.ashbyhq.com" },
});

/** @see https://developers.ashbyhq.com */
export const ashbyConnection = defineConnection({
  name: "ashby",
  api: typedApi<AshbyCalls>({
    baseUrl: "https://api.ashbyhq.com",
    isRead: (path) => /\.(info|list\w*|search)$/.test(path),
    errorStatus(body) {
      const { success } = body as { success?: boolean };
      if (success !== false) return success ? undefined : 500;
      const code = codeOf(body as AshbyFailure);
      return statuses.find(([known]) => known.test(code))?.[1] ?? 500;
    },
    errorMessage: (body) => {
      const failure = body as AshbyFailure;
      const texts = [codeOf(failure), failure.errorInfo?.message, ...textsOf(failure)];
      return [...new Set(texts.filter(Boolean))].join(": ");
    },
  }),
  parameters: parameterSchema<AshbyCredential>(z.object(credentialFields), z.toJSONSchema),
  auth: ({ apiKey }) => ({
    type: "headers",
    headers: { authorization: basicAuthorization(apiKey), "Ashby-Version": "2026-01-01" },
  }),
  account: ({ organization }) => organization,
  // Ashby publishes no limit for these calls. This one leaves room for other integrations with the same key.
  rateLimit: { requests: 8, perMs: 1_000, burst: 16 },
});
