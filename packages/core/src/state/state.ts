import type { Store } from "../contract/state";
import { AbortedError, ConfigurationError } from "../errors";
import { onAbort } from "../stop";

const prefix = "hrflow-connectors:v1";

/** The key of a workflow's cursor. */
export const cursorKey = (workflowId: string) => `${prefix}:workflow:${encodeURIComponent(workflowId)}:cursor`;

/** The key of a workflow's last result. */
export const resultKey = (workflowId: string) => `${prefix}:workflow:${encodeURIComponent(workflowId)}:result`;

/** The key of the delivery of one item to one account, both as one hash. */
export const deliveryKey = (connector: string, action: string, itemHash: string) =>
  `${prefix}:delivery:${connector}:${action}:${itemHash}`;

/** The key of the tokens that one client got from one host for one grant, the grant as a hash. */
export const tokenKey = (host: string, clientId: string, grantHash: string) =>
  `${prefix}:token:${host}:${encodeURIComponent(clientId)}:${grantHash}`;

/** The key of the number of items that failed in a run. */
export const deadLettersKey = (runId: string) => `${prefix}:dead-letters:${encodeURIComponent(runId)}`;

/** The key of one of them, counted from 1. */
export const deadLetterKey = (runId: string, number: number) => `${deadLettersKey(runId)}:${number}`;

/** A store that ends with the process: for tests, and for state that need not outlast it. */
export function createMemoryStore(): Store {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      items.set(key, value);
    },
    removeItem: (key) => {
      items.delete(key);
    },
  };
}

/** Reads a JSON value; null if it is absent. Stores may return texts as they are, or parsed. */
export async function readValue(store: Store, key: string): Promise<unknown> {
  const value = await asConfigurationError(`read ${key} from the store`, () => store.getItem(key));
  if (typeof value !== "string") return value ?? null;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

export async function writeValue(store: Store, key: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value);
  await asConfigurationError(`save ${key} in the store`, () => store.setItem(key, text), text);
}

export async function removeValue(store: Store, key: string): Promise<void> {
  await asConfigurationError(`remove ${key} from the store`, () => store.removeItem(key));
}

/** A store's error may quote the value that it could not save, which can hold a person's data. */
async function asConfigurationError<T>(what: string, work: () => T, value = ""): Promise<Awaited<T>> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : "unknown reason";
    const reason = value === "" ? message : message.replaceAll(value, "the value");
    throw new ConfigurationError(`could not ${what}: ${reason}`, { cause: error });
  }
}

const chains = new WeakMap<object, Map<string, Promise<unknown>>>();

/** Long enough for a token request with its retries. */
const lockMs = 6 * 60_000;

/**
 * Runs work with the same key one after the other: within this process for those that share `owner`, and across processes if the
 * store can lock. Throws `ConfigurationError` if the store cannot be locked, `AbortedError` if the signal ends the wait.
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
    // Whoever stops waiting keeps its place in the chain: others still wait for those before it.
    void settled.then(() => chain.get(key) === settled && chain.delete(key));
  }
}

/** The outcome of a turn, unless the signal ends the wait for it. A turn that has begun ends by itself. */
function unlessStopped<T>(turn: Promise<T>, signal: AbortSignal, hasBegun: () => boolean): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      if (!hasBegun()) reject(stoppedWaiting());
    };
    const cancel = onAbort(signal, stop);
    if (signal.aborted) stop();
    turn.then(resolve, reject).finally(cancel);
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
    const reason = error instanceof Error ? error.message : "unknown reason";
    throw new ConfigurationError(`could not lock ${key}: ${reason}`, { cause: error });
  }
}
