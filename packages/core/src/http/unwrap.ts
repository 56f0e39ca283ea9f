import { ApiCallError, ResponseShapeError } from "../errors";
import { describeBody, requestOf } from "./vendor-response";

/** What a typed client answers for a call. */
export interface CallResult<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * Makes the one place where a vendor's answers become data or a typed error. `messageOf` picks the vendor's own words from
 * its error body.
 */
export function createUnwrap(messageOf: (body: unknown) => string | undefined) {
  return async <Data>(call: Promise<CallResult<Data>>): Promise<NonNullable<Data>> => {
    const { data, error, response } = await call;
    if (response.ok && data !== undefined && data !== null) return data;
    const { method, url } = requestOf(response);
    const { status } = response;
    if (response.ok) throw new ResponseShapeError(`${method} ${url} answered ${status} with an empty body`);
    throw new ApiCallError({ method, url, status, body: error, vendorMessage: messageFor(response, error, messageOf) });
  };
}

function messageFor(response: Response, body: unknown, messageOf: (body: unknown) => string | undefined): string {
  const location = response.headers.get("location");
  if (location && response.status < 400) return `it redirects to ${hostOf(location)}, where the credential is not sent`;
  if (typeof body === "string" || body === undefined) return describeBody(body ?? "");
  return shortened(wordsIn(body, messageOf)) || "no message";
}

function wordsIn(body: unknown, messageOf: (body: unknown) => unknown): string {
  try {
    const words = messageOf(body);
    return typeof words === "string" ? words : "";
  } catch {
    return "";
  }
}

/** Cut between words: of a secret cut in two, the first half would not be known for what it is. */
function shortened(words: string): string {
  return words.length <= longestMessage ? words : words.slice(0, longestMessage).replace(/\S*$/, "").trimEnd();
}

const longestMessage = 500;

function hostOf(location: string): string {
  return /^https?:\/\/([^/?#]+)/.exec(location)?.[1] ?? "another place";
}
