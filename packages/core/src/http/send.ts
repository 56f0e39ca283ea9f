import type { RunEventDetails } from "../contract/result";
import type { Fetch } from "../contract/run";
import { AbortedError, ConnectorError, NetworkError, ResponseShapeError } from "../errors";
import { isError, messageOf, propertyOf } from "../formats/values";
import { beforeSending } from "../retry-rules";
import { after, onAbort } from "../stop";
import { bufferResponse, locationOf } from "./response";

/** A request whose body is in memory, so that it can be sent again. */
export interface Outgoing {
  method: string;
  url: string;
  /** As events and errors name it: without its query, which may hold personal data or give access to a file. */
  shownUrl: string;
  headers: Headers;
  body: ArrayBuffer | null;
}

/** How requests of one kind are sent. */
export interface HttpPolicy {
  /** For one attempt, in milliseconds, headers and body together. Default 60,000. */
  timeoutMs?: number;
  /** The largest response that is read. Default 32 MiB. */
  maxResponseBytes?: number;
  /** Whether a larger response is cut there instead of refused. Default false. */
  onlyBeginning?: boolean;
  /** How often one request is sent at most. Default 5. */
  maxAttempts?: number;
  /** Whether a repeated request does no harm. Default: true unless the method is POST or PATCH. */
  idempotent?: boolean;
  /** Called before each attempt. Returns an error if nothing may be sent any more. */
  refusal?: (() => Error | undefined) | undefined;
}

/** For one request with all its attempts and redirects, whatever the vendor asks for. Waiting for the rate limit does not count. */
const maxTotalMs = 5 * 60_000;

/** What is left for a request: redirects share it. */
export interface Budget {
  totalMs: number;
  /** By the monotonic clock. A wait for the rate limit moves it. */
  endsAt: number;
  retries: number;
  /** Whether an attempt was sent. */
  hasBegun: boolean;
  /** Whether an attempt may have less than its timeout, if that is all that is left. */
  isCutOff: boolean;
}

export function createBudget({ maxAttempts = 5 }: HttpPolicy, totalMs = maxTotalMs, isCutOff = false): Budget {
  return { totalMs, endsAt: performance.now() + totalMs, retries: maxAttempts - 1, hasBegun: false, isCutOff };
}

/** How many redirects are followed for one request. */
export const maxRedirects = 5;

/** What may end a request before its response. */
export interface Stop {
  signal: AbortSignal;
  /** Whether the caller gave up this request, and the run goes on. */
  isCallers?(): boolean;
}

export function reasonToStop(stop: Stop): string {
  return stop.isCallers?.() ? "its signal aborted" : "the run was stopped";
}

/** What one attempt needs to know of its surroundings. */
export interface Sender extends Stop {
  fetch: Fetch;
  emit(event: RunEventDetails): void;
}

export interface AttemptLimits {
  /** Headers and body together. */
  timeoutMs: number;
  maxResponseBytes: number;
  onlyBeginning?: boolean;
  idempotent: boolean;
}

export async function bufferRequest(request: Request, userAgent: string): Promise<Outgoing> {
  const { method, url } = request;
  const headers = new Headers(request.headers);
  headers.set("user-agent", userAgent);
  // By method: Firefox has no `Request.body`, and refuses a GET or HEAD with a body.
  const given = method === "GET" || method === "HEAD" ? null : await request.arrayBuffer();
  const body = given && wellFormedBody(given, headers.get("content-type") ?? "");
  return { method, url, shownUrl: withoutQuery(url), headers, body: body?.byteLength ? body : null };
}

/**
 * A body without what strict vendors refuse: controls other than tab and line feed, and lone surrogates. JSON and forms spell them as
 * escapes, so that nothing else of the body changes. `multipart` cleans its own parts: what a file contains is not touched.
 */
function wellFormedBody(body: ArrayBuffer, contentType: string): ArrayBuffer {
  const isJson = /^application\/([\w.-]+\+)?json\b/i.test(contentType);
  if (!isJson && !/^application\/x-www-form-urlencoded\b/i.test(contentType)) return body;
  const text = new TextDecoder().decode(body);
  const clean = isJson
    ? text.replace(jsonEscape, (one) => (/^\\(r|u000d)/i.test(one) ? "\\n" : refusedEscape.test(one) ? "" : one))
    : text.replace(/%0d(%0a)?/gi, "%0A").replace(/%(0[0-8bcef]|1[0-9a-f])/gi, "");
  return clean === text ? body : new TextEncoder().encode(clean).buffer;
}

/** An escape in JSON: both halves of a character together, as well as both characters of a line break. */
const jsonEscape = /\\(ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|u[0-9a-f]{4}|r\\n|[^u])/gi;
const refusedEscape = /^\\([bf]|u00(0[0-8bcef]|1[0-9a-f])|ud[89a-f][0-9a-f]{2})$/i;

export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, "");
}

/** A text without the queries in it, and without user names and passwords in its URLs: `fetch` errors may quote both. */
export function withoutQueries(text: string): string {
  return text
    .replace(/(https?:\/\/)[^\s/?#"'<>]*@/gi, "$1")
    .replace(/(https?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi, "$1")
    .replace(/\?[^\s?#"'<>=]+=[^\s"'<>]*/g, "");
}

/** One attempt: ends with the vendor's response, a typed error, the timeout, or the run's end. */
export async function sendOnce(
  sender: Sender,
  limits: AttemptLimits,
  { method, url, shownUrl, headers, body }: Outgoing,
  attempt: number,
): Promise<Response> {
  const { fetch, emit } = sender;
  const startedAt = performance.now();
  const name = `${method} ${shownUrl}`;
  emit({ type: "http.request", method, url: shownUrl, attempt });
  const response = await withTimeLimit(sender, limits, name, async (signal) => {
    const received = await fetch(new Request(url, { method, headers, body, signal, redirect: "manual" }));
    return bufferResponse(received, limits, name, signal);
  });
  const durationMs = Math.round(performance.now() - startedAt);
  emit({ type: "http.response", method, url: shownUrl, attempt, status: response.status, durationMs });
  return response;
}

/** How long a request that may change something at the vendor is given to finish once the run has to stop. */
const graceMs = 700;

/** Runs one attempt under its timeout and a signal, even if what the user gave ignores both. */
export function withTimeLimit<T>(
  stop: Stop,
  { timeoutMs, idempotent }: Pick<AttemptLimits, "timeoutMs" | "idempotent">,
  name: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    if (stop.signal.aborted) throw beforeSending(new AbortedError(`${name} was not sent: ${reasonToStop(stop)}`));
    // Called here, not by a listener on the signal: Node keeps a signal with listeners, and all that they reach, until a full collection.
    const end = (error: ConnectorError) => {
      clean();
      reject(error);
      controller.abort(error);
    };
    const cancelTimeout = after(timeoutMs, () => {
      const seconds = Math.ceil(timeoutMs) / 1000;
      end(new NetworkError(`${name} did not respond within ${seconds} s`, { code: "timeout" }));
    });
    let cancelGrace = () => {};
    // A listener that is removed again, not AbortSignal.any: on Node 20 that leaks memory for every request of a long run.
    const cancel = onAbort(stop.signal, () => {
      const abort = () => end(new AbortedError(`${name} was given up: ${reasonToStop(stop)}`));
      if (idempotent || stop.isCallers?.()) abort();
      else cancelGrace = after(graceMs, abort);
    });
    const clean = () => {
      cancelTimeout();
      cancelGrace();
      cancel();
    };
    work(controller.signal)
      .then(resolve, (error: unknown) => reject(asTyped(error, name)))
      .finally(clean);
  });
}

function asTyped(error: unknown, name: string): ConnectorError {
  if (ConnectorError.isInstance(error)) return error;
  const message = `${name} failed: ${withoutQueries(reasonOf(error))}`;
  // The status is one that no `Response` can have, such as 999.
  if (isError(error) && error instanceof RangeError) return new ResponseShapeError(message, { cause: error });
  return new NetworkError(message, { cause: error });
}

function reasonOf(error: unknown): string {
  if (!isError(error)) return "unknown reason";
  const cause = propertyOf(error, "cause");
  return isError(cause) ? `${messageOf(error)} (${messageOf(cause)})` : messageOf(error);
}

/** Follows a redirected read within its origin. Any other redirect is returned: a credential never goes to another host. */
export async function followWithinOrigin(
  first: Outgoing,
  send: (outgoing: Outgoing) => Promise<Response>,
): Promise<Response> {
  let outgoing = first;
  for (let hops = 0; ; hops++) {
    const response = await send(outgoing);
    const next = outgoing.method === "GET" && hops < maxRedirects ? locationOf(response, outgoing.url) : null;
    if (next?.origin !== new URL(outgoing.url).origin) return response;
    outgoing = { ...outgoing, url: next.href, shownUrl: withoutQuery(next.href) };
  }
}
