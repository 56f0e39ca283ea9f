import { basicAuthorization } from "@hrflow-connectors/core/formats";
import createClient, { type Client } from "openapi-fetch";
import type { BamboohrPaths } from "./bamboohr-types";

export type * from "./bamboohr-types";

export interface BamboohrClientSettings {
  /** The part of the company's address before `.bamboohr.com`. */
  companyDomain: string;
  apiKey: string;
  /** Every request goes through it. Default: the platform's `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/** A client whose every call is typed, from the path to the response. */
export type BamboohrClient = Client<BamboohrPaths>;

/**
 * The typed BambooHR client. A call resolves to `{ data, response }` or `{ error, response }`: decide by `response.ok`.
 *
 * @example
 * const bamboohr = createBamboohrClient({ companyDomain: "example", apiKey });
 * const { data } = await bamboohr.GET("/api/v1/applicant_tracking/jobs");
 *
 * @see https://documentation.bamboohr.com/reference
 */
export function createBamboohrClient({ companyDomain, apiKey, fetch }: BamboohrClientSettings): BamboohrClient {
  return createClient<BamboohrPaths>({
    baseUrl: `https://${companyDomain}.bamboohr.com`,
    fetch: fetch ?? ((request) => globalThis.fetch(request)),
    headers: { accept: "application/json", authorization: basicAuthorization(apiKey, "x") },
    querySerializer: { array: { style: "form", explode: false } },
  });
}
