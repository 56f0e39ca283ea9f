import { basicAuthorization } from "@hrflow-connectors/core/formats";
import createClient, { type Client } from "openapi-fetch";
import type { GreenhouseHarvestPaths, GreenhouseHarvestV1Paths, GreenhouseJobBoardPaths } from "./greenhouse-types";

export type * from "./greenhouse-types";

/** The base URL of Harvest v3. */
export const harvestBaseUrl = "https://harvest.greenhouse.io/v3";
/** The base URL of Harvest v1, which Greenhouse announced to remove on 31 August 2026. */
export const harvestV1BaseUrl = "https://harvest.greenhouse.io/v1";
/** The base URL of the public Job Board API. */
export const jobBoardBaseUrl = "https://boards-api.greenhouse.io/v1/boards";

interface ClientSettings {
  /** Every request goes through it. Default: the platform's `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** Default: the vendor's own. */
  baseUrl?: string | undefined;
}

export interface HarvestClientSettings extends ClientSettings {
  /** The access token, or a function that returns one for each request. */
  auth: string | (() => string | Promise<string>);
}

export interface HarvestV1ClientSettings extends ClientSettings {
  /** The Harvest API key. */
  auth: string;
  /** Id of the Greenhouse user that writes are done for. Every write needs one, here or in its own headers. */
  onBehalfOf?: string | number | undefined;
}

export interface JobBoardClientSettings extends ClientSettings {
  /** The Job Board API key, which only applying needs. */
  auth?: string | undefined;
}

/** A client whose every call is typed, from the path to the error body. */
export type HarvestClient = Client<GreenhouseHarvestPaths>;
/** The same for Harvest v1, where `On-Behalf-Of` may come from the client. */
export type HarvestV1Client = Client<WithOptionalHeaders<GreenhouseHarvestV1Paths>>;
/** The same for the Job Board API. */
export type JobBoardClient = Client<GreenhouseJobBoardPaths>;

type WithOptionalHeaders<Paths> = {
  [Path in keyof Paths]: { [Method in keyof Paths[Path]]: WithOptionalHeader<Paths[Path][Method]> };
};
type WithOptionalHeader<Operation> = Operation extends { parameters: infer Parameters }
  ? Omit<Operation, "parameters"> & {
      parameters: Omit<Parameters, "header"> & {
        header?: Parameters extends { header: infer Header } ? Partial<Header> : never;
      };
    }
  : Operation;

/** Lists of ids are joined by commas. */
const querySerializer = { array: { style: "form", explode: false } } as const;

/**
 * The typed client of Harvest v3. A call resolves to `{ data, response }` or `{ error, response }`: decide by `response.ok`.
 *
 * @example
 * const harvest = createHarvestClient({ auth: accessToken });
 * const { data } = await harvest.GET("/candidates", { params: { query: { email: "ada@example.org" } } });
 *
 * @see https://harvestdocs.greenhouse.io
 */
export function createHarvestClient(settings: HarvestClientSettings): HarvestClient {
  const { auth, fetch = platformFetch, baseUrl = harvestBaseUrl } = settings;
  return createClient<GreenhouseHarvestPaths>({
    baseUrl,
    querySerializer,
    async fetch(request) {
      request.headers.set("authorization", `Bearer ${typeof auth === "function" ? await auth() : auth}`);
      return fetch(request);
    },
  });
}

/**
 * The typed client of Harvest v1.
 *
 * @example
 * const harvest = createHarvestV1Client({ auth: apiKey, onBehalfOf: "4000000017" });
 * const { data } = await harvest.GET("/candidates/{id}", { params: { path: { id: 4000000531 } } });
 *
 * @see https://developers.greenhouse.io/harvest.html
 */
export function createHarvestV1Client(settings: HarvestV1ClientSettings): HarvestV1Client {
  const { auth, onBehalfOf, fetch = platformFetch, baseUrl = harvestV1BaseUrl } = settings;
  const authorization = basicAuthorization(auth);
  return createClient<WithOptionalHeaders<GreenhouseHarvestV1Paths>>({
    baseUrl,
    querySerializer,
    fetch(request) {
      const { headers, method } = request;
      headers.set("authorization", authorization);
      if (onBehalfOf !== undefined && method !== "GET" && !headers.has("On-Behalf-Of"))
        headers.set("On-Behalf-Of", String(onBehalfOf));
      return fetch(request);
    },
  });
}

/**
 * The typed client of the public Job Board API.
 *
 * @example
 * const boards = createJobBoardClient();
 * const { data } = await boards.GET("/{board_token}/jobs", { params: { path: { board_token: "acme" } } });
 *
 * @see https://developers.greenhouse.io/job-board.html
 */
export function createJobBoardClient(settings: JobBoardClientSettings = {}): JobBoardClient {
  const { auth, fetch = platformFetch, baseUrl = jobBoardBaseUrl } = settings;
  const headers = auth === undefined ? {} : { authorization: basicAuthorization(auth) };
  return createClient<GreenhouseJobBoardPaths>({ baseUrl, fetch, headers });
}

/** Looked up at each call, so that a `fetch` that is replaced later is used. */
function platformFetch(request: Request): Promise<Response> {
  return globalThis.fetch(request);
}
