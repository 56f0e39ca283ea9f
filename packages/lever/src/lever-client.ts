import { basicAuthorization } from "@hrflow-connectors/core/formats";
import createClient, { type Client } from "openapi-fetch";
import type { LeverPaths } from "./lever-types";

export type * from "./lever-types";

/** The base URL of Lever's Data API. That of the sandbox is `https://api.sandbox.lever.co/v1`. */
export const leverBaseUrl = "https://api.lever.co/v1";

/** A key of the customer's own, or an OAuth access token: a text, or a function that returns one for each request. */
export type LeverAuth = { apiKey: string } | { accessToken: string | (() => string | Promise<string>) };

export interface LeverClientSettings {
  auth: LeverAuth;
  /** Every request goes through it. Default: the platform's `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** Default `https://api.lever.co/v1`. */
  baseUrl?: string | undefined;
}

/** A client whose every call is typed, from the path to the error body. */
export type LeverClient = Client<LeverPaths>;

/**
 * The typed Lever client. A call resolves to `{ data, response }` or `{ error, response }`: decide by `response.ok`.
 *
 * @example
 * const lever = createLeverClient({ auth: { apiKey } });
 * const { data } = await lever.GET("/postings", { params: { query: { state: ["published"] } } });
 *
 * @see https://hire.lever.co/developer/documentation
 */
export function createLeverClient({ auth, fetch, baseUrl = leverBaseUrl }: LeverClientSettings): LeverClient {
  const send = fetch ?? ((request: Request) => globalThis.fetch(request));
  return createClient<LeverPaths>({
    baseUrl,
    async fetch(request) {
      request.headers.set("authorization", await authorizationOf(auth));
      return send(request);
    },
  });
}

async function authorizationOf(auth: LeverAuth): Promise<string> {
  if ("apiKey" in auth) return basicAuthorization(auth.apiKey);
  const { accessToken } = auth;
  return `Bearer ${typeof accessToken === "function" ? await accessToken() : accessToken}`;
}
