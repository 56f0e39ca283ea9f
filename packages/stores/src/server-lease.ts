import { ConfigurationError, ConnectorError, type Fence, type Lease } from "@hrflow-connectors/core";

/** How a server keeps leases. Each command is decided in one step, and does no harm if a client sends it twice. */
export interface LeaseCommands {
  /** Resolves to whether the token holds the lock from now on. */
  acquire(lock: string, token: string, ttlMs: number): Promise<boolean>;
  /** Resolves to whether the token still held the lock. */
  renew(lock: string, token: string, ttlMs: number): Promise<boolean>;
  release(lock: string, token: string): Promise<void>;
}

/** The leases of one store object. */
export interface ServerLeases {
  /** Waits until the lock is free or the signal aborts. */
  lock(lock: string, ttlMs: number, signal?: AbortSignal): Promise<Lease>;
  /** Ends a lease whose write the server refused, and returns the error of that write. */
  refused(fence: Fence): ConnectorError;
}

/** Between two attempts: random, so that waiting processes do not all try at once, and longer the longer they wait. */
const [shortestPauseMs, longestPauseMs] = [25, 250];

/** Also the longest time of a timer. */
const longestTtlMs = 2 ** 31 - 1;

export function createServerLeases({ acquire, renew, release }: LeaseCommands): ServerLeases {
  const losses = new Map<string, () => void>();
  return {
    async lock(lock, ttlMs, signal) {
      assertTtl(ttlMs);
      const token = crypto.randomUUID();
      for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
        signal?.throwIfAborted();
        const askedAt = performance.now();
        const isAcquired = await acquire(lock, token, Math.ceil(ttlMs)).catch((error: unknown) => {
          // It may hold the lock: the response can be what was lost.
          release(lock, token).catch(() => {});
          throw error;
        });
        if (isAcquired && signal?.aborted) await release(lock, token);
        else if (isAcquired) return createLease(lock, token, askedAt + ttlMs);
        // Too short to be interrupted. Listeners on a signal that many locks share would trigger Node's leak warning.
        else await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random())));
      }
    },
    refused({ lock, token }) {
      losses.get(token)?.();
      const message = `the lease of ${lock} was lost: another process may have taken over`;
      return new ConnectorError(message, { code: "lease_lost", retryable: true });
    },
  };

  function createLease(lock: string, token: string, firstEnd: number): Lease {
    const loss = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      clearTimeout(timer);
      losses.delete(token);
    };
    const lose = () => {
      end();
      loss.abort(new Error("the lease was lost"));
    };
    /** By this process's own clock, which ends a lease before the server does. */
    const endAt = (time: number) => {
      clearTimeout(timer);
      timer = setTimeout(lose, Math.max(0, time - performance.now()));
      // A lease alone must not keep a process running. Browsers have numbers in place of objects.
      if (typeof timer === "object") timer.unref();
    };
    losses.set(token, lose);
    endAt(firstEnd);
    return {
      fence: { lock, token },
      signal: loss.signal,
      async renew(ttlMs) {
        assertTtl(ttlMs);
        if (!losses.has(token)) return false;
        const askedAt = performance.now();
        const isHeld = (await renew(lock, token, Math.ceil(ttlMs))) && losses.has(token);
        if (isHeld) endAt(askedAt + ttlMs);
        else lose();
        return isHeld;
      },
      async release() {
        end();
        await release(lock, token);
      },
    };
  }
}

function assertTtl(ttlMs: number): void {
  if (ttlMs > 0 && ttlMs <= longestTtlMs) return;
  const range = `above 0 and at most ${longestTtlMs}`;
  throw new ConfigurationError(`the ttlMs of a lock must be a number ${range}, but it is ${ttlMs}`);
}

/** How a server's client fails. */
export interface ServerErrors {
  server: string;
  /** Whether the error passes by itself. */
  isTransient(error: unknown): boolean;
  /** Short, and quotes no value. */
  reasonOf(error: unknown): string;
}

/**
 * The outcome of work at a server. What fails for the moment throws `ConnectorError` with the code `store_unavailable`, all else
 * `ConfigurationError`. Messages quote no value, which may hold a person's data.
 */
export async function atServer<T>(
  { server, isTransient, reasonOf }: ServerErrors,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (ConnectorError.isInstance(cause)) throw cause;
    const reason = reasonOf(cause);
    // Not the client's own error as the cause: it carries the command with its values, and loggers print causes.
    if (!isTransient(cause)) throw new ConfigurationError(`could not ${what}: ${server} refused it: ${reason}`);
    const message = `could not ${what}: ${server} is unavailable for the moment: ${reason}`;
    throw new ConnectorError(message, { code: "store_unavailable", retryable: true });
  }
}

/** Values are JSON texts. */
export function assertText(store: string, key: string, value: unknown): asserts value is string {
  if (typeof value !== "string") throw new ConfigurationError(`${key}: ${store} can only keep strings`);
}

/**
 * A key as servers can keep it: backslashes, braces, NUL and halves of surrogate pairs become `\` and four hexadecimal digits. The start
 * of a key becomes the start of its escaped form.
 */
export function escapeKey(key: string): string {
  return key.replace(/[\\{}\0]|\p{Surrogate}/gu, (one) => `\\${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function unescapeKey(escaped: string): string {
  return escaped.replace(/\\([0-9a-f]{4})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}
