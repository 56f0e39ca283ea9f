/** A request as the vendor sees it. */
export interface SentRequest {
  method: string;
  url: string;
  /** All of them; the boundary of a form is left out. */
  headers: Record<string, string>;
  /** Parsed JSON, the fields of a form (as pairs where it is multipart), else the text. */
  body?: unknown;
}

/** What `recordingFetch` answers to a request. */
export type Answer = (request: Request) => Response | Promise<Response>;

/**
 * A `fetch` that answers from a table (`"GET https://api.example.com/path"`, without query) and records every request whole.
 * Several answers are given in turn. A request that is not in the table is answered 501, and stands in `sent` for all to see.
 */
export function recordingFetch(answers: Record<string, Answer | Answer[]>) {
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
    const found = answers[route];
    const answer = Array.isArray(found) ? found[times] : found;
    return answer ? answer(request) : new Response(`no answer to ${route}`, { status: 501 });
  };
  const calls = () => sent.map(({ method, url }) => `${method} ${url.split("?")[0]}`);
  return { fetch, sent, calls };
}

/** Answers JSON. */
export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  () =>
    new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

/** Answers a text, by default an HTML page, as gateways do in place of JSON. */
export const text =
  (body: string, status = 200, contentType = "text/html"): Answer =>
  () =>
    new Response(body, { status, headers: { "content-type": contentType } });

/** Answers 200 with bytes, such as a resume. */
export const file =
  (bytes: Uint8Array<ArrayBuffer>, contentType: string): Answer =>
  () =>
    new Response(bytes, { headers: { "content-type": contentType } });

/** Answers without a body. */
export const empty =
  (status: number, headers: Record<string, string> = {}): Answer =>
  () =>
    new Response(null, { status, headers });

/** Never answers; `meanwhile` is called once the request is under way. */
export const hang =
  (meanwhile: () => void = () => {}): Answer =>
  () => {
    queueMicrotask(meanwhile);
    return new Promise(() => {});
  };

/** Fails as Node's `fetch` does: the code, such as `ECONNRESET`, stands in the cause. */
export const broken =
  (code: string): Answer =>
  () => {
    throw new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
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
      entries.map(async ([name, value]) => [name, typeof value === "string" ? value : await part(value)]),
    );
  }
  return (await request.text()) || undefined;
}

function fieldsOf(form: string): Record<string, string> {
  const pairs = [...new URLSearchParams(form)];
  const fields = Object.fromEntries(pairs);
  if (Object.keys(fields).length !== pairs.length) throw new Error(`a field is sent twice: ${form}`);
  return fields;
}

async function part(value: File) {
  return { name: value.name, type: value.type, bytes: [...new Uint8Array(await value.arrayBuffer())] };
}
