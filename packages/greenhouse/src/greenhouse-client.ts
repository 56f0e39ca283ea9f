import { type ApiClient, basicAuthorization, createApiClient } from "@hrflow-connectors/core";
import type { GreenhouseHarvestPaths, GreenhouseHarvestV1Paths, GreenhouseJobBoardPaths } from "./greenhouse-types";

export type * from "./greenhouse-types";

/** Where Harvest v3 answers. */
export const harvestBaseUrl = "https://harvest.greenhouse.io/v3";
/** Where Harvest v1 answers; announced to be removed on 31 August 2026. */
export const harvestV1BaseUrl = "https://harvest.greenhouse.io/v1";
/** Where the public Job Board API answers. */
export const jobBoardBaseUrl = "https://boards-api.greenhouse.io/v1/boards";

type Send = (request: Request) => Promise<Response>;

interface ClientSettings {
  /** Every request goes through it. Default: the platform's `fetch`. */
  fetch?: Send | undefined;
  /** Default: the vendor's own address. */
  baseUrl?: string | undefined;
}

export interface HarvestClientSettings extends ClientSettings {
  /** The access token, or a function that gives one for each request. */
  auth: string | (() => string | Promise<string>);
}

export interface HarvestV1ClientSettings extends ClientSettings {
  /** The Harvest API key. */
  auth: string;
  /** Id of the Greenhouse user that writes are done for; every write needs one, here or in its own headers. */
  onBehalfOf?: string | number | undefined;
}

export interface JobBoardClientSettings extends ClientSettings {
  /** The Job Board API key, which applying takes. Reading takes none. */
  auth?: string | undefined;
}

/** A client whose every call is typed, from the path to the error body. */
export type HarvestClient = ApiClient<GreenhouseHarvestPaths>;
/** The same for Harvest v1, where `On-Behalf-Of` may come from the client. */
export type HarvestV1Client = ApiClient<WithOptionalHeaders<GreenhouseHarvestV1Paths>>;
/** The same for the Job Board API. */
export type JobBoardClient = ApiClient<GreenhouseJobBoardPaths>;

type WithOptionalHeaders<Paths> = {
  [Path in keyof Paths]: { [Method in keyof Paths[Path]]: Eased<Paths[Path][Method]> };
};
type Eased<Operation> = Operation extends { parameters: infer Parameters }
  ? Omit<Operation, "parameters"> & {
      parameters: Omit<Parameters, "header"> & {
        header?: Parameters extends { header: infer Header } ? Partial<Header> : never;
      };
    }
  : Operation;

/**
 * The typed client of Harvest v3. A call answers `{ data, response }` or `{ error, response }`: decide by `response.ok`.
 *
 * @example
 * const harvest = createHarvestClient({ auth: accessToken });
 * const { data } = await harvest.GET("/candidates", { params: { query: { email: "ada@example.org" } } });
 *
 * @see https://harvestdocs.greenhouse.io
 */
export function createHarvestClient({ auth, fetch = platformFetch, baseUrl }: HarvestClientSettings): HarvestClient {
  return createAuthorizedHarvestClient(async (request) => {
    request.headers.set("authorization", `Bearer ${typeof auth === "function" ? await auth() : auth}`);
    return fetch(request);
  }, baseUrl);
}

/** The same for a `fetch` that authorises requests by itself. */
export function createAuthorizedHarvestClient(fetch: Send, baseUrl: string = harvestBaseUrl): HarvestClient {
  return createApiClient<GreenhouseHarvestPaths>({ baseUrl, fetch, explodeLists: false });
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
  return createApiClient({
    baseUrl,
    explodeLists: false,
    fetch(request) {
      const { headers, method } = request;
      headers.set("authorization", authorization);
      if (onBehalfOf !== undefined && method !== "GET" && !headers.has(writerHeader)) {
        headers.set(writerHeader, String(onBehalfOf));
      }
      return fetch(request);
    },
  });
}

const writerHeader = "On-Behalf-Of";

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
  return createApiClient<GreenhouseJobBoardPaths>({ baseUrl, fetch, headers });
}

function platformFetch(request: Request): Promise<Response> {
  return globalThis.fetch(request);
}
