import type { Store } from "../contract/v1";

/** A store that lives as long as the process: for tests and for state that need not outlast it. */
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
