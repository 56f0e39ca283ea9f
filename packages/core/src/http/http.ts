import { surroundAttempt } from "../around";
import type { RunEventDetails } from "../contract/result";
import type { Fetch, ResolveHost, RunOptions } from "../contract/run";
import type { FileReference } from "../contract/write";
import { type ConnectorError, NetworkError } from "../errors";
import type { RateLimiter, Turn } from "../rate-limits/rate-limiter";
import { backoffMs, beforeSending, mayRepeat, parseRetryAfter } from "../retry-rules";
import { anySignal, Ending, type StopSignal, sleep } from "../stop";
import { type Download, type DownloadOptions, download, downloadLimits } from "./download";
import { bufferRequest, type Outgoing } from "./outgoing";
import { checkAddresses, checkPublicUrl, chooseResolver } from "./public-url";
import type { Received } from "./response";
import {
  type Budget,
  createBudget,
  defaultPolicy,
  followWithinOrigin,
  type HttpPolicy,
  type Sender,
  senderOf,
  sendOnce,
  stoppedError,
} from "./send";

/** What an HTTP client is built from, inside a run or for a typed client alone. */
export interface HttpOptions {
  /** Default: the platform's `fetch`. */
  fetch?: Fetch | typeof globalThis.fetch | undefined;
  /** As in `RunOptions`. */
  resolveHost?: ResolveHost | undefined;
  /** Ends every request. Default: none. */
  signal?: StopSignal | undefined;
  /** Default `hrflow-connectors`. */
  userAgent?: string;
  /** Called for requests, responses and retries. Default: nothing is called. */
  emit?: (event: RunEventDetails) => void;
  /** As in `RunOptions`, around each attempt. */
  around?: RunOptions["around"];
}

/**
 * The HTTP client of a run: timeouts, retries, size limits, typed errors, events and the user agent. `fetch` rejects with
 * `NetworkError`, `ResponseShapeError` or `AbortedError`, also if the request's own signal aborts; every response of the vendor,
 * whatever its status, is returned.
 */
export interface Http {
  readonly policy: HttpPolicy;
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>;
  /** The same for a request and a response that are in memory. */
  send(outgoing: Outgoing): Promise<Received>;
  /** The same client with another policy. */
  with(policy: HttpPolicy): Http;
  /** The same client within an account's rate limit. Downloads stay outside of it. */
  within(pace: Pace | undefined): Http;
  download(file: FileReference, options?: DownloadOptions): Promise<Download>;
  checkUrl(url: string): Promise<URL>;
}

/** The limit that requests wait for. Runs take turns. */
export interface Pace {
  run: string;
  limiter: RateLimiter;
}

export interface HttpSettings extends Sender {
  /** Resolves to null where the platform cannot look up names. */
  resolveHost: ((host: string) => Promise<string[] | null>) | undefined;
  userAgent: string;
  pace?: Pace | undefined;
}

/**
 * Creates an HTTP client as every run has one. Its `fetch` gives a typed client timeouts, retries, size limits and typed errors.
 *
 * @example
 * const client = createAcmeClient({ apiKey, fetch: createHttp().fetch });
 */
export function createHttp(options: HttpOptions = {}, policy: HttpPolicy = {}): Http {
  const given = options.fetch ?? globalThis.fetch;
  return openHttp(
    {
      fetch: senderOf(given),
      resolveHost: chooseResolver(options.resolveHost, given),
      signal: options.signal ?? new Ending(),
      userAgent: options.userAgent ?? "hrflow-connectors",
      emit: options.emit ?? (() => {}),
      around: options.around,
    },
    policy,
  );
}

function openHttp(settings: HttpSettings, policy: HttpPolicy): Http {
  const send = async (outgoing: Outgoing): Promise<Received> => {
    outgoing.headers.set("user-agent", settings.userAgent);
    const budget = createBudget(policy);
    const follow = (to: HttpSettings) =>
      followWithinOrigin(outgoing, (next) => sendWithRetries(to, next, policy, budget));
    if (!outgoing.signal) return follow(settings);
    const { ending, release } = anySignal([settings.signal, outgoing.signal]);
    return follow({ ...settings, signal: ending, isCallers: () => !settings.signal.aborted }).finally(release);
  };
  return {
    policy,
    async fetch(input, init) {
      // A copy would follow the signal of the original, which Node keeps with both until a full collection.
      const request = input instanceof Request && init === undefined ? input : new Request(input, init);
      return (await send(await bufferRequest(request))).toResponse();
    },
    send,
    with: (changes) => openHttp(settings, { ...policy, ...changes }),
    within: (pace) => openHttp({ ...settings, pace }, policy),
    download(file, options) {
      const budget = createBudget(downloadLimits, downloadLimits.totalMs, true);
      const { ending, release } = anySignal([settings.signal, options?.signal]);
      const own = { ...settings, pace: undefined, signal: ending, isForFiles: true };
      return download(file, options, settings.userAgent, (outgoing, limits) =>
        // Each attempt resolves the name anew: by then it may lead elsewhere.
        sendWithRetries(own, outgoing, { ...policy, ...limits }, budget, () =>
          checkAddresses(new URL(outgoing.url), settings),
        ),
      ).finally(release);
    },
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
  budget: Budget,
  beforeEachAttempt?: () => Promise<void>,
): Promise<Received> {
  const { signal, emit } = settings;
  const { method, shownUrl: url } = outgoing;
  const limits = { idempotent: method !== "POST" && method !== "PATCH", ...defaultPolicy, ...policy };
  const leftMs = () => budget.endsAt - performance.now();
  // No attempt leaves with less than its own timeout: a vendor that is cut off may have acted. A download gets what is left.
  const neededMs = budget.isCutOff || limits.timeoutMs >= budget.totalMs ? 1 : limits.timeoutMs;
  const hasTime = (delayMs = 0) => !budget.hasBegun || leftMs() - delayMs >= neededMs;
  const tooLate = () => new NetworkError(`${method} ${url} was not sent: its time is over`, { code: "timeout" });
  for (let attempt = 1; ; attempt++) {
    // A create is only repeated if the vendor did not act on it: whatever ends the wait here, nothing was created.
    const unsent = <E>(error: E, sent = attempt - 1) => (sent > 0 && limits.idempotent ? error : beforeSending(error));
    if (signal.aborted) throw unsent(stoppedError(settings, outgoing, "was not sent"));
    const queuedAt = performance.now();
    const turn = await nextTurn(settings, outgoing, attempt).catch((error) => Promise.reject(unsent(error)));
    const waitedMs = performance.now() - queuedAt;
    budget.endsAt += waitedMs;
    let refusal: Error | undefined = attempt === 1 && !hasTime() ? tooLate() : undefined;
    let [response, failure]: [Received | null, ConnectorError | undefined] = [null, undefined];
    try {
      await beforeEachAttempt?.();
      // Nothing may come between this and the request.
      refusal ??= policy.refusal?.();
      if (refusal) throw refusal;
      budget.hasBegun = true;
      const timeoutMs = budget.isCutOff ? Math.min(limits.timeoutMs, leftMs()) : limits.timeoutMs;
      if (timeoutMs <= 0) throw tooLate();
      const send = () => sendOnce(settings, { ...limits, timeoutMs }, outgoing, attempt);
      response = await surroundAttempt(settings, outgoing, { attempt, waitedMs }, send);
    } catch (error) {
      failure = error as ConnectorError;
    }
    turn?.finish(response);
    if (refusal) throw unsent(refusal);
    const mayFollow = mayRepeat(response ?? { error: failure as ConnectorError }, limits.idempotent);
    const delayMs = mayFollow ? delayFor(response, attempt, turn) : null;
    if (response?.status === 429) {
      const retryAfterMs = parseRetryAfter(response.headers);
      emit({ type: "http.throttled", method, url, retryAfterMs });
      // A wait longer than a request may take is no reason to refuse the others here: they ask the vendor themselves.
      if (delayMs !== null && delayMs <= budget.totalMs) turn?.pause(delayMs, retryAfterMs !== null);
    }
    if (delayMs === null || budget.retries <= 0 || !hasTime(delayMs)) {
      if (response) return response;
      throw failure;
    }
    budget.retries -= 1;
    const cause = response ? `status ${response.status}` : "network";
    emit({ type: "http.retry", method, url, attempt, delayMs, cause });
    await sleep(delayMs, signal, () => unsent(stoppedError(settings, outgoing, "was not tried again"), attempt));
  }
}

/** What the vendor asks for comes on top of the backoff: it may be 0, or the end of a window that all clients wait for. */
function delayFor(response: Received | null, attempt: number, turn: Turn | null): number {
  const refusals = response?.status === 429 ? (turn?.refusals() ?? 0) : 0;
  return backoffMs(Math.max(attempt, refusals)) + ((response && parseRetryAfter(response.headers)) ?? 0);
}

/** Waits until the request may leave; null if nothing limits it. */
async function nextTurn(settings: HttpSettings, outgoing: Outgoing, attempt: number): Promise<Turn | null> {
  const { pace, signal, emit } = settings;
  const { method, shownUrl: url } = outgoing;
  if (!pace) return null;
  return pace.limiter.turn({
    run: pace.run,
    isRetry: attempt > 1,
    signal,
    onWait: (waitMs) => emit({ type: "http.throttled", method, url, retryAfterMs: null, waitMs }),
    stopped: () => stoppedError(settings, outgoing, "was not sent"),
  });
}
