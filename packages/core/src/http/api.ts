import createClient from "openapi-fetch";
import type { Api, ApiDescription, RequestPolicy } from "../contract/connection";
import { ApiCallError, ConfigurationError, ResponseShapeError } from "../errors";
import type { Http } from "./http";
import { describeBody, findMessage, shortened } from "./response";
import { withoutQuery } from "./send";

/** Describes a vendor's API by the types of its OpenAPI document, as `openapi-typescript` writes them. */
export function typedApi<Paths extends object, Credential = object>(
  api: Omit<ApiDescription<Paths, Credential>, "paths">,
): ApiDescription<Paths, Credential> {
  return api;
}

/** Sends a request with the credential of an account. */
export type AuthorizedSend = (request: Request, http: Http) => Promise<Response>;

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** What a call of the client takes and resolves to, whatever the document says. */
type AnyCall = (
  path: string,
  init: object,
) => Promise<{ data?: string | undefined; error?: unknown; response: Response }>;

/** The typed client of an API: calls resolve to data or reject with a typed error. */
export function createApi<Paths extends object>(
  api: ApiDescription<Paths, never>,
  baseUrl: string,
  http: Http,
  send: AuthorizedSend,
): Api<Paths> {
  const querySerializer = { array: { style: "form", explode: api.queryLists !== "comma" } } as const;
  const client = createClient({ baseUrl, querySerializer });
  const call =
    (method: (typeof methods)[number]) =>
    async (path: string, init: { body?: unknown; bodySerializer?: unknown } = {}) => {
      if (init.body instanceof FormData) {
        throw new ConfigurationError(`${method} ${path}: pass { ...multipart({ ... }) } in place of a FormData body`);
      }
      let url = path;
      const fetch = (request: Request) => {
        url = withoutQuery(request.url);
        return send(request, http);
      };
      // As text, which is parsed here: what is not JSON becomes an error that says what it is.
      const result = await (client[method] as unknown as AnyCall)(path, { ...init, parseAs: "text", fetch });
      const { response, error } = result;
      const { status, headers } = response;
      if (response.ok) return { data: parse(result.data ?? "", status, `${method} ${url}`), headers };
      const vendorMessage = messageFor(response, error, api.errorMessage);
      throw new ApiCallError({ method, url, status, body: error, vendorMessage });
    };
  const calls = Object.fromEntries(methods.map((method) => [method, call(method)]));
  const dataOf =
    (method: (typeof methods)[number]) =>
    async (...given: Parameters<ReturnType<typeof call>>) =>
      (await call(method)(...given)).data;
  return {
    ...Object.fromEntries(methods.map((method) => [method, dataOf(method)])),
    response: calls,
    with: (policy: RequestPolicy) => createApi(api, baseUrl, http.with(policy), send),
  } as unknown as Api<Paths>;
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

function messageFor(response: Response, body: unknown, errorMessage: ApiDescription<object>["errorMessage"]): string {
  const location = response.headers.get("location");
  if (location && response.status < 400) {
    const host = /^https?:\/\/([^/?#]+)/.exec(location)?.[1] ?? "another place";
    return `it redirects to ${host}, where the credential is not sent`;
  }
  if (typeof body === "string" || body === undefined) return describeBody(body ?? "");
  return shortened(ownMessage(body, errorMessage) || findMessage(body)) || "no message";
}

/** A connector that does not understand an error body loses only its message. */
function ownMessage(body: unknown, errorMessage: ApiDescription<object>["errorMessage"]): string {
  try {
    const message: unknown = errorMessage?.(body);
    return typeof message === "string" ? message : "";
  } catch {
    return "";
  }
}

/**
 * A `multipart/form-data` body, as the init of a call: `api.POST(path, { params, ...multipart({ file }) })`. Lists repeat their part as
 * `name[]`, nested fields are spelled `name[field]`, and absent fields are left out.
 */
export function multipart<Fields extends object>(
  fields: Fields,
): { body: { [Name in keyof Fields]: FieldOf<Fields[Name]> }; bodySerializer: () => FormData } {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) append(form, name, value);
  return { body: fields as { [Name in keyof Fields]: FieldOf<Fields[Name]> }, bodySerializer: () => form };
}

/** OpenAPI documents type a file as text. */
type FieldOf<Value> = Value extends File ? string : Value;

function append(form: FormData, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (value instanceof File) form.append(name, value, value.name);
  else if (Array.isArray(value)) for (const entry of value) append(form, `${name}[]`, entry);
  else if (typeof value === "object")
    for (const [key, entry] of Object.entries(value)) append(form, `${name}[${key}]`, entry);
  else form.append(name, String(value));
}
