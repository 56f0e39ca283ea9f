import type { Store } from "@hrflow-connectors/core";

type Send = (request: Request) => Promise<Response>;

/** A simulated process that crashes. */
export interface Crash {
  fetch: Send;
  store: Store;
  /** Resolves at the crash. Pending requests and store writes never settle after it. */
  died: Promise<"died">;
}

/**
 * Wraps a `fetch` and a store so that everything stops at the given crash point, as if the process were killed there.
 *
 * Crash points are counted from 1, in the order of the run. Each request has two: before the vendor receives it, and after
 * the vendor acted but before the response arrives. Each write to the store has two: before and after it.
 */
export function crashAt(point: number, { fetch, store }: { fetch: Send; store: Store }): Crash {
  let passed = 0;
  let isDead = false;
  let die: (outcome: "died") => void = () => {};
  const died = new Promise<"died">((resolve) => {
    die = resolve;
  });
  const never = () => new Promise<never>(() => {});
  const pass = async () => {
    passed += 1;
    if (passed === point) {
      isDead = true;
      void quiet().then(() => {
        endTurns();
        die("died");
      });
    }
    if (isDead) await never();
  };
  return {
    died,
    async fetch(request) {
      await pass();
      const response = await fetch(request);
      await pass();
      return response;
    },
    store: {
      getItem: async (key) => (isDead ? never() : store.getItem(key)),
      async setItem(key, value) {
        await pass();
        await store.setItem(key, value);
        await pass();
      },
      removeItem: (key) => store.removeItem(key),
    },
  };
}

/** Before a test fakes it. */
const nextTurn = globalThis.setImmediate ?? ((call: () => void) => setTimeout(call));

/** Resolves once what else the process was doing has come to its next request or store operation, which never settles. */
async function quiet(): Promise<void> {
  for (let turns = 0; turns < 8; turns++) {
    // Another thread computes digests, in the order of the calls: those under way are done when this one is.
    await crypto.subtle.digest("SHA-256", new Uint8Array());
    await new Promise<void>((resolve) => void nextTurn(resolve));
  }
}

/**
 * Ends the turns and the rate limits that core keeps for all its copies in this process, as the death of a process does. For tests that
 * simulate a death by a request that never settles.
 */
export function endTurns(): void {
  for (const name of ["turns", "rate-limiters"]) {
    const kept = (globalThis as Record<symbol, unknown>)[Symbol.for(`hrflow-connectors.${name}.v1`)];
    if (kept instanceof Map) kept.clear();
  }
}
