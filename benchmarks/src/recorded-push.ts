import type { Fetch } from "@hrflow-connectors/core";
import createClient from "openapi-fetch";

/** One request of a push, and the response to it. */
interface Exchange {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: URL;
  headers: Record<string, string>;
  body: unknown;
  isForm: boolean;
  response: { status: number; headers: [string, string][]; bytes: ArrayBuffer };
}

/** A network that records what goes through it, and then responds at once as it did then. */
export interface RecordedNetwork {
  fetch: Fetch;
  /** Sends the requests of a call to a server, and keeps them with their responses. */
  record(server: Fetch, call: () => Promise<unknown>): Promise<void>;
  /** How many requests were recorded. */
  count(): number;
  /** Sends the recorded requests one after the other, with openapi-fetch, as somebody would write them by hand. */
  repeatByHand(): Promise<void>;
}

export function createRecordedNetwork(): RecordedNetwork {
  const exchanges: Exchange[] = [];
  const responses = new Map<string, Exchange["response"]>();
  let server: Fetch | undefined;
  const fetch = async (request: Request): Promise<Response> => {
    if (!server) return replay(responses.get(keyOf(request.method, new URL(request.url))), request);
    const exchange = await recorded(request, server);
    exchanges.push(exchange);
    responses.set(keyOf(exchange.method, exchange.url), exchange.response);
    return replay(exchange.response, request);
  };
  const clients = new Map<string, ReturnType<typeof createClient>>();
  const clientOf = ({ origin }: URL) => {
    const client = clients.get(origin) ?? createClient({ baseUrl: origin, fetch });
    clients.set(origin, client);
    return client;
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
    async repeatByHand() {
      for (const exchange of exchanges) await sendByHand(clientOf(exchange.url), exchange);
    },
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

async function recorded(request: Request, server: Fetch): Promise<Exchange> {
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
    response: { status: response.status, headers: [...response.headers], bytes },
  };
}

type AnyRequest = (
  method: Lowercase<Exchange["method"]>,
  path: string,
  init: object,
) => Promise<{ response: Response; data?: unknown }>;

async function sendByHand(client: ReturnType<typeof createClient>, exchange: Exchange): Promise<void> {
  const { method, url, headers, body, isForm, response: expected } = exchange;
  const fields = body as [string, string | File][] | undefined;
  const isJson = expected.headers.some(([name, value]) => name === "content-type" && value.includes("json"));
  const request = client.request as unknown as AnyRequest;
  const { response } = await request(method.toLowerCase() as Lowercase<Exchange["method"]>, url.pathname, {
    params: { query: Object.fromEntries(url.searchParams) },
    headers,
    parseAs: isJson ? "json" : "arrayBuffer",
    ...(body === undefined ? {} : { body }),
    ...(Array.isArray(fields) ? { bodySerializer: () => formOf(fields, isForm) } : {}),
  });
  if (response.status !== expected.status) throw new Error(`unexpected status ${response.status}`);
}

function formOf(fields: [string, string | File][], isForm: boolean): FormData | URLSearchParams {
  if (!isForm) return new URLSearchParams(fields as [string, string][]);
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}
