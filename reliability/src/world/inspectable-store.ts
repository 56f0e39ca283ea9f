import type { Store } from "@hrflow-connectors/core";

export interface InspectableStore extends Store {
  /** What it holds, as it was written. */
  contents: ReadonlyMap<string, string>;
}

/** A store that outlives the runs of a test, and shows what it holds. */
export function createInspectableStore(): InspectableStore {
  const contents = new Map<string, string>();
  return {
    contents,
    getItem: async (key) => contents.get(key) ?? null,
    setItem: async (key, value) => void contents.set(key, value),
    removeItem: async (key) => void contents.delete(key),
  };
}
