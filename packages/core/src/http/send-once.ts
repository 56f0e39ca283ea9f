import type { HttpPolicy } from "../contract/v1";
import { AbortedError, ConnectorError, NetworkError, ResponseShapeError } from "../errors";
import { onAbort } from "../signals/on-abort";
import type { HttpSettings } from "./http-settings";
import { readCapped } from "./read-capped";
import { vendorResponse } from "./vendor-response";

/** A request whose body is in memory, so that it can be sent again. */
export interface Outgoing {
  method: string;
  url: string;
  /** As it is named in events and errors. */
  shownUrl: string;
  headers: Headers;
  body: ArrayBuffer | null;
}

/** How long a request that may change something at the vendor is given to finish once the run is told to stop. */
const graceMs = 700;

export async function bufferRequest(request: Request, userAgent: string): Promise<Outgoing> {
  const headers = new Headers(request.headers);
  headers.set("user-agent", userAgent);
  const body = request.body === null ? null : await request.arrayBuffer();
  return { method: request.method, url: request.url, shownUrl: request.url, headers, body };
}

/** One try: ends by the vendor's answer, a typed error, the time-out, or the run's end. */
export async function sendOnce(
  settings: HttpSettings,
  policy: Required<HttpPolicy>,
  outgoing: Outgoing,
  attempt: number,
): Promise<Response> {
  const { method, shownUrl: url } = outgoing;
  const startedAt = Date.now();
  settings.emit({ type: "http.request", method, url, attempt });
  const response = await withDeadline(settings.signal, policy, `${method} ${url}`, async (signal) => {
    const { headers, body } = outgoing;
    const answer = await settings.fetch(
      new Request(outgoing.url, { method, headers, body, signal, redirect: "manual" }),
    );
    const bytes = await readCapped(answer, policy.maxResponseBytes, `${method} ${url}`);
    return vendorResponse(answer, bytes, { method, url });
  });
  settings.emit({
    type: "http.response",
    method,
    url,
    attempt,
    status: response.status,
    durationMs: Date.now() - startedAt,
  });
  return response;
}

/** Runs one try under its time-out and the run's signal, also when the given `fetch` heeds neither. */
function withDeadline<T>(
  runSignal: AbortSignal,
  policy: Required<HttpPolicy>,
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
      () => end(new NetworkError(`${name} did not answer within ${policy.timeoutMs / 1000} s`, { code: "timeout" })),
      policy.timeoutMs,
    );
    let grace: ReturnType<typeof setTimeout> | undefined;
    // A listener that is taken off again, and not AbortSignal.any: on Node 20 that leaks memory for every request of a long run.
    const stop = () => {
      const abort = () => end(new AbortedError(`${name} was given up: the run was stopped`));
      if (policy.idempotent) abort();
      else grace = setTimeout(abort, graceMs);
    };
    const forget = onAbort(runSignal, stop);
    const clean = () => {
      clearTimeout(timeout);
      clearTimeout(grace);
      forget();
    };
    controller.signal.addEventListener("abort", clean);
    work(controller.signal)
      .then(resolve, (error: unknown) => reject(asTyped(error, name)))
      .finally(clean);
  });
}

function asTyped(error: unknown, name: string): ConnectorError {
  if (ConnectorError.isInstance(error)) return error;
  // What no `Response` can be made of, such as status 999.
  if (error instanceof RangeError) {
    return new ResponseShapeError(`${name} failed: ${reasonOf(error)}`, { cause: error });
  }
  return new NetworkError(`${name} did not get through: ${reasonOf(error)}`, { cause: error });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  return error.cause instanceof Error ? `${error.message} (${error.cause.message || error.cause.name})` : error.message;
}
