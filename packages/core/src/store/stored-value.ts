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
  const text = JSON.stringify(value);
  await asConfigurationFault(`save ${key} in the store`, () => store.setItem(key, text), text);
}

export async function removeValue(store: Store, key: string): Promise<void> {
  await asConfigurationFault(`remove ${key} from the store`, () => store.removeItem(key));
}

/** A store may repeat the value that it could not keep, which can hold a person's data. */
async function asConfigurationFault<T>(what: string, work: () => T, value = ""): Promise<Awaited<T>> {
  try {
    return await work();
  } catch (error) {
    const said = error instanceof Error ? error.message : "unknown reason";
    const reason = value === "" ? said : said.replaceAll(value, "the value");
    throw new ConfigurationError(`could not ${what}: ${reason}`, { cause: error });
  }
}
