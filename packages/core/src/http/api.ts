import type { Api, ApiDescription, RequestPolicy } from "../contract/connection";
import { ApiCallError, ConfigurationError, ResponseShapeError } from "../errors";
import { fileNameFor } from "../formats/files";
import { downloadFile, fileLimits, typeOfFile } from "./download";
import type { Http } from "./http";
import { type Call, createWriter, type Init, type Method, type RequestWriter, withoutQueries } from "./outgoing";
import { describeBody, findMessage, locationOf, type Received, shortened } from "./response";

/** Describes a vendor's API by the types of its OpenAPI document, as `openapi-typescript` writes them. */
export function typedApi<Paths extends object, Credential = object>(
  api: Omit<ApiDescription<Paths, Credential>, "paths">,
): ApiDescription<Paths, Credential> {
  return api;
}

/** Sends a request with the credential of an account. `isRead` says whether it changes nothing at the vendor. */
export type AuthorizedSend = (call: Call, http: Http, isRead: boolean) => Promise<Received>;

/** The typed client of an API: calls resolve to data or reject with a typed error. */
export function createApi<Paths extends object>(
  api: ApiDescription<Paths, never>,
  baseUrl: string,
  http: Http,
  send: AuthorizedSend,
): Api<Paths> {
  // What the platform says of it quotes the whole URL.
  if (!URL.canParse(baseUrl)) throw new ConfigurationError("the base URL of the API is not a URL");
  return bind(createWriter(baseUrl, api.queryLists), api, http, send) as unknown as Api<Paths>;
}

/** The calls of a client by one HTTP client. */
function bind(write: RequestWriter, api: ApiDescription<object, never>, http: Http, send: AuthorizedSend): object {
  const refusal = (method: Method, url: string, response: Received, body: unknown, status = response.status) => {
    const vendorMessage = messageFor(response, url, body, api.errorMessage);
    return new ApiCallError({ method, url, status, body, vendorMessage });
  };
  const call = async (method: Method, path: string, init: Init = {}) => {
    if (init.body instanceof FormData)
      throw new ConfigurationError(`${method} ${path}: pass { ...multipart({ ... }) } in place of a FormData body`);
    // Some APIs respond with XML to those that do not say what they accept.
    const outgoing = write(method, path, init, "application/json");
    const url = outgoing.shownUrl;
    // By the path as the document writes it: that of the URL has the parameters in it.
    const isReadingPost = method === "POST" && api.isRead?.(path) === true;
    const client = isReadingPost ? http.with({ idempotent: true }) : http;
    const response = await send(outgoing, client, isReadingPost || method === "GET");
    const { ok, status, headers } = response;
    const text = response.text();
    const body = ok ? parse(text, status, `${method} ${url}`) : errorBody(text);
    const told = ok && body !== undefined ? api.errorStatus?.(body) : undefined;
    if (ok && told === undefined) return { data: body, headers };
    throw refusal(method, url, response, body, told);
  };
  const file = async (path: string, { fileName = "", ...init }: Init & { fileName?: string }) => {
    const outgoing = write("GET", path, init, "*/*");
    const url = outgoing.shownUrl;
    const response = await send(outgoing, http.with(fileLimits), true);
    const location = locationOf(response, url);
    if (location) return downloadFile(http, { url: location.href, fileName });
    if (!response.ok) throw refusal("GET", url, response, errorBody(response.text()));
    const { bytes } = response;
    const contentType = typeOfFile(bytes, response.headers.get("content-type"), fileName, `GET ${url}`);
    return new File([bytes], fileNameFor({ url: "", fileName, contentType }), { type: contentType });
  };
  const whole = (method: Method) => (path: string, init?: Init) => call(method, path, init);
  const data = (method: Method) => async (path: string, init?: Init) => (await call(method, path, init)).data;
  return {
    ...callsBy(data),
    response: callsBy(whole),
    file,
    with: (policy: RequestPolicy) => bind(write, api, http.with(policy), send),
  };
}

function callsBy(of: (method: Method) => unknown): object {
  return { GET: of("GET"), POST: of("POST"), PUT: of("PUT"), PATCH: of("PATCH"), DELETE: of("DELETE") };
}

/** The body of an error, whatever the vendor sends: JSON, or else a text. Undefined if it is empty. */
function errorBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === "" ? undefined : text;
  }
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
