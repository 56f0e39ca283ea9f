import type { Fence, Lease, Store } from "../contract/shared";
import { AbortedError, ConnectorError } from "../errors";
import { propertyOf } from "../formats/values";
import { asAbortSignal, onAbort, type StopSignal } from "../stop";
import { storeError } from "./state";

/** Proof that this process still holds a key. */
export interface Held {
  /** Throws `ConnectorError` once the lease is lost: no request may start then, and nothing may be saved. */
  check(): void;
}

/** The error of a lock that was lost; undefined as long as it is held. */
export function lossOf({ check }: Held): Error | undefined {
  try {
    check();
  } catch (error) {
    return error as Error;
  }
  return undefined;
}

/** Short, so that what a dead process held is free soon. Renewed while the work goes on. */
const leaseMs = 60_000;

/** A lease that cannot be renewed is given up this long before its end, for a request under way. */
const marginMs = 10_000;

/** By key, whichever store object is used, and shared with another copy of this package. */
const chains: Map<string, Promise<unknown>> = (() => {
  const registry = globalThis as Record<symbol, unknown>;
  const key = Symbol.for("hrflow-connectors.turns.v1");
  registry[key] ??= new Map<string, Promise<unknown>>();
  return registry[key] as Map<string, Promise<unknown>>;
})();

/**
 * What runs under a lock. What it writes to `fenced`, the same store, is refused once the lock is lost, if the store's leases have a
 * fence: also when this process has not noticed the loss.
 */
type LockedWork<S, T> = (held: Held, fenced: S) => Promise<T>;

/**
 * Runs work with the same key one after the other: within this process, and across processes if the store can lock. Throws
 * the error of a store that cannot be locked, `AbortedError` if the signal ends the wait.
 */
export function withLock<T, S extends Store | undefined>(
  store: S,
  key: string,
  work: LockedWork<S, T>,
  signal?: StopSignal,
): Promise<T> {
  let hasBegun = false;
  const begin: LockedWork<S, T> = (held, fenced) => {
    if (signal?.aborted) throw stoppedWaiting();
    hasBegun = true;
    return work(held, fenced);
  };
  const turn = (chains.get(key) ?? Promise.resolve()).then(() => locked(store, key, begin, signal));
  // Whoever stops waiting keeps its place in the chain: others still wait for those before it.
  const settled = new Promise<void>((resolve) => {
    const end = () => {
      resolve();
      if (chains.get(key) === settled) chains.delete(key);
    };
    const cancel = signal ? onAbort(signal, () => void setTimeout(end, patienceMs)) : () => {};
    const endTurn = () => {
      cancel();
      end();
    };
    turn.then(endTurn, endTurn);
  });
  chains.set(key, settled);
  return signal ? unlessStopped(turn, signal, () => hasBegun) : turn;
}

/** How long a turn may go on once its run was stopped: work that ignores the signal must not block other runs forever. */
const patienceMs = 1_000;

/** The outcome of a turn, unless the signal ends the wait for it. A turn that has begun ends by itself. */
function unlessStopped<T>(turn: Promise<T>, signal: StopSignal, hasBegun: () => boolean): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      if (!hasBegun()) reject(stoppedWaiting());
    };
    const cancel = onAbort(signal, stop);
    if (signal.aborted) stop();
    turn.then(resolve, reject);
    turn.then(cancel, cancel);
  });
}

function stoppedWaiting(): AbortedError {
  return new AbortedError("the run was stopped while it waited for another one");
}

async function locked<T, S extends Store | undefined>(
  store: S,
  key: string,
  work: LockedWork<S, T>,
  signal: StopSignal | undefined,
): Promise<T> {
  if (signal?.aborted) throw stoppedWaiting();
  const lease = store?.lock ? await acquire(store, `${key}:lock`, signal) : null;
  if (!lease) return work({ check: () => {} }, store);
  const { held, lose, end } = keep(lease, key);
  try {
    return await work(held, store && lease.fence ? withFence(store, lease.fence, lose) : store);
  } finally {
    end();
    // Not awaited: a release that hangs must not hide what was created. A lease that is not released expires.
    void Promise.resolve()
      .then(() => lease.release())
      .catch(() => undefined);
  }
}

/** The same store, whose writes carry a fence. `lose` is called for a write that was refused, and returns its error. */
function withFence<S extends Store>(store: S, fence: Fence, lose: () => Error): S {
  const unlessLost = async (write: () => unknown) => {
    try {
      return await write();
    } catch (error) {
      throw propertyOf(error, "code") === "lease_lost" ? lose() : error;
    }
  };
  const { getKeys, lock } = store;
  return {
    getItem: (key) => store.getItem(key),
    setItem: (key, value) => unlessLost(() => store.setItem(key, value, { fence })),
    removeItem: (key) => unlessLost(() => store.removeItem(key, { fence })),
    ...(getKeys ? { getKeys: getKeys.bind(store) } : {}),
    ...(lock ? { lock: lock.bind(store) } : {}),
  } satisfies Store as S;
}

/** Renews a lease until its end. */
function keep(lease: Lease & { renewable: boolean }, key: string): { held: Held; lose(): Error; end(): void } {
  let expiresAt = performance.now() + leaseMs;
  let isLost = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const renew = async () => {
    const askedAt = performance.now();
    const isRenewed = await Promise.resolve(lease.renew(leaseMs)).catch(() => null);
    if (isRenewed === false) isLost = true;
    if (isRenewed === true) expiresAt = askedAt + leaseMs;
    if (!isLost) schedule();
  };
  // A renewal that fails is tried again: the lease holds until it expires.
  const schedule = () => {
    timer = setTimeout(() => void renew(), leaseMs / 3);
  };
  if (lease.renewable) schedule();
  const lost = () => {
    const message = `the lock of ${key} was lost: another process may have taken over`;
    return new ConnectorError(message, { code: "lease_lost", retryable: true });
  };
  return {
    held: {
      check() {
        if (isLost || lease.signal?.aborted || performance.now() >= expiresAt - marginMs) throw lost();
      },
    },
    lose() {
      isLost = true;
      return lost();
    },
    end: () => clearTimeout(timer),
  };
}

async function acquire(
  store: Store | undefined,
  key: string,
  signal: StopSignal | undefined,
): Promise<(Lease & { renewable: boolean }) | null> {
  try {
    const granted = await store?.lock?.(key, leaseMs, signal && asAbortSignal(signal));
    if (!granted) return null;
    if (typeof granted !== "function") {
      return {
        renewable: true,
        renew: (ttlMs) => granted.renew(ttlMs),
        release: () => granted.release(),
        ...(granted.signal ? { signal: granted.signal } : {}),
        ...(granted.fence ? { fence: granted.fence } : {}),
      };
    }
    return { renewable: false, renew: async () => false, release: async () => void (await granted()) };
  } catch (error) {
    if (signal?.aborted) throw stoppedWaiting();
    const reason = error instanceof Error ? error.message : "unknown reason";
    throw storeError(`could not lock ${key}: ${reason}`, error);
  }
}
