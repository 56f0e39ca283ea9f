import createClient, { type Client } from "openapi-fetch";
import type { WorkablePaths } from "./workable-types";

export type * from "./workable-types";

export interface WorkableClientSettings {
  subdomain: string;
  accessToken: string;
  /** Every request goes through it. Default: the platform's `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/**
 * The typed Workable client. A call resolves to `{ data, response }` or `{ error, response }`: decide by `response.ok`.
 *
 * @see https://workable.readme.io/reference
 */
export function createWorkableClient(settings: WorkableClientSettings): Client<WorkablePaths> {
  const { subdomain, accessToken, fetch = (request: Request) => globalThis.fetch(request) } = settings;
  const headers = { authorization: `Bearer ${accessToken}` };
  return createClient<WorkablePaths>({ baseUrl: `https://${subdomain}.workable.com/spi/v3`, headers, fetch });
}
