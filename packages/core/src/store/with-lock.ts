import type { Store } from "../contract/v1";
import { AbortedError, ConfigurationError } from "../errors";
import { onAbort } from "../signals/on-abort";

const chains = new WeakMap<object, Map<string, Promise<unknown>>>();

/** Long enough for a token request with its retries. */
const lockMs = 6 * 60_000;

/**
 * Has works with the same key take turns: those that share `owner` within this process, and across processes when the
 * store can lock. Throws `ConfigurationError` when the store cannot be locked, `AbortedError` when the signal ends the wait.
 */
export async function withLock<T>(
  owner: object,
  store: Store | undefined,
  key: string,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const chain = chains.get(owner) ?? new Map<string, Promise<unknown>>();
  chains.set(owner, chain);
  let hasBegun = false;
  const begin = () => {
    if (signal?.aborted) throw stoppedWaiting();
    hasBegun = true;
    return work();
  };
  const turn = (chain.get(key) ?? Promise.resolve()).then(() => locked(store, key, begin, signal));
  const settled = turn.catch(() => undefined);
  chain.set(key, settled);
  try {
    return await (signal ? unlessStopped(turn, signal, () => hasBegun) : turn);
  } finally {
    // Whoever stops waiting leaves its place in the chain: others still wait for those before it.
    void settled.then(() => chain.get(key) === settled && chain.delete(key));
  }
}

/** The outcome of a turn, unless the signal ends the wait for it. A turn that has begun ends by itself. */
function unlessStopped<T>(turn: Promise<T>, signal: AbortSignal, hasBegun: () => boolean): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      if (!hasBegun()) reject(stoppedWaiting());
    };
    const forget = onAbort(signal, stop);
    if (signal.aborted) stop();
    turn.then(resolve, reject).finally(forget);
  });
}

function stoppedWaiting(): AbortedError {
  return new AbortedError("the run was stopped while it waited for another one");
}

async function locked<T>(
  store: Store | undefined,
  key: string,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal?.aborted) throw stoppedWaiting();
  const release = await acquire(store, `${key}:lock`, signal);
  try {
    return await work();
  } finally {
    // A lock that cannot be released ends by its time to live; what was done stays done.
    await Promise.resolve()
      .then(release)
      .catch(() => undefined);
  }
}

async function acquire(store: Store | undefined, key: string, signal: AbortSignal | undefined): Promise<() => unknown> {
  try {
    return (await store?.lock?.(key, lockMs, signal)) ?? (() => undefined);
  } catch (error) {
    if (signal?.aborted) throw stoppedWaiting();
    throw new ConfigurationError(
      `could not lock ${key}: ${error instanceof Error ? error.message : "unknown reason"}`,
      {
        cause: error,
      },
    );
  }
}
