/** A request as the vendor receives it. */
export interface SentRequest {
  method: string;
  url: string;
  /** All headers, without the boundary of a multipart form. */
  headers: Record<string, string>;
  /** Parsed JSON, the fields of a form (as pairs if it is multipart), else the text. */
  body?: unknown;
}

/** Returns the response to a request of `recordingFetch`. */
export type Responder = (request: Request) => Response | Promise<Response>;

/**
 * Creates a `fetch` that looks up responses in a table and records every request completely.
 *
 * @param responders By method and URL without query: `"GET https://api.example.com/path"`. A list is used up in order.
 * @returns `sent` has every request, `calls()` their methods and URLs. A request without a responder gets a 501.
 */
export function recordingFetch(responders: Record<string, Responder | Responder[]>) {
  const sent: SentRequest[] = [];
  const used = new Map<string, number>();

  const fetch = async (request: Request): Promise<Response> => {
    const { method, url } = request;
    const entry: SentRequest = { method, url, headers: headersOf(request) };
    sent.push(entry);
    const body = await bodyOf(request.clone());
    if (body !== undefined) entry.body = body;
    const route = `${method} ${url.split("?")[0]}`;
    const times = used.get(route) ?? 0;
    used.set(route, times + 1);
    const found = responders[route];
    const responder = Array.isArray(found) ? found[times] : found;
    return responder ? responder(request) : new Response(`no response for ${route}`, { status: 501 });
  };
  const calls = () => sent.map(({ method, url }) => `${method} ${url.split("?")[0]}`);
  return { fetch, sent, calls };
}

/** Responds with JSON. */
export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Responder =>
  () =>
    new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

/** Responds with text, by default an HTML page, as a gateway does. */
export const text =
  (body: string, status = 200, contentType = "text/html"): Responder =>
  () =>
    new Response(body, { status, headers: { "content-type": contentType } });

/** Responds with 200 and bytes, such as a resume. */
export const file =
  (bytes: Uint8Array<ArrayBuffer>, contentType: string): Responder =>
  () =>
    new Response(bytes, { headers: { "content-type": contentType } });

/** Responds without a body. */
export const empty =
  (status: number, headers: Record<string, string> = {}): Responder =>
  () =>
    new Response(null, { status, headers });

/** Never responds. Calls `onRequest` once the request is pending. */
export const hang =
  (onRequest: () => void = () => {}): Responder =>
  () => {
    queueMicrotask(onRequest);
    return new Promise(() => {});
  };

/**
 * Rejects like Node's `fetch` after a network error: the code, such as `ECONNRESET`, is in the cause, and so is the system call:
 * `connect` for `ECONNREFUSED`, else `read` by default.
 */
export const broken =
  (code: string, syscall = code === "ECONNREFUSED" ? "connect" : "read"): Responder =>
  () => {
    throw new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code, syscall }) });
  };

function headersOf(request: Request): Record<string, string> {
  const headers = Object.fromEntries(request.headers);
  const type = headers["content-type"];
  return type === undefined ? headers : { ...headers, "content-type": type.replace(/; ?boundary=.*/, "") };
}

async function bodyOf(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("application/json")) return request.json();
  if (type.startsWith("application/x-www-form-urlencoded")) return fieldsOf(await request.text());
  if (type.startsWith("multipart/form-data")) {
    const entries = [...(await request.formData())];
    return Promise.all(
      entries.map(async ([name, value]) => [name, typeof value === "string" ? value : await filePart(value)]),
    );
  }
  return (await request.text()) || undefined;
}

function fieldsOf(form: string): Record<string, string> {
  const pairs = [...new URLSearchParams(form)];
  const fields = Object.fromEntries(pairs);
  if (Object.keys(fields).length !== pairs.length) throw new Error(`the form sends a field twice: ${form}`);
  return fields;
}

async function filePart(value: File) {
  return { name: value.name, type: value.type, bytes: [...new Uint8Array(await value.arrayBuffer())] };
}
