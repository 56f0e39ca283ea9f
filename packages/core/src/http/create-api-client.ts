import createOpenapiClient, { type Client, type ClientOptions } from "openapi-fetch";

/** A client whose every call is typed by an OpenAPI document, from the path to the error body. */
export type ApiClient<Paths extends object> = Client<Paths, `${string}/${string}`>;

export interface ApiClientSettings {
  baseUrl: string;
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** Default: the platform's `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** How lists are written in a query. Default: the key repeated (`explode: true`). */
  explodeLists?: boolean;
}

/** The one place where the library behind our typed clients is named. A call answers `{ data }` or `{ error }`; decide by `response.ok`. */
export function createApiClient<Paths extends object>(settings: ApiClientSettings): ApiClient<Paths> {
  const options: ClientOptions = {
    baseUrl: settings.baseUrl,
    querySerializer: { array: { style: "form", explode: settings.explodeLists ?? true } },
    ...(settings.headers ? { headers: settings.headers } : {}),
    ...(settings.fetch ? { fetch: settings.fetch } : {}),
  };
  return createOpenapiClient<Paths, `${string}/${string}`>(options);
}
