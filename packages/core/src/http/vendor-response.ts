import { ResponseShapeError } from "../errors";

/** Which request an answer belongs to, for errors that are made after the fact. */
export interface RequestSummary {
  method: string;
  url: string;
}

const requests = new WeakMap<Response, RequestSummary>();

export function requestOf(response: Response): RequestSummary {
  return requests.get(response) ?? { method: "request", url: response.url };
}

/** The vendor's answer with its body in memory. A body that is no JSON where JSON is read is a typed error that says what it is. */
export function vendorResponse(answer: Response, bytes: Uint8Array<ArrayBuffer>, request: RequestSummary): Response {
  const headers = new Headers(answer.headers);
  headers.delete("content-encoding");
  headers.set("content-length", String(bytes.byteLength));
  const { status, statusText } = answer;
  const response = makeResponse(bytes, { status, statusText, headers });
  Object.defineProperty(response, "json", {
    value: async () => parseJson(await response.text(), response.status, request),
  });
  requests.set(response, request);
  return response;
}

function parseJson(text: string, status: number, { method, url }: RequestSummary): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const found = describeBody(text);
    throw new ResponseShapeError(`${method} ${url} answered ${status} with ${found} in place of JSON`, {
      cause: error,
    });
  }
}

function makeResponse(bytes: Uint8Array<ArrayBuffer>, init: ResponseInit & { status: number }): Response {
  // An opaque redirect, which browsers answer for a redirect that is not followed, has status 0.
  if (init.status === 0) return new Response(null, { ...init, status: 302 });
  return new Response([101, 204, 205, 304].includes(init.status) ? null : bytes, init);
}

/** What a body is that is not the JSON it should be. */
export function describeBody(text: string): string {
  if (text.trim() === "") return "an empty body";
  if (/^\s*<\?xml/i.test(text) && !/<html/i.test(text)) return "an XML document";
  if (/^\s*<[!?a-z]/i.test(text)) return "an HTML page";
  if (/^\s*[[{]/.test(text)) return "truncated or broken JSON";
  return "plain text";
}
