import type { AroundFunction } from "../around";
import type { RunEventDetails } from "../contract/result";
import type { Fetch } from "../contract/run";
import { AbortedError, ConfigurationError, ConnectorError, NetworkError, ResponseShapeError } from "../errors";
import { isError, messageOf, propertyOf } from "../formats/values";
import { beforeSending } from "../retry-rules";
import { after, onAbort, type StopSignal } from "../stop";
import { type Outgoing, withoutQueries, withoutQuery } from "./outgoing";
import { locationOf, type Received, readWhole } from "./response";

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

/** Throws if nothing may be sent any more. */
export function assertMaySend({ refusal }: HttpPolicy): void {
  const error = refusal?.();
  if (error) throw beforeSending(error);
}

export const defaultPolicy = { timeoutMs: 60_000, maxResponseBytes: 32 * 1024 * 1024 } satisfies HttpPolicy;

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
  signal: StopSignal;
  /** Whether the caller gave up this request, and the run goes on. */
  isCallers?(): boolean;
}

function reasonToStop(stop: Stop): string {
  return stop.isCallers?.() ? "its signal aborted" : "the run was stopped";
}

export function stoppedError(stop: Stop, { method, shownUrl }: Outgoing, what: string): AbortedError {
  return new AbortedError(`${method} ${shownUrl} ${what}: ${reasonToStop(stop)}`);
}

/** What one attempt needs to know of its surroundings. */
export interface Sender extends Stop {
  fetch(url: string, init: RequestInit): Promise<Response>;
  emit(event: RunEventDetails): void;
  around?: AroundFunction | undefined;
  /** Whether addresses come from items, and may name a person. */
  isForFiles?: boolean;
}

/** The platform creates a request of its own for what it is given; a user's function is called with a `Request`. */
export function senderOf(given: Fetch | typeof globalThis.fetch): Sender["fetch"] {
  if (typeof given !== "function")
    throw new ConfigurationError("this platform has no `fetch`: give one in the options");
  // Called as a plain function: browsers refuse their own fetch as another object's method.
  if (given === globalThis.fetch) return (url, init) => (given as typeof globalThis.fetch)(url, init);
  return (url, init) => given(new Request(url, init));
}

export interface AttemptLimits {
  /** Headers and body together. */
  timeoutMs: number;
  maxResponseBytes: number;
  onlyBeginning?: boolean;
  idempotent: boolean;
}

/** One attempt: ends with the vendor's response, a typed error, the timeout, or the run's end. */
export async function sendOnce(
  sender: Sender,
  limits: AttemptLimits,
  { method, url, shownUrl, headers, body }: Outgoing,
  attempt: number,
): Promise<Received> {
  const { fetch, emit } = sender;
  const startedAt = performance.now();
  const name = `${method} ${shownUrl}`;
  emit({ type: "http.request", method, url: shownUrl, attempt });
  const response = await withTimeLimit(sender, limits, name, async (signal, onEnd) =>
    readWhole(await fetch(url, { method, headers, body, signal, redirect: "manual" }), limits, name, signal, onEnd),
  );
  const durationMs = Math.round(performance.now() - startedAt);
  emit({ type: "http.response", method, url: shownUrl, attempt, status: response.status, durationMs });
  sent += 1;
  if (sent % sentPerTurn === 0) await nextTurn();
  return response;
}

/** By this copy of the package. */
let sent = 0;
const sentPerTurn = 64;

/**
 * Waits for the next turn of the event loop. A network that responds at once, such as a stub or a cache, would let a run go on within
 * one turn: no timer would fire, and Node would keep the signal of every request until its end.
 */
function nextTurn(): Promise<void> {
  if (typeof MessageChannel !== "function") return Promise.resolve();
  // Not a timer: browsers delay timers that follow one another.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(port1.close());
    port2.postMessage(null);
  });
}

/** How long a request that may change something at the vendor is given to finish once the run has to stop. */
const graceMs = 700;

/** Runs one attempt under its timeout and a signal, even if what the user gave ignores both. */
export function withTimeLimit<T>(
  stop: Stop,
  { timeoutMs, idempotent }: Pick<AttemptLimits, "timeoutMs" | "idempotent">,
  name: string,
  work: (signal: AbortSignal, onEnd: (cancel: () => void) => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    if (stop.signal.aborted) throw beforeSending(new AbortedError(`${name} was not sent: ${reasonToStop(stop)}`));
    // Called here, not by a listener on the signal: Node keeps a signal with listeners, and all that they reach, until a full collection.
    let cancelWork = () => {};
    const end = (error: ConnectorError) => {
      clean();
      reject(error);
      controller.abort(error);
      cancelWork();
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
    const onEnd = (cancel: () => void) => {
      cancelWork = cancel;
    };
    const working = work(controller.signal, onEnd);
    working.then(resolve, (error: unknown) => reject(asTyped(error, name)));
    working.then(clean, clean);
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
  send: (outgoing: Outgoing) => Promise<Received>,
): Promise<Received> {
  let outgoing = first;
  for (let hops = 0; ; hops++) {
    const response = await send(outgoing);
    const next = outgoing.method === "GET" && hops < maxRedirects ? locationOf(response, outgoing.url) : null;
    if (next === null || next.origin !== new URL(outgoing.url).origin) return response;
    outgoing = { ...outgoing, url: next.href, shownUrl: withoutQuery(next.href), template: undefined };
  }
}
