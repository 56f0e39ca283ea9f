import type { RunEventDetails } from "../contract/result";
import type { Fetch, ResolveHost } from "../contract/run";
import type { FileReference } from "../contract/warehouse";
import { AbortedError, ConfigurationError, ConnectorError } from "../errors";
import type { RateLimiter, Turn } from "../rate-limits/rate-limiter";
import { backoffMs, mayRepeat, parseRetryAfter } from "../retry-rules";
import { sleep } from "../stop";
import { type Download, download } from "./download";
import { checkAddresses, checkPublicUrl, chooseResolver } from "./public-url";
import { bufferRequest, type HttpPolicy, maxRedirects, type Outgoing, sendOnce, withoutQuery } from "./send";

/** What an HTTP client is built from, inside a run or for a typed client alone. */
export interface HttpOptions {
  /** Default: the platform's `fetch`. */
  fetch?: Fetch | typeof globalThis.fetch | undefined;
  /** As in `RunOptions`. */
  resolveHost?: ResolveHost | undefined;
  /** Ends every request. Default: none. */
  signal?: AbortSignal | undefined;
  /** Default `hrflow-connectors`. */
  userAgent?: string;
  /** Called for requests, responses and retries. Default: nothing is called. */
  emit?: (event: RunEventDetails) => void;
}

/**
 * The HTTP client of a run: timeouts, retries, size limits, typed errors, events and the user agent. `fetch` rejects with
 * `NetworkError`, `ResponseShapeError` or `AbortedError`; every response of the vendor, whatever its status, is returned.
 */
export interface Http {
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>;
  /** The same client with another policy. */
  with(policy: HttpPolicy): Http;
  /** The same client within an account's rate limit. Downloads stay outside of it. */
  within(pace: Pace | undefined): Http;
  download(file: FileReference, options?: { maxBytes?: number }): Promise<Download>;
  checkUrl(url: string): Promise<URL>;
}

/** The limit that requests wait for. Runs take turns. */
export interface Pace {
  run: string;
  limiter: RateLimiter;
}

export interface HttpSettings {
  fetch: Fetch;
  /** Resolves to null where the platform cannot look up names. */
  resolveHost: ((host: string) => Promise<string[] | null>) | undefined;
  signal: AbortSignal;
  userAgent: string;
  emit(event: RunEventDetails): void;
  pace?: Pace | undefined;
}

/** For one request with all its attempts, whatever the vendor asks for. */
const maxTotalMs = 5 * 60_000;

const defaultPolicy = { timeoutMs: 60_000, maxResponseBytes: 32 * 1024 * 1024, maxAttempts: 5 } satisfies HttpPolicy;

/**
 * Creates an HTTP client as every run has one. Its `fetch` gives a typed client timeouts, retries, size limits and typed errors.
 *
 * @example
 * const client = createAcmeClient({ apiKey, fetch: createHttp().fetch });
 */
export function createHttp(options: HttpOptions = {}, policy: HttpPolicy = {}): Http {
  const given = options.fetch ?? globalThis.fetch;
  if (typeof given !== "function") {
    throw new ConfigurationError("this platform has no `fetch`: give one in the options");
  }
  return openHttp(
    {
      // Called as a plain function: browsers refuse their own fetch as another object's method.
      fetch: (request) => given(request),
      resolveHost: chooseResolver(options.resolveHost, given),
      signal: options.signal ?? new AbortController().signal,
      userAgent: options.userAgent ?? "hrflow-connectors",
      emit: options.emit ?? (() => {}),
    },
    policy,
  );
}

function openHttp(settings: HttpSettings, policy: HttpPolicy): Http {
  const send = (outgoing: Outgoing) => sendWithRetries(settings, outgoing, policy);
  return {
    async fetch(input, init) {
      return followWithinOrigin(await bufferRequest(new Request(input, init), settings.userAgent), send);
    },
    with: (changes) => openHttp(settings, { ...policy, ...changes }),
    within: (pace) => openHttp({ ...settings, pace }, policy),
    download: (file, options) =>
      download(file, options, settings.userAgent, (outgoing, limits) =>
        // Each attempt resolves the name anew: by then it may lead elsewhere.
        sendWithRetries({ ...settings, pace: undefined }, outgoing, limits, () =>
          checkAddresses(new URL(outgoing.url), settings),
        ),
      ),
    async checkUrl(text) {
      const url = checkPublicUrl(text);
      await checkAddresses(url, settings);
      return url;
    },
  };
}

/** Sends a request again where that helps and can do no harm. */
async function sendWithRetries(
  settings: HttpSettings,
  outgoing: Outgoing,
  policy: HttpPolicy,
  beforeEachAttempt: () => Promise<void> = async () => {},
): Promise<Response> {
  const { signal, emit } = settings;
  const { method, shownUrl: url } = outgoing;
  const limits = { idempotent: method !== "POST" && method !== "PATCH", ...defaultPolicy, ...policy };
  if (signal.aborted) throw new AbortedError(`${method} ${url} was not sent: the run was stopped`);
  const startedAt = Date.now();
  for (let attempt = 1; ; attempt++) {
    const turn = await nextTurn(settings, outgoing, startedAt + maxTotalMs, attempt);
    const spentMs = Date.now() - startedAt;
    const timeoutMs = spentMs === 0 ? limits.timeoutMs : Math.min(limits.timeoutMs, maxTotalMs - spentMs);
    const outcome = await beforeEachAttempt()
      .then(() => sendOnce(settings, { ...limits, timeoutMs }, outgoing, attempt))
      .then(
        (response) => ({ response, status: response.status }),
        (error: ConnectorError) => ({ error }),
      );
    const response = "response" in outcome ? outcome.response : null;
    turn?.finish(response);
    const delayMs = mayRepeat(outcome, limits.idempotent) ? delayFor(response, attempt, turn) : null;
    if (response?.status === 429) {
      const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"));
      emit({ type: "http.throttled", method, url, retryAfterMs });
      // A wait longer than a request may take is no reason to refuse the others here: they ask the vendor themselves.
      if (delayMs !== null && delayMs <= maxTotalMs) turn?.pause(delayMs, retryAfterMs !== null);
    }
    if (delayMs === null || attempt >= limits.maxAttempts || Date.now() - startedAt + delayMs > maxTotalMs) {
      if ("error" in outcome) throw outcome.error;
      return outcome.response;
    }
    const cause = response ? `status ${response.status}` : "network";
    emit({ type: "http.retry", method, url, attempt, delayMs, cause });
    await sleep(delayMs, signal, () => new AbortedError(`${method} ${url} was not tried again: the run was stopped`));
  }
}

function delayFor(response: Response | null, attempt: number, turn: Turn | null): number {
  const retryAfterMs = response && parseRetryAfter(response.headers.get("retry-after"));
  const refusals = response?.status === 429 ? (turn?.refusals() ?? 0) : 0;
  return retryAfterMs ?? backoffMs(Math.max(attempt, refusals));
}

/** Waits until the request may leave; null if nothing limits it. */
async function nextTurn(
  { pace, signal, emit }: HttpSettings,
  { method, shownUrl: url }: Outgoing,
  deadline: number,
  attempt: number,
): Promise<Turn | null> {
  if (!pace) return null;
  const name = `${method} ${url}`;
  return pace.limiter.turn({
    run: pace.run,
    isRetry: attempt > 1,
    signal,
    deadline,
    onWait: (waitMs) => emit({ type: "http.throttled", method, url, retryAfterMs: null, waitMs }),
    stopped: () => new AbortedError(`${name} was not sent: the run was stopped`),
    tooLate: () =>
      new ConnectorError(`${name} was not sent: the rate limit left no room for it within ${maxTotalMs / 1000} s`, {
        code: "rate_limited",
        retryable: true,
      }),
  });
}

/** Follows a redirected read within its origin. Any other redirect is returned: a credential never goes to another host. */
async function followWithinOrigin(first: Outgoing, send: (outgoing: Outgoing) => Promise<Response>): Promise<Response> {
  let outgoing = first;
  for (let hops = 0; ; hops++) {
    const response = await send(outgoing);
    const location = response.headers.get("location");
    const isRedirect = response.status >= 300 && response.status <= 399 && outgoing.method === "GET";
    if (!isRedirect || !location || hops >= maxRedirects) return response;
    const next = URL.canParse(location, outgoing.url) ? new URL(location, outgoing.url) : null;
    if (next?.origin !== new URL(outgoing.url).origin) return response;
    outgoing = { ...outgoing, url: next.href, shownUrl: withoutQuery(next.href) };
  }
}
