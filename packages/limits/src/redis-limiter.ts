import { createSharedLimiter, type SharedLimiter } from "./shared-limiter";

/** What the limiter uses of a client of `ioredis`: a `Redis` or a `Cluster`. */
export interface RedisClient {
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
}

export type { SharedLimiter };

export interface RedisLimiterOptions {
  /** Connected by the caller, who also closes it. */
  client: RedisClient;
  /** How the names of all keys begin. Default `hrflow:limit:`. */
  prefix?: string | undefined;
}

const now = "local time = redis.call('time')\nlocal now = string.format('%d%03d', time[1], math.floor(time[2] / 1000))";
const read = `${now}\nreturn {redis.call('get', KEYS[1]), now}`;
const swap = `${now}
local text = redis.call('get', KEYS[1])
if (text or '') ~= ARGV[1] then return {0, now} end
redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3])
return {1, now}`;

/**
 * Keeps the rate limits of accounts in Redis, for all machines that use it. Each account is one key, which expires. Requests fail with
 * `ConnectorError` and the code `limiter_unavailable` if Redis is away for ten seconds: they were not sent.
 *
 * @example
 * const limiter = redisLimiter({ client: new Redis("redis://localhost:6379") });
 */
export function redisLimiter({ client, prefix = "hrflow:limit:" }: RedisLimiterOptions): SharedLimiter {
  return createSharedLimiter({
    name: "Redis",
    async read(key) {
      const [text, time] = (await client.eval(read, 1, prefix + key)) as [string | null, string];
      return { text, now: Number(time) };
    },
    async swap(key, before, after, ttlMs) {
      const values = [before ?? "", after, String(ttlMs)];
      const [isSwapped, time] = (await client.eval(swap, 1, prefix + key, ...values)) as [number, string];
      return { isSwapped: Number(isSwapped) === 1, now: Number(time) };
    },
  });
}
