import { isDeepStrictEqual } from "node:util";
import type { Fence, Lease, Store } from "@hrflow-connectors/core";

/** What a store promises beside keeping values. */
export interface StoreSuiteOptions {
  /**
   * `"fenced"`: `lock` resolves to leases, and a write under a lease that was lost is refused. `"unfenced"`: to leases alone. `"none"`: the
   * store has no `lock`, and is for one process. Default `"fenced"`.
   */
  leases?: "fenced" | "unfenced" | "none" | undefined;
  /**
   * `"any"`: every text is a key. `"plain"`: only letters, digits and `:._-%`, of which core's keys consist, and they are listed by a start
   * that ends with a colon. Default `"any"`.
   */
  keys?: "any" | "plain" | undefined;
  /** Whether the store has `getKeys`. Default true. */
  listsKeys?: boolean | undefined;
  /** How many keys are listed. Default 1,200: more than one page of most stores. */
  manyKeys?: number | undefined;
  /** Length of the largest value. Default 4,000,000 characters. */
  largestValue?: number | undefined;
  /** How long the leases last that are left to expire, in milliseconds. Slow machines get more by themselves. Default 300. */
  leaseMs?: number | undefined;
  /** How long a lock that is free, or an operation without a server, may take, in milliseconds. Default 20,000. */
  patienceMs?: number | undefined;
  /** Damages what the store keeps under a key, without the store. Default: it stores text that is not JSON. */
  damage?: ((key: string) => unknown) | undefined;
  /** Takes the store's server away, for all its clients. Resolves to a function that brings it back with its data. Default: not tested. */
  disconnect?: (() => Promise<() => unknown>) | undefined;
}

/** Opens the store as a process does: another object with the same data. It need not be empty. */
export type OpenStore = () => Store | Promise<Store>;

/** A store under test. Each check has keys of its own. */
export interface StoreUnderTest {
  open: OpenStore;
  options: StoreSuiteOptions;
  /** Returns a function that gives keys with a start of their own, as core's have. */
  createKeys(): (name?: string) => string;
}

export function storeUnderTest(open: OpenStore, options: StoreSuiteOptions): StoreUnderTest {
  return {
    open,
    options,
    createKeys() {
      const start = `hrflow-connectors:v1:test-${crypto.randomUUID()}:`;
      return (name = "one") => `${start}${name}`;
    },
  };
}

/** Stores return texts as they are, or parsed. */
export async function readValue(store: Store, key: string): Promise<unknown> {
  const value = (await store.getItem(key)) ?? null;
  return typeof value === "string" ? JSON.parse(value) : value;
}

/** Returns a violation unless the store has the value. */
export async function unlessKept(store: Store, key: string, expected: unknown, name = brief(key)): Promise<string[]> {
  try {
    const value = await readValue(store, key);
    return isDeepStrictEqual(value, expected) ? [] : [`${name}: has ${brief(value)} in place of ${brief(expected)}`];
  } catch (error) {
    return [`${name}: cannot be read: ${explain(error)}`];
  }
}

export const save = async (store: Store, key: string, value: unknown, fence?: Fence) =>
  store.setItem(key, JSON.stringify(value), ...(fence ? [{ fence }] : []));

/** Takes a lock of a store whose locks are leases. */
export async function leaseOf(store: Store, key: string, ttlMs = 60_000, signal?: AbortSignal): Promise<Lease> {
  const lease = await store.lock?.(key, ttlMs, signal);
  if (lease === undefined) throw new Error("the store has no lock");
  if (typeof lease === "function") throw new Error("lock resolves to a bare release function, not to a lease");
  return lease;
}

/** What work comes to within so many milliseconds; `"pending"` if it takes longer. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | "pending"> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"pending">((resolve) => {
    timer = setTimeout(() => resolve("pending"), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the signal of a lost lease, if it has one, has not aborted in the end. */
export async function isUntold({ signal }: Lease, patienceMs: number): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while (signal && !signal.aborted && performance.now() < until) await pause(5);
  return signal !== undefined && !signal.aborted;
}

export const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

/** The error of work; null if it succeeds. */
export async function errorOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return null;
  } catch (error) {
    return error ?? new Error("nothing was thrown, as an error");
  }
}

export function explain(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${brief(error.message)}` : brief(error);
}

export function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 120)}… (${text.length} characters)` : text;
}
