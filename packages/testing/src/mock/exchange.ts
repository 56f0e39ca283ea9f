import type { Violation } from "../document/request-violations";

/** One request that went through a mock fetch, and the response to it. */
export interface Exchange {
  /** In upper case: `GET`. */
  method: string;
  /** The URL of the real host. */
  url: string;
  /** The path below the route's base URL, as in the document. The whole path if no route matches. */
  path: string;
  query: URLSearchParams;
  headers: Headers;
  /** Empty if the request had no body. */
  body: Uint8Array;
  /** The parsed body, if it is JSON. */
  json?: unknown;
  /** The parsed body, if it is a form, multipart or URL-encoded. */
  form?: FormData;
  /** The operation of the document that matches the request. */
  operation?: { operationId: string | undefined; method: string; path: string };
  /** Absent if there was no response. */
  status?: number;
  responseHeaders?: Headers;
  violations: Violation[];
}

/** Reads a request to its end and returns a new exchange for it. */
export async function readExchange(request: Request, path: string): Promise<Exchange> {
  const url = new URL(request.url);
  const body = new Uint8Array(await request.clone().arrayBuffer());
  const { fault, ...parsed } = await parseBody(body, request.headers.get("content-type") ?? "");
  return {
    method: request.method.toUpperCase(),
    url: request.url,
    path,
    query: url.searchParams,
    headers: new Headers(request.headers),
    body,
    ...parsed,
    violations: fault === undefined ? [] : [{ location: ["request", "body"], message: fault, code: "unreadable" }],
  };
}

/** Parses a body by its media type. Returns the reason as `fault` if that fails. */
async function parseBody(
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
    return { fault: `is not valid ${contentType}: ${error}` };
  }
}

/** Throws an error that lists every violation of the requests so far and of the responses to them. */
export function expectNoViolations({ exchanges }: { exchanges: readonly Exchange[] }): void {
  const wrong = exchanges.filter(({ violations }) => violations.length > 0);
  if (wrong.length === 0) return;
  const count = wrong.reduce((sum, { violations }) => sum + violations.length, 0);
  throw new Error([`${count} contract violations in ${wrong.length} exchanges`, ...wrong.map(describe)].join("\n"));
}

function describe({ method, url, status, violations }: Exchange): string {
  const lines = violations.map(({ location, message, code }) => {
    const suffix = code === undefined ? "" : ` (${code})`;
    return `  - ${location.join(".")}: ${message}${suffix}`;
  });
  return [`${method} ${url} -> ${status ?? "no response"}`, ...lines].join("\n");
}
