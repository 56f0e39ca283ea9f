import type { HttpPolicy } from "../contract/v1";
import { AbortedError, ConnectorError, isTemporary, NetworkError } from "../errors";
import type { Turn } from "../rate-limits/rate-limiter";
import type { HttpSettings } from "./http-settings";
import { neverConnected } from "./never-connected";
import { parseRetryAfter } from "./retry-after";
import type { Outgoing } from "./send-once";
import { sleep } from "./sleep";

/** For one request with all its tries, whatever the vendor asks for. */
const maxTotalMs = 5 * 60_000;
const firstDelayMs = 500;
const maxDelayMs = 30_000;

type Try = { response: Response } | { error: unknown };

/**
 * Tries a request again where that helps and cannot do harm. A request that may have changed something (a create) is only
 * repeated where the vendor surely did not act: it said 429, or no connection was ever made.
 */
export function createRetry(settings: HttpSettings) {
  return async (
    outgoing: Outgoing,
    policy: Required<HttpPolicy>,
    send: (attempt: number, timeoutMs: number) => Promise<Response>,
  ): Promise<Response> => {
    const startedAt = Date.now();
    for (let attempt = 1; ; attempt++) {
      const turn = await nextTurn(settings, outgoing, startedAt + maxTotalMs, attempt);
      const spentMs = Date.now() - startedAt;
      const timeoutMs = spentMs === 0 ? policy.timeoutMs : Math.min(policy.timeoutMs, maxTotalMs - spentMs);
      const outcome: Try = await send(attempt, timeoutMs).then(
        (response) => ({ response }),
        (error: unknown) => ({ error }),
      );
      turn?.answered("response" in outcome ? outcome.response : null);
      const delayMs = retryDelay(settings, outgoing, policy, outcome, attempt, turn);
      if (delayMs === null || attempt >= policy.maxTries || Date.now() - startedAt + delayMs > maxTotalMs) {
        if ("response" in outcome) return outcome.response;
        throw outcome.error;
      }
      const { method, shownUrl: url } = outgoing;
      const cause = "response" in outcome ? `status ${outcome.response.status}` : "network";
      settings.emit({ type: "http.retry", method, url, attempt, delayMs, cause });
      await sleep(delayMs, settings.signal, () => {
        throw new AbortedError(`${method} ${url} was not tried again: the run was stopped`);
      });
    }
  };
}

/** Waits until the request may leave; null where nothing limits it. */
async function nextTurn(
  { pace, signal, emit }: HttpSettings,
  { method, url, shownUrl }: Outgoing,
  deadline: number,
  attempt: number,
): Promise<Turn | null> {
  const limiter = pace?.limiterOf(url);
  if (!pace || !limiter) return null;
  const name = `${method} ${shownUrl}`;
  return limiter.turn({
    run: pace.run,
    isRetry: attempt > 1,
    signal,
    deadline,
    onWait: (waitMs) => emit({ type: "http.throttled", method, url: shownUrl, retryAfterMs: null, waitMs }),
    stopped: () => new AbortedError(`${name} was not sent: the run was stopped`),
    tooLate: () =>
      new ConnectorError(`${name} was not sent: its turn did not come within ${maxTotalMs / 1000} s`, {
        code: "rate_limited",
        retryable: true,
      }),
  });
}

/** How long to wait before the next try in milliseconds, or null when there is none. */
function retryDelay(
  settings: HttpSettings,
  outgoing: Outgoing,
  policy: Required<HttpPolicy>,
  outcome: Try,
  attempt: number,
  turn: Turn | null,
): number | null {
  if ("error" in outcome) {
    if (!NetworkError.isInstance(outcome.error) || !outcome.error.retryable) return null;
    return policy.idempotent || neverConnected(outcome.error) ? backoff(attempt) : null;
  }
  const { status, headers } = outcome.response;
  const retryAfterMs = parseRetryAfter(headers.get("retry-after"));
  if (status === 429) {
    settings.emit({ type: "http.throttled", method: outgoing.method, url: outgoing.shownUrl, retryAfterMs });
    const waitMs = retryAfterMs ?? backoff(Math.max(attempt, turn?.refusals() ?? 0));
    // Longer than a request may wait is no reason to refuse the others here: they ask the vendor themselves.
    if (waitMs <= maxTotalMs) turn?.pause(waitMs, retryAfterMs !== null);
    return waitMs;
  }
  if (!policy.idempotent || !isTemporary(status)) return null;
  return retryAfterMs ?? backoff(attempt);
}

/** Exponential, with jitter over its upper half so that clients which failed together do not return together. */
function backoff(attempt: number): number {
  const full = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + Math.random() * (full / 2));
}
