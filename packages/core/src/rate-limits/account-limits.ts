import type { AnyConnection, RateWindow, TokenBucket } from "../contract/connection";
import type { Logger } from "../contract/result";
import type { Limiter, Turn } from "../contract/shared";
import { ConnectorError, describeError } from "../errors";
import { sha256 } from "../state/state";
import { anySignal } from "../stop";
import { createRateLimiter, type RateLimiter, type TurnRequest } from "./rate-limiter";

/** What was learned about an account (its limit, what remains) is kept this long after its last request. */
const keptMs = 10 * 60_000;

/**
 * The accounts that this process sends to. The vendor counts their requests together, so all runs share them, also those of another
 * copy of this package.
 */
const limiters: Map<string, RateLimiter> = (() => {
  const registry = globalThis as Record<symbol, unknown>;
  const key = Symbol.for("hrflow-connectors.rate-limiters.v1");
  registry[key] ??= new Map<string, RateLimiter>();
  return registry[key] as Map<string, RateLimiter>;
})();

/** The limiter of the account that a credential reaches; undefined if nothing limits it. */
export async function limiterFor(
  connection: AnyConnection,
  credential: unknown,
  overrides: Record<string, TokenBucket> = {},
  shared?: Limiter,
): Promise<RateLimiter | undefined> {
  const { name, rateLimit, account } = connection;
  if (!rateLimit) return undefined;
  const override = overrides[name];
  const rule = isRate(override) ? override : rateLimit;
  const counted = rateLimit.countedBy ?? account;
  const key = `${name}:${(await sha256(counted(credential))).slice(0, 32)}`;
  const known = limiters.get(key);
  if (known) {
    known.use(rule);
  } else {
    for (const [other, limiter] of limiters) if (limiter.isIdle(keptMs)) limiters.delete(other);
    limiters.set(key, createRateLimiter(rule));
  }
  const limiter = limiters.get(key) as RateLimiter;
  return shared ? { ...limiter, turn: (request) => takeTurn(shared, key, rule, request) } : limiter;
}

/** Asks the limiter that several machines share. Whatever it throws, the request was not sent, and may be later. */
async function takeTurn(
  limiter: Limiter,
  key: string,
  rule: TokenBucket | RateWindow,
  { signal: stop, stopped, run, isRetry, onWait }: TurnRequest,
): Promise<Turn> {
  if (stop.aborted) throw stopped();
  // One for each request: Node warns of a signal that more than ten listen to.
  const { ending, release } = anySignal([stop]);
  try {
    return await limiter.take({ key, rule, run, isRetry, signal: ending.signal, onWait });
  } catch (error) {
    if (stop.aborted) throw stopped();
    if (ConnectorError.isInstance(error)) throw error;
    const message = `the limiter failed: ${describeError(error).message}`;
    throw new ConnectorError(message, { code: "limiter_unavailable", retryable: true, cause: error });
  } finally {
    release();
  }
}

/** Which accounts are known, by keys that hold no secret. */
export function limiterKeys(): string[] {
  return [...limiters.keys()];
}

/** Logs which overrides have no effect. */
export function warnOfOverrides(
  overrides: Record<string, TokenBucket> = {},
  connections: readonly AnyConnection[],
  logger: Logger,
): void {
  const names = [...new Set(connections.filter(({ rateLimit }) => rateLimit).map(({ name }) => name))];
  for (const [name, rate] of Object.entries(overrides)) {
    const known = names.length > 0 ? names.join(", ") : "none";
    const problem = names.includes(name)
      ? isRate(rate)
        ? undefined
        : "requests, perMs and burst must be numbers above 0"
      : `this action has no rate limit of that name; it has ${known}`;
    if (problem) logger.warn({ rateLimit: name }, `rateLimits.${name} has no effect: ${problem}`);
  }
}

function isRate(rate: TokenBucket | undefined): rate is TokenBucket {
  return [rate?.requests, rate?.perMs, rate?.burst].every(
    (value) => typeof value === "number" && Number.isFinite(value) && value > 0,
  );
}
