import type { RunEventDetails } from "../contract/result";
import type { Fetch } from "../contract/run";
import { AbortedError, ConnectorError, NetworkError, ResponseShapeError } from "../errors";
import { onAbort } from "../stop";
import { bufferResponse } from "./response";

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
  /** How often one request is sent at most. Default 5. */
  maxAttempts?: number;
  /** Whether a repeated request does no harm. Default: true unless the method is POST or PATCH. */
  idempotent?: boolean;
}

/** How many redirects are followed for one request. */
export const maxRedirects = 5;

/** What one attempt needs to know of its surroundings. */
export interface Sender {
  fetch: Fetch;
  signal: AbortSignal;
  emit(event: RunEventDetails): void;
}

export interface AttemptLimits {
  /** Headers and body together. */
  timeoutMs: number;
  maxResponseBytes: number;
  idempotent: boolean;
}

export async function bufferRequest(request: Request, userAgent: string): Promise<Outgoing> {
  const { method, url } = request;
  const headers = new Headers(request.headers);
  headers.set("user-agent", userAgent);
  // By method: Firefox has no `Request.body`, and refuses a GET or HEAD with a body.
  const body = method === "GET" || method === "HEAD" ? null : await request.arrayBuffer();
  return { method, url, shownUrl: withoutQuery(url), headers, body: body?.byteLength ? body : null };
}

export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, "");
}

/** One attempt: ends with the vendor's response, a typed error, the timeout, or the run's end. */
export async function sendOnce(
  { fetch, signal: runSignal, emit }: Sender,
  limits: AttemptLimits,
  { method, url, shownUrl, headers, body }: Outgoing,
  attempt: number,
): Promise<Response> {
  const startedAt = Date.now();
  const name = `${method} ${shownUrl}`;
  emit({ type: "http.request", method, url: shownUrl, attempt });
  const response = await withTimeLimit(runSignal, limits, name, async (signal) => {
    const received = await fetch(new Request(url, { method, headers, body, signal, redirect: "manual" }));
    return bufferResponse(received, limits.maxResponseBytes, name);
  });
  const durationMs = Date.now() - startedAt;
  emit({ type: "http.response", method, url: shownUrl, attempt, status: response.status, durationMs });
  return response;
}

/** How long a request that may change something at the vendor is given to finish once the run has to stop. */
const graceMs = 700;

/** Runs one attempt under its timeout and the run's signal, even if what the user gave ignores both. */
export function withTimeLimit<T>(
  runSignal: AbortSignal,
  { timeoutMs, idempotent }: Pick<AttemptLimits, "timeoutMs" | "idempotent">,
  name: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    if (runSignal.aborted) throw new AbortedError(`${name} was not sent: the run was stopped`);
    const end = (error: ConnectorError) => {
      reject(error);
      controller.abort(error);
    };
    const timeout = setTimeout(
      () => end(new NetworkError(`${name} did not respond within ${timeoutMs / 1000} s`, { code: "timeout" })),
      timeoutMs,
    );
    let grace: ReturnType<typeof setTimeout> | undefined;
    // A listener that is removed again, not AbortSignal.any: on Node 20 that leaks memory for every request of a long run.
    const stop = () => {
      const abort = () => end(new AbortedError(`${name} was given up: the run was stopped`));
      if (idempotent) abort();
      else grace = setTimeout(abort, graceMs);
    };
    const cancel = onAbort(runSignal, stop);
    const clean = () => {
      clearTimeout(timeout);
      clearTimeout(grace);
      cancel();
    };
    controller.signal.addEventListener("abort", clean);
    work(controller.signal)
      .then(resolve, (error: unknown) => reject(asTyped(error, name)))
      .finally(clean);
  });
}

function asTyped(error: unknown, name: string): ConnectorError {
  if (ConnectorError.isInstance(error)) return error;
  // The status is one that no `Response` can have, such as 999.
  if (error instanceof RangeError)
    return new ResponseShapeError(`${name} failed: ${reasonOf(error)}`, { cause: error });
  return new NetworkError(`${name} failed: ${reasonOf(error)}`, { cause: error });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  return error.cause instanceof Error ? `${error.message} (${error.cause.message || error.cause.name})` : error.message;
}
