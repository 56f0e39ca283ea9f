import { basicAuthorization } from "@hrflow-connectors/core/formats";
import createClient, { type Client } from "openapi-fetch";
import type { AshbyPaths } from "./ashby-types";

export type * from "./ashby-types";

export interface AshbyClientSettings {
  apiKey: string;
  /** Every request goes through it. Default: the platform's `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/** A client whose every call is typed, from the path to the error body. */
export type AshbyClient = Client<AshbyPaths>;

/**
 * The typed Ashby client. A call resolves to `{ data, response }` or `{ error, response }`; data with `success: false` is an error too.
 *
 * @see https://developers.ashbyhq.com
 */
export function createAshbyClient({ apiKey, fetch = (request) => globalThis.fetch(request) }: AshbyClientSettings) {
  const headers = { authorization: basicAuthorization(apiKey), "Ashby-Version": "2026-01-01" };
  return createClient<AshbyPaths>({ baseUrl: "https://api.ashbyhq.com", headers, fetch }) satisfies AshbyClient;
}
