import { findOperation } from "../document/operations";
import { formViolations, queryViolations } from "../document/request-violations";
import { schemaValidator } from "../document/schema-validator";
import { type Exchange, readExchange } from "./exchange";
import { createPreferences, type Preference, preferHeader } from "./preferences";
import { prismViolations } from "./prism";
import type { Mock } from "./start-mock";

/** Maps base URLs to mocks: `{ "https://api.lever.co/v1": mock }`. The longest base that matches a request wins. */
export type Routes = Record<string, Mock>;

/** What a mock fetch serves itself, without a mock. */
export interface MockFetchSettings {
  /** Responses for single URLs, such as a resume to download. A URL without a query matches any query. */
  files?: Record<string, (request: Request) => Response | Promise<Response>>;
  /**
   * Query parameters that the object in a response repeats, by operation: `{ "GET /job/indexing": ["reference"] }`. An example is of
   * another record than the one that was asked for. The object is the body, or its `data`.
   */
  repeats?: Record<string, readonly string[]>;
}

/** A `fetch` that reaches mocks only. */
export interface MockFetch {
  (input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /** Every request so far, requests for files included, in the order in which they started. */
  exchanges: readonly Exchange[];
  /**
   * Asks for a certain response to the next `times` matching requests, or to all of them. Preferences with a number of
   * times come first, in order. Of the others, the latest applies.
   */
  prefer(preference: Preference, times?: number): void;
  /** Removes all exchanges and preferences. */
  reset(): void;
}

/** Captured before a test can stub it. */
const realFetch = globalThis.fetch;

/**
 * Creates a `fetch` that sends requests for real hosts to running mocks. It records each request with its violations:
 * those that Prism reports, undeclared query parameters, and forms that do not match their schema.
 *
 * Nothing leaves the machine: a request without a route is recorded as a violation and rejects with a TypeError, as after
 * a network failure.
 */
export function createMockFetch(routes: Routes, { files = {}, repeats = {} }: MockFetchSettings = {}): MockFetch {
  const preferences = createPreferences();
  const exchanges: Exchange[] = [];

  async function mockFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    const route = findRoute(routes, request.url);
    const exchange = await readExchange(request, route?.path ?? new URL(request.url).pathname);
    exchanges.push(exchange);

    const file = files[request.url] ?? files[withoutQuery(request.url)];
    if (file) return finish(exchange, await file(request));
    if (!route) {
      exchange.violations.push({ location: ["request", "url"], message: "no mock for this host and path" });
      throw new TypeError("fetch failed", { cause: new Error(`No mock for ${withoutQuery(request.url)}`) });
    }

    checkRequest(exchange, route.mock);
    const preference = preferences.take(exchange.method, exchange.path);
    const response = await forward(exchange, route.mock, preference, request.signal);
    exchange.violations.push(...(await prismViolations(response)));
    const repeated = await withRepeated(response, exchange, repeats[`${exchange.method} ${exchange.path}`]);
    return finish(exchange, withPreferredHeaders(repeated, preference));
  }

  return Object.assign(mockFetch, {
    exchanges: exchanges as readonly Exchange[],
    prefer: preferences.prefer,
    reset() {
      exchanges.length = 0;
      preferences.clear();
    },
  });
}

/** Returns the mock for a URL, and the path below the base URL: Prism does not know base paths. */
function findRoute(routes: Routes, url: string): { mock: Mock; path: string } | undefined {
  const target = withoutQuery(url);
  const bases = Object.entries(routes)
    .map(([base, mock]) => ({ base: base.replace(/\/+$/, ""), mock }))
    .filter(({ base }) => target === base || target.startsWith(`${base}/`))
    .sort((one, other) => other.base.length - one.base.length);
  const longest = bases[0];
  return longest && { mock: longest.mock, path: target.slice(longest.base.length) || "/" };
}

/** Checks what Prism does not. */
function checkRequest(exchange: Exchange, { document }: Mock): void {
  const entry = findOperation(document, exchange.method, exchange.path);
  if (!entry) return;
  exchange.operation = { operationId: entry.operation.operationId, method: entry.method, path: entry.path };
  exchange.violations.push(...queryViolations(exchange.query, entry, document));
  if (!exchange.form) return;
  const mediaType = exchange.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  exchange.violations.push(...formViolations(exchange.form, mediaType, entry, document, schemaValidator(document)));
}

function forward(exchange: Exchange, mock: Mock, preference: Preference | undefined, signal: AbortSignal) {
  const headers = new Headers(exchange.headers);
  const prefer = preference && preferHeader(preference);
  if (prefer) headers.set("prefer", prefer);
  return realFetch(`${mock.url}${exchange.path}${new URL(exchange.url).search}`, {
    method: exchange.method,
    headers,
    ...(exchange.body.length > 0 ? { body: exchange.body as Uint8Array<ArrayBuffer> } : {}),
    redirect: "manual",
    signal,
  });
}

async function withRepeated(response: Response, { query }: Exchange, names: readonly string[] = []): Promise<Response> {
  const given = names.filter((name) => query.has(name));
  if (!response.ok || given.length === 0) return response;
  const body = (await response.json()) as { data?: object };
  Object.assign(body.data ?? body, Object.fromEntries(given.map((name) => [name, query.get(name)])));
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return new Response(JSON.stringify(body), { status: response.status, statusText: response.statusText, headers });
}

function withPreferredHeaders(response: Response, preference: Preference | undefined): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(preference?.headers ?? {})) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  const { status, statusText, body } = response;
  return new Response(body, { status, statusText, headers });
}

/** Records the response and sets its URL to the one that was requested. */
function finish(exchange: Exchange, response: Response): Response {
  exchange.status = response.status;
  exchange.responseHeaders = new Headers(response.headers);
  return Object.defineProperty(response, "url", { value: exchange.url });
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
