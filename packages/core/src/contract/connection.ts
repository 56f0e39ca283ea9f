import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";

/** A JSON Schema of draft 2020-12, as plain data. */
export type JsonSchema = Record<string, unknown>;

/**
 * How parameters are declared: a Standard Schema that also gives JSON Schema. A schema of zod 4 does; `parameterSchema` adds it to one
 * of zod/mini. Mark a secret with `format: "password"` in its JSON Schema (`z.string().meta({ format: "password" })`): core then
 * redacts its value in log lines, errors, events, results and the store.
 *
 * @see https://standardschema.dev
 */
export interface ParameterSchema<Input, Output = Input> {
  readonly "~standard": StandardSchemaV1.Props<Input, Output> & StandardJSONSchemaV1.Props<Input, Output>;
}

/**
 * How one account of a vendor is reached. It is stated once and used by every warehouse of the connector. Where the vendor has two
 * protocols, each is a connection of its own.
 */
export interface Connection<Input, Credential, Paths extends object> {
  /** Lower case. Users override the rate limit by it: `rateLimits: { acme: ... }`. */
  name: string;
  /** Which protocol of the vendor this is, where it has several: `Harvest v3`. */
  protocol?: string;
  api: ApiDescription<Paths, Credential>;
  /** What users give to reach an account. A warehouse that needs more declares its own schema, with these fields among the others. */
  parameters: ParameterSchema<Input, Credential>;
  auth(credential: Credential): Auth | Promise<Auth>;
  /** Identifies the account, whichever credential reaches it. Core stores only its hash. */
  account(credential: Credential): string;
  /** What the vendor allows one account. Default: no limit. */
  rateLimit?: RateLimit<Credential>;
  /** A warning that each run logs: what ends, when, and what to use instead. */
  deprecated?: string;
}

/** How requests are authorized. With `oauth`, core stores tokens, refreshes them and repeats a request once after a 401. */
export type Auth =
  | { type: "none" }
  | { type: "basic"; username: string; password?: string }
  | { type: "bearer"; token: string }
  | { type: "headers"; headers: Record<string, string> }
  | ({ type: "oauth" } & OauthSettings);

/** @see https://www.rfc-editor.org/rfc/rfc6749 */
export interface OauthSettings {
  /** The token endpoint, https. */
  tokenUrl: string;
  /** Where a check asks for the scopes of a token, RFC 7662, https. Default: nowhere. */
  introspectionUrl?: string;
  clientId: string;
  clientSecret: string;
  /** Whether the client sends its secret in the form body or as HTTP Basic. */
  clientAuthentication: "client_secret_post" | "client_secret_basic";
  /** How the first token is obtained. Later ones come from the refresh token, if there is one. */
  grant: Grant;
}

export type Grant =
  | { type: "authorization_code"; code: string; redirectUri: string }
  | { type: "refresh_token"; refreshToken: string }
  | { type: "client_credentials"; parameters: Record<string, string> };

/** A token bucket: how many requests may leave per time, and how many at once after a pause. */
export interface TokenBucket {
  requests: number;
  /** Milliseconds. */
  perMs: number;
  burst: number;
}

/** A fixed window whose remaining requests the vendor tells in response headers. */
export interface RateWindow {
  windowMs: number;
  /** Assumed until a response tells the limit. */
  limit: number;
  /** Header names. The reset is a point in time: seconds since the epoch, or a date. */
  headers: { limit: string; remaining: string; reset?: string };
}

/** All runs of the process that use one account share its limit and take turns. Downloads and token requests do not count. */
export type RateLimit<Credential> = (TokenBucket | RateWindow) & {
  /** Identifies what the vendor counts requests by, such as the API key. Default: the account. */
  countedBy?(credential: Credential): string;
};

// biome-ignore lint/suspicious/noExplicitAny: the supertype of every connection; `defineWarehouse` checks what uses it.
export type AnyConnection = Connection<any, any, any>;

/** A vendor's API, typed by its OpenAPI document. `typedApi` creates one. */
export interface ApiDescription<Paths extends object, Credential = object> {
  /** The URL that the document's paths are appended to, or a function of the credential that returns it. */
  baseUrl: string | ((credential: Credential) => string);
  /** Finds the vendor's message in an error. Default: the usual shapes of a body (`message`, `error`, `errors`, `detail`). */
  errorMessage?(body: unknown, headers: Headers): string | undefined;
  /** How a list is written in a query: the key repeated, or the values joined by commas. Default `"repeat"`. */
  queryLists?: "repeat" | "comma";
  /** The largest response that is read, in bytes. Default 32 MiB. */
  maxResponseBytes?: number;
  /** Whether a POST to this path of the document only reads: then it is repeated, and sent in checks and dry runs. Default: no. */
  isRead?(path: string): boolean;
  /** The status that a body of a 2xx means, where the vendor reports errors in it. Default: undefined, a success. */
  errorStatus?(body: unknown): number | undefined;
  /** Carries the type; never set. */
  readonly paths?: Paths;
}

/**
 * A client whose calls are typed by the OpenAPI document, as `openapi-typescript` writes it. A call resolves to the data of a response.
 * It rejects with `ApiCallError` if the vendor refuses it, `NetworkError` if no response arrived, and `ResponseShapeError` if the
 * response is not the JSON that was expected. Requests on which the vendor certainly did not act are retried.
 */
export interface Api<Paths extends object> extends Calls<Paths, false> {
  /** The same calls, with the response headers beside the data. */
  response: Calls<Paths, true>;
  /**
   * Downloads a file of up to 30 MiB with the credential; a redirect to another host is followed without it. Rejects with
   * `ResponseShapeError` for a response that is not the file.
   */
  file<Path extends PathsWith<Paths, "get">>(
    path: Path,
    init: InitOf<Operation<Paths, Path, "get">> & { /** As the data name it. */ fileName?: string | undefined },
  ): Promise<File>;
  /** The same API with other limits for each request. */
  with(policy: RequestPolicy): Api<Paths>;
}

/** Limits of one request: of an attempt, headers and body together, in milliseconds (default 60,000), and of attempts (default 5). */
export interface RequestPolicy {
  timeoutMs?: number;
  maxAttempts?: number;
}

export type ApiResponse<Data> = { data: Data; headers: Headers };

type Method = "get" | "post" | "put" | "patch" | "delete";

type Calls<Paths extends object, WithHeaders extends boolean> = {
  [M in Method as Uppercase<M>]: Call<Paths, M, WithHeaders>;
};

type Call<Paths extends object, M extends Method, WithHeaders extends boolean> = <Path extends PathsWith<Paths, M>>(
  path: Path,
  ...init: object extends InitOf<Operation<Paths, Path, M>>
    ? [init?: InitOf<Operation<Paths, Path, M>>]
    : [init: InitOf<Operation<Paths, Path, M>>]
) => Promise<
  WithHeaders extends true ? ApiResponse<DataOf<Operation<Paths, Path, M>>> : DataOf<Operation<Paths, Path, M>>
>;

type PathsWith<Paths, M extends Method> = {
  [Path in keyof Paths]: Paths[Path] extends { [K in M]: object } ? Path : never;
}[keyof Paths];

type Operation<Paths, Path extends keyof Paths, M extends Method> = Paths[Path] extends { [K in M]: infer O }
  ? O
  : never;

type InitOf<O> = (object extends ParamsOf<O> ? { params?: ParamsOf<O> } : { params: ParamsOf<O> }) &
  BodyOf<O> & {
    /** Gives up this request alone. */
    signal?: AbortSignal | undefined;
  };

/** A query parameter may be undefined: it is left out then. */
type ParamsOf<O> = O extends { parameters: infer P }
  ? {
      [K in keyof P as K extends "cookie" ? never : [NonNullable<P[K]>] extends [never] ? never : K]: K extends "query"
        ? { [Name in keyof P[K]]: P[K][Name] | undefined }
        : P[K];
    }
  : object;

type BodyOf<O> = O extends { requestBody: { content: infer C } }
  ? { body: C[keyof C]; bodySerializer?: (body: C[keyof C]) => unknown }
  : O extends { requestBody?: infer B }
    ? [NonNullable<B>] extends [never]
      ? object
      : NonNullable<B> extends { content: infer C }
        ? { body?: C[keyof C]; bodySerializer?: (body: C[keyof C]) => unknown }
        : object
    : object;

type SuccessStatus = 200 | 201 | 202 | 203 | 204 | 205;

/** The body of a successful response; undefined where the document declares none. */
type DataOf<O> = O extends { responses: infer R }
  ? { [S in keyof R & SuccessStatus]: R[S] extends { content: infer C } ? C[keyof C] : undefined }[keyof R &
      SuccessStatus]
  : never;

/** `"POST /candidates"`, for each operation of the document. */
export type EndpointOf<Paths> = {
  [Path in keyof Paths & string]: {
    [M in keyof Paths[Path] & Method]: Paths[Path][M] extends object ? `${Uppercase<M>} ${Path}` : never;
  }[keyof Paths[Path] & Method];
}[keyof Paths & string];

/** An endpoint as plain data. `isRead`: it only reads, although its method is not GET. */
export interface Endpoint {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The path as the vendor writes it, below the base URL: `/opportunities/{opportunity}`. */
  path: string;
  /** The connection's protocol, where the vendor has several. */
  protocol?: string;
  permission?: string;
  url?: string;
  isRead?: true;
}
