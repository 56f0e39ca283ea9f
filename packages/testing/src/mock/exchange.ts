import type { Violation } from "./violations";

/** One request that went through a mock fetch, and what came back. */
export interface Exchange {
  /** In capitals: `GET`. */
  method: string;
  /** The URL of the real host. */
  url: string;
  /** The path below the base URL of the route, as in the document; the whole path where no route fits. */
  path: string;
  query: URLSearchParams;
  headers: Headers;
  /** Empty when the request had no body. */
  body: Uint8Array;
  /** The body, when it is JSON. */
  json?: unknown;
  /** The body, when it is a form, multipart or URL-encoded. */
  form?: FormData;
  /** The operation of the document that the request belongs to. */
  operation?: { operationId: string | undefined; method: string; path: string };
  /** Absent when there was no answer. */
  status?: number;
  responseHeaders?: Headers;
  violations: Violation[];
}

/** The start of an exchange: the request, read to its end. */
export async function readExchange(request: Request, path: string): Promise<Exchange> {
  const url = new URL(request.url);
  const body = new Uint8Array(await request.clone().arrayBuffer());
  const { fault, ...read } = await readBody(body, request.headers.get("content-type") ?? "");
  return {
    method: request.method.toUpperCase(),
    url: request.url,
    path,
    query: url.searchParams,
    headers: new Headers(request.headers),
    body,
    ...read,
    violations: fault === undefined ? [] : [{ location: ["request", "body"], message: fault, code: "unreadable" }],
  };
}

/** The body as what its media type says, or why it is not that. */
async function readBody(
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
): Promise<Pick<Exchange, "json" | "form"> & { fault?: string }> {
  if (body.length === 0) return {};
  const readable = new Response(body, { headers: { "content-type": contentType } });
  try {
    if (/^application\/([^;]*\+)?json/i.test(contentType)) return { json: await readable.json() };
    if (/^(multipart\/form-data|application\/x-www-form-urlencoded)/i.test(contentType)) {
      return { form: await readable.formData() };
    }
    return {};
  } catch (error) {
    return { fault: `is not ${contentType}: ${error}` };
  }
}
