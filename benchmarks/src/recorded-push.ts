import type { Fetch } from "@hrflow-connectors/core";
import createClient from "openapi-fetch";
import type { StubResponse } from "./loopback";

/** One request of a push, and the response to it. */
interface Exchange {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: URL;
  headers: Record<string, string>;
  body: unknown;
  isForm: boolean;
  /** The file that the body contains. */
  file: SentFile | undefined;
  response: { status: number; headers: [string, string][]; bytes: ArrayBuffer };
}

interface SentFile {
  /** Which exchange downloaded it. */
  from: number;
  /** The body that contains these bytes, in a form as they are, in JSON as base64. */
  bodyWith(bytes: ArrayBuffer): unknown;
}

/** A network that records what goes through it, and then responds at once as it did then. */
export interface RecordedNetwork {
  fetch: Fetch;
  /** Sends the requests of a call to a server, and keeps them with their responses. */
  record(server: Fetch, call: () => Promise<unknown>): Promise<void>;
  /** How many requests were recorded. */
  count(): number;
  /** What was recorded, for a server that responds like this network. */
  responses(): StubResponse[];
  /**
   * Returns a function that sends the recorded requests through `fetch`, one after the other, with openapi-fetch, as somebody would write
   * them by hand: a file that is sent is what was downloaded.
   */
  byHand(fetch: Fetch): () => Promise<void>;
}

export function createRecordedNetwork(): RecordedNetwork {
  const exchanges: Exchange[] = [];
  const responses = new Map<string, Exchange["response"]>();
  let server: Fetch | undefined;
  const fetch = async (request: Request): Promise<Response> => {
    if (!server) return replay(responses.get(keyOf(request.method, new URL(request.url))), request);
    const exchange = await recorded(request, server, exchanges);
    exchanges.push(exchange);
    responses.set(keyOf(exchange.method, exchange.url), exchange.response);
    return replay(exchange.response, request);
  };
  return {
    fetch,
    async record(given, call) {
      exchanges.length = 0;
      server = given;
      await call();
      server = undefined;
    },
    count: () => exchanges.length,
    responses: () =>
      exchanges.map(({ method, url, response: { bytes, ...head } }) => ({
        method,
        url,
        ...head,
        base64: toBase64(bytes),
      })),
    byHand: (given) => repeater(exchanges, given),
  };
}

function repeater(exchanges: readonly Exchange[], fetch: Fetch): () => Promise<void> {
  const clients = new Map<string, ReturnType<typeof createClient>>();
  const clientOf = ({ origin }: URL) => {
    const client = clients.get(origin) ?? createClient({ baseUrl: origin, fetch });
    clients.set(origin, client);
    return client;
  };
  return async () => {
    const loaded: unknown[] = [];
    for (const exchange of exchanges) {
      const { url, body, file } = exchange;
      const sent = file ? file.bodyWith(loaded[file.from] as ArrayBuffer) : body;
      loaded.push(await sendByHand(clientOf(url), exchange, sent));
    }
  };
}

const keyOf = (method: string, { origin, pathname }: URL) => `${method} ${origin}${pathname}`;

/** Reads what is sent, and responds with a copy of the bytes, as a network does. */
async function replay(known: Exchange["response"] | undefined, request: Request): Promise<Response> {
  const { method, url } = request;
  if (!request.bodyUsed) await request.arrayBuffer();
  if (!known) throw new TypeError(`nothing was recorded for ${method} ${url}`);
  const { status, headers, bytes } = known;
  return new Response(status === 204 ? null : bytes.slice(0), { status, headers });
}

async function recorded(request: Request, server: Fetch, earlier: Exchange[]): Promise<Exchange> {
  const method = request.method as Exchange["method"];
  const contentType = request.headers.get("content-type") ?? "";
  const isForm = contentType.startsWith("multipart/") || contentType.startsWith("application/x-www-form-urlencoded");
  const copy = request.clone();
  const body = method === "GET" ? undefined : isForm ? [...(await copy.formData())] : JSON.parse(await copy.text());
  const headers = Object.fromEntries(request.headers);
  // The platform sets it, with the boundary of the form.
  if (isForm) delete headers["content-type"];
  const response = await server(request.clone());
  const bytes = await response.arrayBuffer();
  return {
    method,
    url: new URL(request.url),
    headers,
    body,
    isForm: contentType.startsWith("multipart/"),
    file: await sentFile(body, earlier),
    response: { status: response.status, headers: [...response.headers], bytes },
  };
}

/** Finds the file in a body that an earlier exchange downloaded. */
async function sentFile(body: unknown, earlier: Exchange[]): Promise<SentFile | undefined> {
  for (const [from, { response }] of earlier.entries()) {
    const text = toBase64(response.bytes);
    const bodyWith = text && (Array.isArray(body) ? await formWith(body, text) : jsonWith(body, text));
    if (bodyWith) return { from, bodyWith };
  }
  return undefined;
}

const toBase64 = (bytes: ArrayBuffer) => Buffer.from(bytes).toString("base64");

type Fields = [name: string, value: string | File][];

/** Builds the fields of a form anew with a file in place of the one whose bytes `text` has; undefined if none has. */
async function formWith(fields: Fields, text: string): Promise<SentFile["bodyWith"] | undefined> {
  for (const [index, [name, value]] of fields.entries()) {
    if (!(value instanceof File) || toBase64(await value.arrayBuffer()) !== text) continue;
    return (bytes) => fields.with(index, [name, new File([bytes], value.name, { type: value.type })]);
  }
  return undefined;
}

/** Builds a value of JSON anew with base64 in place of `text`; undefined if it does not contain `text`. */
function jsonWith(value: unknown, text: string): SentFile["bodyWith"] | undefined {
  if (value === text) return toBase64;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, entry] of Object.entries(value)) {
    const entryWith = jsonWith(entry, text);
    if (entryWith) return (bytes) => ({ ...value, [key]: entryWith(bytes) });
  }
  return undefined;
}

type AnyRequest = (
  method: Lowercase<Exchange["method"]>,
  path: string,
  init: object,
) => Promise<{ response: Response; data?: unknown }>;

/** Sends one request and returns the data of its response. */
async function sendByHand(
  client: ReturnType<typeof createClient>,
  exchange: Exchange,
  body: unknown,
): Promise<unknown> {
  const { method, url, headers, isForm, response: expected } = exchange;
  const isJson = expected.headers.some(([name, value]) => name === "content-type" && value.includes("json"));
  const request = client.request as unknown as AnyRequest;
  const { response, data } = await request(method.toLowerCase() as Lowercase<Exchange["method"]>, url.pathname, {
    params: { query: Object.fromEntries(url.searchParams) },
    headers,
    parseAs: isJson ? "json" : "arrayBuffer",
    ...(body === undefined ? {} : { body }),
    ...(Array.isArray(body) ? { bodySerializer: () => formOf(body as Fields, isForm) } : {}),
  });
  if (response.status !== expected.status) throw new Error(`unexpected status ${response.status}`);
  return data;
}

function formOf(fields: Fields, isForm: boolean): FormData | URLSearchParams {
  if (!isForm) return new URLSearchParams(fields as [string, string][]);
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}
