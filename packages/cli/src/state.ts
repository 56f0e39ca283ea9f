import { pruneStore, type Store } from "@hrflow-connectors/core";
import type { LoadedConfig } from "./load-config";
import { UsageError } from "./usage-error";

/** How core's keys begin, before their kind. */
const prefix = "hrflow-connectors:v1:";

/** How many values of each kind the store keeps, such as `{ delivery: 12, workflow: 2 }`. */
export async function countState(loaded: LoadedConfig): Promise<Record<string, number>> {
  const keys = await listingStore(loaded).getKeys(prefix);
  if (!Array.isArray(keys))
    throw new UsageError("the store's getKeys does not return a list of keys. Use another store.");
  const counts: Record<string, number> = {};
  for (const key of keys) {
    // Some stores list more than they are asked for.
    if (typeof key !== "string" || !key.startsWith(prefix)) continue;
    const kind = key.slice(prefix.length).split(":")[0] ?? "";
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort());
}

/** Removes what was last written longer ago, in milliseconds. Returns how many values were removed. */
export function pruneState(loaded: LoadedConfig, olderThanMs: number, unfinished: boolean): Promise<number> {
  return pruneStore(listingStore(loaded), { olderThan: new Date(Date.now() - olderThanMs), unfinished });
}

/** The store of a config. Throws `UsageError` for a config without a store. */
export function storeOf({ config: { store } }: LoadedConfig): Store {
  if (store) return store;
  throw new UsageError("there is no store, so nothing is remembered. Add `store` to the config, then run a workflow.");
}

/** The store of a config. Throws `UsageError` if there is none, or if it cannot list its keys. */
export function listingStore(loaded: LoadedConfig): Store & Required<Pick<Store, "getKeys">> {
  const store = storeOf(loaded);
  if (typeof store.getKeys === "function") return store as Store & Required<Pick<Store, "getKeys">>;
  throw new UsageError("the store cannot list its keys. Use a store that has getKeys.");
}
