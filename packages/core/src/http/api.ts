import createClient from "openapi-fetch";
import type { Api, ApiDescription, RequestPolicy } from "../contract/connection";
import { ApiCallError, ConfigurationError, ResponseShapeError } from "../errors";
import { fileNameFor } from "../formats/files";
import { wellFormed } from "../formats/values";
import { downloadFile, fileLimits, typeOfFile } from "./download";
import type { Http } from "./http";
import { Call, withoutQueries } from "./outgoing";
import { describeBody, findMessage, locationOf, type Received, shortened } from "./response";

/** Describes a vendor's API by the types of its OpenAPI document, as `openapi-typescript` writes them. */
export function typedApi<Paths extends object, Credential = object>(
  api: Omit<ApiDescription<Paths, Credential>, "paths">,
): ApiDescription<Paths, Credential> {
  return api;
}

/** Sends a request with the credential of an account. `isRead` says whether it changes nothing at the vendor. */
export type AuthorizedSend = (call: Call, http: Http, isRead: boolean) => Promise<Received>;

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof methods)[number];

/** What a call of the client takes and resolves to, whatever the document says. */
type AnyCall = (
  path: string,
  init: object,
) => Promise<{ data?: string | undefined; error?: unknown; response: Received }>;

/** The typed client of an API: calls resolve to data or reject with a typed error. */
export function createApi<Paths extends object>(
  api: ApiDescription<Paths, never>,
  baseUrl: string,
  http: Http,
  send: AuthorizedSend,
): Api<Paths> {
  const querySerializer = { array: { style: "form", explode: api.queryLists !== "comma" } } as const;
  // What the platform says of it quotes the whole URL.
  if (!URL.canParse(baseUrl)) throw new ConfigurationError("the base URL of the API is not a URL");
  const client = createClient({ baseUrl, querySerializer, Request: Call as unknown as typeof Request });
  return bind(client, api, http, send) as unknown as Api<Paths>;
}

/** The calls of a client by one HTTP client. */
function bind(client: object, api: ApiDescription<object, never>, http: Http, send: AuthorizedSend): object {
  const refusal = (method: Method, url: string, response: Received, body: unknown, status = response.status) => {
    const vendorMessage = messageFor(response, url, body, api.errorMessage);
    return new ApiCallError({ method, url, status, body, vendorMessage });
  };
  const request = async (method: Method, path: string, init: Record<string, unknown>, within: Http) => {
    let url = path;
    // By the path as the document writes it: that of the URL has the parameters in it.
    const isRead = method === "GET" || (method === "POST" && api.isRead?.(path) === true);
    const fetch = (outgoing: Call) => {
      url = outgoing.shownUrl;
      return send(outgoing, isRead ? within.with({ idempotent: true }) : within, isRead);
    };
    // Some APIs respond with XML to those that do not say what they accept.
    const headers = { accept: "application/json", ...(init.headers as object) };
    const given = { ...init, headers, params: wellFormed(init.params), fetch, template: path };
    return { ...(await (client as Record<Method, AnyCall>)[method](path, given)), url };
  };
  const call = async (method: Method, path: string, init: { body?: unknown; params?: unknown } = {}) => {
    if (init.body instanceof FormData)
      throw new ConfigurationError(`${method} ${path}: pass { ...multipart({ ... }) } in place of a FormData body`);
    // As text, which is parsed here: what is not JSON becomes an error that says what it is.
    const { data = "", response, error, url } = await request(method, path, { ...init, parseAs: "text" }, http);
    const { ok, status, headers } = response;
    const body = ok ? parse(data, status, `${method} ${url}`) : error;
    const told = ok && body !== undefined ? api.errorStatus?.(body) : undefined;
    if (ok && told === undefined) return { data: body, headers };
    throw refusal(method, url, response, body, told);
  };
  const calls: Record<string, unknown> = {};
  const response: Record<string, unknown> = {};
  for (const method of methods) {
    calls[method] = async (path: string, init?: object) => (await call(method, path, init)).data;
    response[method] = (path: string, init?: object) => call(method, path, init);
  }
  const file = async (path: string, { fileName = "", ...init }: { fileName?: string; params?: unknown }) => {
    const given = { ...init, parseAs: "stream", headers: { accept: "*/*" } };
    const { response, error, url } = await request("GET", path, given, http.with(fileLimits));
    const location = locationOf(response, url);
    if (location) return downloadFile(http, { url: location.href, fileName });
    if (!response.ok) throw refusal("GET", url, response, error);
    const { bytes } = response;
    const contentType = typeOfFile(bytes, response.headers.get("content-type"), fileName, `GET ${url}`);
    return new File([bytes], fileNameFor({ url: "", fileName, contentType }), { type: contentType });
  };
  return { ...calls, response, file, with: (policy: RequestPolicy) => bind(client, api, http.with(policy), send) };
}

/** The data of a successful response; undefined if it is meant to have no body. */
function parse(text: string, status: number, request: string): unknown {
  if (text.trim() === "" && (status === 204 || status === 205)) return undefined;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    const message = `${request} responded with ${status} and ${describeBody(text)} in place of JSON`;
    throw new ResponseShapeError(message, { cause });
  }
  if (data === null) throw new ResponseShapeError(`${request} responded with ${status} and null in place of data`);
  return data;
}

function messageFor(
  response: Received,
  url: string,
  body: unknown,
  errorMessage: ApiDescription<object>["errorMessage"],
): string {
  if (response.status < 400 && response.headers.has("location")) {
    const host = locationOf(response, url)?.host ?? "another place";
    return `it redirects to ${host}, where the credential is not sent`;
  }
  const message = withoutQueries(shortened(ownMessage(body, response.headers, errorMessage) || findMessage(body)));
  return message || (typeof body === "object" ? "no message" : describeBody(String(body ?? "")));
}

/** A connector that does not understand an error body loses only its message. */
function ownMessage(body: unknown, headers: Headers, errorMessage: ApiDescription<object>["errorMessage"]): string {
  try {
    const message: unknown = errorMessage?.(body, headers);
    // A connector that joins objects into a text says nothing.
    return typeof message === "string" && !message.includes("[object ") ? message : "";
  } catch {
    return "";
  }
}

/** A list may have empty pages; more in a row than this have no end. */
const maxEmptyPages = 20;

/**
 * Reads a paged list to its end, whatever the paging: `load` is given the `next` that the page before it described, undefined for the
 * first page, and so is `describe`, for pages that are numbered. Throws `ResponseShapeError` if a page has no rows list, repeats the page
 * before, leads back to an earlier one, or empty pages do not end.
 *
 * @example
 * paginate(
 *   (cursor) => api.GET("/jobs", { params: { query: { cursor } } }),
 *   ({ jobs, next_cursor }) => ({ rows: jobs, next: next_cursor }),
 * );
 */
export async function* paginate<Page, Row>(
  load: (next: string | undefined) => Promise<Page>,
  describe: (
    page: Page,
    next: string | undefined,
  ) => { rows: readonly Row[] | null | undefined; next: string | null | undefined },
): AsyncGenerator<NonNullable<Row>> {
  const seen = new Set<string>();
  let empty = 0;
  let before: string | undefined;
  for (let next: string | undefined; ; ) {
    const page = describe(await load(next), next);
    const left = reversed(page.rows);
    const isEmpty = left.length === 0;
    // A vendor that ignores page numbers responds to each with the same page.
    const ends = JSON.stringify([left.length, left[0], left.at(-1)]);
    if (!isEmpty && ends === before) throw repeated();
    before = ends;
    while (left.length > 0) {
      const row = left.pop();
      if (row !== null && row !== undefined) yield row;
    }
    if (page.next === null || page.next === undefined || page.next === "") return;
    empty = isEmpty ? empty + 1 : 0;
    if (seen.has(page.next)) throw repeated();
    if (empty > maxEmptyPages) throw new ResponseShapeError("the pages of the list have no end");
    next = page.next;
    seen.add(next);
  }
}

const repeated = () => new ResponseShapeError("a page of the list leads back to an earlier page");

/** A copy to take rows from, so that each can be freed before the next one is asked for. */
function reversed<Row>(rows: readonly Row[] | null | undefined): Row[] {
  if (!Array.isArray(rows)) throw new ResponseShapeError("expected a page with a list of rows");
  return [...rows].reverse();
}

/**
 * A query parameter of the next page, from the `Link` header; undefined after the last page. Only the parameter is used, never the
 * URL: a credential goes to the vendor's own host.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8288
 */
export function nextFromLink(headers: Headers, parameter: string): string | undefined {
  const [, url] = /<([^>]*)>\s*;[^<]*\brel="?next\b/i.exec(headers.get("link") ?? "") ?? [];
  return parameterOf(url, parameter);
}

/** The same from the URL of the next page, as some APIs give it in the body. Throws `ResponseShapeError` if it lacks the parameter. */
export function nextFromUrl(url: string | null | undefined, parameter: string): string | undefined {
  const next = parameterOf(url, parameter);
  if (url && !next) throw new ResponseShapeError(`the URL of the next page has no ${parameter}`);
  return next;
}

function parameterOf(url: string | null | undefined, name: string): string | undefined {
  return new URLSearchParams(url?.slice(url.indexOf("?") + 1)).get(name) ?? undefined;
}
