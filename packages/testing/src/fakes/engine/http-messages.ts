import type { FakeResponse } from "./fake-types";

/** Returns the given request itself, not a copy: a copy misses an abort once the original is garbage-collected. */
export function requestOf(input: Request | string | URL, init?: RequestInit): Request {
  return input instanceof Request && !init ? input : new Request(input, init);
}

const pending = new Set<Request>();

/**
 * Keeps a reference to the request until the work settles. Node may otherwise garbage-collect the request while its response
 * is pending, and then never aborts its signal.
 *
 * @see https://github.com/nodejs/undici/issues/1926
 */
export async function whileHeld<Result>(request: Request, work: Promise<Result>): Promise<Result> {
  pending.add(request);
  try {
    return await work;
  } finally {
    pending.delete(request);
  }
}

/**
 * Parses a request's body by its content type. Returns neither field if it is not JSON or a form, or is malformed.
 * `untypedJson` reads JSON from a body of any type but multipart, because some clients send it without its type.
 */
export async function readBody(request: Request, untypedJson = false): Promise<{ json?: unknown; form?: FormData }> {
  const type = request.headers.get("content-type") ?? "";
  const isForm = /^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type);
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength === 0) return {};
  if (untypedJson && !/^multipart\b/i.test(type)) {
    try {
      return { json: JSON.parse(new TextDecoder().decode(bytes)) };
    } catch {}
  }
  try {
    if (isForm) return { form: await new Response(bytes, { headers: { "content-type": type } }).formData() };
    if (/^application\/(.+\+)?json\b/i.test(type)) return { json: JSON.parse(new TextDecoder().decode(bytes)) };
  } catch {}
  return {};
}

export function toResponse({ status, body, headers = {} }: FakeResponse): Response {
  if (body === undefined) return new Response(null, { status, headers });
  const isRaw = new Headers(headers).has("content-type") && (typeof body === "string" || body instanceof Uint8Array);
  if (isRaw) return new Response(body as string | Uint8Array<ArrayBuffer>, { status, headers });
  const json = { "content-type": "application/json", ...headers };
  return new Response(JSON.stringify(body), { status, headers: json });
}

/** What failed, by the code of the error. */
const systemCalls: Record<string, string> = { ECONNREFUSED: "connect", ENOTFOUND: "getaddrinfo", ECONNRESET: "read" };

/** Creates the error that Node's `fetch` rejects with: the code and the system call are in the cause. */
export function networkError(code: string, message = code): TypeError {
  const cause = Object.assign(new Error(message), { code, syscall: systemCalls[code] });
  return new TypeError("fetch failed", { cause });
}
