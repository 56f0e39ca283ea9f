import type { Store } from "../contract/v1";
import { ConfigurationError } from "../errors";

/** Reads a JSON value. Stores may hand texts back as they are, or parsed; what is not there is null. */
export async function readValue(store: Store, key: string): Promise<unknown> {
  const value = await asConfigurationFault(`read ${key} from the store`, () => store.getItem(key));
  if (typeof value !== "string") return value ?? null;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

export async function writeValue(store: Store, key: string, value: unknown): Promise<void> {
  await asConfigurationFault(`save ${key} in the store`, () => store.setItem(key, JSON.stringify(value)));
}

export async function removeValue(store: Store, key: string): Promise<void> {
  await asConfigurationFault(`remove ${key} from the store`, () => store.removeItem(key));
}

async function asConfigurationFault<T>(what: string, work: () => T): Promise<Awaited<T>> {
  try {
    return await work();
  } catch (error) {
    throw new ConfigurationError(`could not ${what}: ${error instanceof Error ? error.message : "unknown reason"}`, {
      cause: error,
    });
  }
}
