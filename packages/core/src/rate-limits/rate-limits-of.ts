import type { Logger, RateLimit, RateLimitRate, RateLimitRule } from "../contract/v1";
import { sha256 } from "../hashing/sha256";
import type { RateLimiter } from "./rate-limiter";
import { limiterFor } from "./rate-limiters";

/** Which limiter a request passes; null where nothing limits it. */
export type LimiterOf = (url: string) => RateLimiter | null;

/** The limits of one side of an action, for the account that its parameters name. */
export async function rateLimitsOf(
  limits: readonly RateLimit[],
  parameters: unknown,
  overrides: Record<string, RateLimitRate> = {},
): Promise<LimiterOf> {
  const bound: { limit: RateLimit; key: string; rule: RateLimitRule }[] = [];
  for (const limit of limits) {
    const key = await accountKey(limit, parameters);
    if (key === null) continue;
    const override = overrides[limit.name];
    const rule: RateLimitRule = isRate(override) ? { ...override, kind: "bucket" } : limit.rule;
    limiterFor(key, rule).use(rule);
    bound.push({ limit, key, rule });
  }
  return (url) => {
    if (bound.length === 0) return null;
    const { hostname, pathname } = new URL(url);
    const found = bound.find(({ limit }) => covers(limit, hostname, pathname));
    return found ? limiterFor(found.key, found.rule) : null;
  };
}

/** Says in the log which overrides do nothing. */
export function warnOfOverrides(
  overrides: Record<string, RateLimitRate> = {},
  limits: readonly RateLimit[],
  logger: Logger,
): void {
  const names = [...new Set(limits.map(({ name }) => name))];
  for (const [name, rate] of Object.entries(overrides)) {
    const known = names.length > 0 ? names.join(", ") : "none";
    if (!names.includes(name)) {
      logger.warn(
        { rateLimit: name },
        `rateLimits.${name} is no limit of this action, and does nothing; it has ${known}`,
      );
    } else if (!isRate(rate)) {
      logger.warn(
        { rateLimit: name },
        `rateLimits.${name} does nothing: requests, perMs and burst must be numbers above 0`,
      );
    }
  }
}

function isRate(rate: RateLimitRate | undefined): rate is RateLimitRate {
  return [rate?.requests, rate?.perMs, rate?.burst].every(
    (value) => typeof value === "number" && Number.isFinite(value) && value > 0,
  );
}

function covers({ hosts, pathPrefix = "/" }: RateLimit, hostname: string, pathname: string): boolean {
  const isHost = hosts.some((host) => (host.startsWith(".") ? hostname.endsWith(host) : hostname === host));
  return isHost && pathname.startsWith(pathPrefix);
}

/** Names the account without telling what it is reached by; null when the limit's parameters are not given. */
async function accountKey({ name, account }: RateLimit, parameters: unknown): Promise<string | null> {
  const given = (parameters ?? {}) as Record<string, unknown>;
  const values = account.map((field) => [field, given[field]]).filter(([, value]) => value !== undefined);
  if (values.length === 0) return null;
  return `${name}:${(await sha256(JSON.stringify(values))).slice(0, 32)}`;
}
