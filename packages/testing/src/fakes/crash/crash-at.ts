import type { Store } from "@hrflow-connectors/core";

type Send = (request: Request) => Promise<Response>;

/** A process that dies at a given moment. */
export interface Crash {
  fetch: Send;
  store: Store;
  /** Settles when the moment has come; nothing of what was under way settles after it. */
  died: Promise<"died">;
}

/**
 * Has everything after the `point`-th moment never happen, as if the process had been killed there. Moments are, in the order
 * of a run: before a request reaches the vendor, after the vendor acted and before its answer arrives, before a value is in the
 * store, and after it.
 */
export function crashAt(point: number, world: { fetch: Send; store: Store }): Crash {
  let moment = 0;
  let isDead = false;
  let die: (outcome: "died") => void = () => {};
  const died = new Promise<"died">((resolve) => {
    die = resolve;
  });
  const pass = async () => {
    moment += 1;
    if (moment === point) {
      isDead = true;
      die("died");
    }
    if (isDead) await new Promise(() => {});
  };
  const { store } = world;
  return {
    died,
    async fetch(request) {
      await pass();
      const response = await world.fetch(request);
      await pass();
      return response;
    },
    store: {
      getItem: async (key) => (isDead ? new Promise(() => {}) : store.getItem(key)),
      async setItem(key, value) {
        await pass();
        await store.setItem(key, value);
        await pass();
      },
      removeItem: (key) => store.removeItem(key),
    },
  };
}
