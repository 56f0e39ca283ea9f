import type { Fence, Store } from "@hrflow-connectors/core";
import { assertText, atServer, createServerLeases, escapeKey, type ServerErrors, unescapeKey } from "./server-lease";

/** What the store uses of a client of `ioredis`: a `Redis` or a `Cluster`. */
export interface RedisClient {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<unknown>;
  del(key: string): Promise<unknown>;
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
  scan(cursor: string, match: "MATCH", pattern: string, count: "COUNT", size: number): Promise<[string, string[]]>;
  /** Of a cluster: its servers. */
  nodes?(role: "master"): RedisClient[];
  options?: { keyPrefix?: string | undefined };
}

export interface RedisStoreOptions {
  /** Connected by the caller, who also closes it. */
  client: RedisClient;
  /** How the names of all keys begin. In a cluster, one with a hash tag, such as `{hrflow}`, keeps them on one server. Default `hrflow:`. */
  prefix?: string | undefined;
}

/**
 * Keeps each value under a key of Redis, with locks across processes. A process that lost a lock cannot save under it. Redis must neither
 * evict keys (`maxmemory-policy noeviction`) nor forget them at a restart (`appendonly yes`).
 *
 * Throws `ConnectorError` with the code `store_unavailable` if Redis cannot be reached, `lease_lost` for a write whose lease was lost, and
 * `ConfigurationError` for all else.
 *
 * @example
 * const store = redisStore({ client: new Redis("redis://localhost:6379") });
 */
export function redisStore({ client, prefix = "hrflow:" }: RedisStoreOptions): Store {
  const names = createNames(prefix);
  const run = async (script: string, keys: string[], ...values: string[]) =>
    // A client may return numbers as texts.
    Number(await client.eval(script, keys.length, ...keys, ...values)) === 1;
  const leases = createServerLeases({
    acquire: (lock, token, ttlMs) =>
      atRedis(`lock ${lock}`, () => run(scripts.acquire, [names.ofLock(lock)], token, String(ttlMs))),
    renew: (lock, token, ttlMs) =>
      atRedis(`renew the lock of ${lock}`, () => run(scripts.renew, [names.ofLock(lock)], token, String(ttlMs))),
    release: async (lock, token) => {
      await atRedis(`release ${lock}`, () => run(scripts.release, [names.ofLock(lock)], token));
    },
  });
  /** Runs a script that checks the lock first, as one step. */
  const runFenced = async (fence: Fence, script: "set" | "del", key: string, ...values: string[]) => {
    const [lock, name] = [names.ofLock(fence.lock), names.of(key)];
    const isOneStep = !client.nodes || slotOf(lock, client) === slotOf(name, client);
    // A cluster keeps the two on different servers: nothing can do both in one step.
    const isHeld = isOneStep
      ? await run(scripts[script], [lock, name], fence.token, ...values)
      : await run(scripts.check, [lock], fence.token);
    if (!isHeld) throw leases.refused(fence);
    if (!isOneStep) await (script === "set" ? client.set(name, values[0] ?? "") : client.del(name));
  };
  return {
    getItem: (key) => atRedis(`read ${key}`, () => client.get(names.of(key))),
    async setItem(key, value, { fence } = {}) {
      assertText("redisStore", key, value);
      await atRedis(`save ${key}`, async () =>
        fence ? runFenced(fence, "set", key, value) : client.set(names.of(key), value),
      );
    },
    async removeItem(key, { fence } = {}) {
      await atRedis(`remove ${key}`, async () => (fence ? runFenced(fence, "del", key) : client.del(names.of(key))));
    },
    getKeys: (base) =>
      atRedis("list the keys", async () => {
        const keys = new Set<string>();
        // A client adds its own prefix to keys, but not to patterns.
        const own = client.options?.keyPrefix ?? "";
        for (const server of client.nodes?.("master") ?? [client]) {
          for await (const name of scan(server, `${globOf(own)}${names.patternOf(base)}`)) {
            const key = names.keyOf(name.slice(own.length));
            if (key?.startsWith(base)) keys.add(key);
          }
        }
        return [...keys];
      }),
    lock: leases.lock,
  };
}

const ifHeld = "if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end";

/** Each returns 1 if the lock in its first key is held by the token in its first argument. */
const scripts = {
  acquire: `local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return 1`,
  renew: `${ifHeld}\nredis.call('pexpire', KEYS[1], ARGV[2])\nreturn 1`,
  release: `${ifHeld}\nredis.call('del', KEYS[1])\nreturn 1`,
  check: `${ifHeld}\nreturn 1`,
  set: `${ifHeld}\nredis.call('set', KEYS[2], ARGV[2])\nreturn 1`,
  del: `${ifHeld}\nredis.call('del', KEYS[2])\nreturn 1`,
};

/** The names of keys in Redis. A value and its lock, whose key ends with `:lock`, have one hash tag, so a cluster keeps both together. */
function createNames(prefix: string) {
  const [start, end] = [`${prefix}{`, "}"];
  // A hash tag must not be empty.
  const tagOf = (key: string) => `${start}${key === "" ? "\\" : escapeKey(key)}${end}`;
  return {
    of: tagOf,
    ofLock: (lock: string) =>
      lock.endsWith(":lock") ? `${tagOf(lock.slice(0, -":lock".length))}:lock` : `${tagOf(lock)}:`,
    patternOf: (base: string) => `${globOf(`${start}${escapeKey(base)}`)}*${end}`,
    keyOf(name: string): string | null {
      if (!name.startsWith(start) || !name.endsWith(end)) return null;
      const escaped = name.slice(start.length, -end.length);
      return escaped === "\\" ? "" : unescapeKey(escaped);
    },
  };
}

/** The text by which a cluster decides where a key belongs. */
function slotOf(name: string, { options }: RedisClient): string {
  const whole = `${options?.keyPrefix ?? ""}${name}`;
  return /^[^{]*\{([^}]+)\}/.exec(whole)?.[1] ?? whole;
}

function globOf(text: string): string {
  return text.replace(/[*?[\]\\^]/g, "\\$&");
}

async function* scan(server: RedisClient, pattern: string): AsyncGenerator<string> {
  for (let cursor = "0", isFirst = true; isFirst || cursor !== "0"; isFirst = false) {
    const [next, names] = await server.scan(cursor, "MATCH", pattern, "COUNT", 1_000);
    yield* names;
    cursor = next;
  }
}

/** How replies begin that are about the moment: starting, moving, failing over, out of memory or disk. */
const transientReplies = new Set(
  "BUSY CLUSTERDOWN LOADING MASTERDOWN MISCONF NOREPLICAS OOM READONLY TRYAGAIN UNBLOCKED".split(" "),
);

const redisErrors: ServerErrors = {
  server: "Redis",
  isTransient: (error) =>
    error instanceof Error && error.name === "ReplyError"
      ? transientReplies.has(replyOf(error)) || /max number of clients/.test(error.message)
      : error instanceof Error && !(error instanceof TypeError),
  reasonOf(error) {
    if (!(error instanceof Error)) return "a non-Error value";
    if (error.name === "ReplyError") return replyOf(error) || error.name;
    const { code } = error as NodeJS.ErrnoException;
    if (/^Stream isn't writeable/.test(error.message)) return "not connected, and the client has no offline queue";
    return code ?? (error.message === "Connection is closed." ? "the connection is closed" : error.name);
  },
};

/** Redis 6 quotes the reply within a script: `ERR Error running script (call to f_1): @user_script:1: -OOM command not allowed`. */
const replyOf = ({ message }: Error) =>
  /^ERR Error running script .*? -([A-Z]{2,}) /.exec(message)?.[1] ?? /^[A-Z]+/.exec(message)?.[0] ?? "";

const atRedis = <T>(what: string, work: () => Promise<T>) => atServer(redisErrors, what, work);
