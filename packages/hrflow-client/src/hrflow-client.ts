import createClient, { type Client } from "openapi-fetch";
import type { HrflowPaths } from "./hrflow-types";

/** The base URL of the HrFlow.ai API. */
export const hrflowBaseUrl = "https://api.hrflow.ai/v1";

export interface HrflowClientSettings {
  /** The account's API key, from the HrFlow.ai portal. */
  apiSecret: string;
  /** The e-mail address of the account. */
  apiUser: string;
  /** Every request goes through it. Default: the platform's `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** Default `https://api.hrflow.ai/v1`. */
  baseUrl?: string | undefined;
}

/** A client whose every call is typed, from the path to the error body. */
export type HrflowClient = Client<HrflowPaths>;

/**
 * The typed HrFlow.ai client. A call resolves to `{ data, response }` or `{ error, response }`: decide by `response.ok`.
 *
 * @example
 * const hrflow = createHrflowClient({ apiSecret, apiUser });
 * const { data } = await hrflow.GET("/profile/indexing", { params: { query: { source_key, key } } });
 *
 * @see https://developers.hrflow.ai
 */
export function createHrflowClient(settings: HrflowClientSettings): HrflowClient {
  const { apiSecret, apiUser, fetch, baseUrl = hrflowBaseUrl } = settings;
  return createClient<HrflowPaths>({
    baseUrl,
    headers: { "X-API-KEY": apiSecret, "X-USER-EMAIL": apiUser },
    ...(fetch ? { fetch } : {}),
  });
}
