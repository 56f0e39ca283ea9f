import type { Store } from "../contract/v1";
import { ConfigurationError } from "../errors";
import { toBase64 } from "../formats/base64";
import { type EncryptionKey, prepareKey } from "./encryption-key";

/** What stands in the store in place of a value, as JSON. */
interface Envelope {
  encrypted: "v1";
  /** 96 bits, new for each value, in base64. */
  nonce: string;
  /** The ciphertext with its tag of 128 bits, in base64. */
  data: string;
}

/**
 * Encrypts what another store keeps, with AES-GCM. Keys stay as they are: they hold no secret. A value is bound to its key, so
 * that it cannot be put in another's place. Throws `ConfigurationError` for a key that does not fit, and from `getItem` for a
 * value that cannot be decrypted: under another key, changed, or never encrypted. Wrap a store once and share the wrapper:
 * runs that share it take turns.
 *
 * @example
 * const store = encryptedStore(createFileStore({ directory: ".state" }), key);
 */
export function encryptedStore(store: Store, key: EncryptionKey): Store {
  const cryptoKey = prepareKey(key);
  return {
    async getItem(name) {
      const stored = (await store.getItem(name)) ?? null;
      return stored === null ? null : decrypt(await cryptoKey(), name, envelopeIn(stored, name));
    },
    async setItem(name, value) {
      if (typeof value !== "string") throw new ConfigurationError(`${name}: encryptedStore keeps texts alone`);
      return store.setItem(name, JSON.stringify(await encrypt(await cryptoKey(), name, value)));
    },
    removeItem: (name) => store.removeItem(name),
    ...(store.lock ? { lock: store.lock.bind(store) } : {}),
  };
}

type Key = Awaited<ReturnType<ReturnType<typeof prepareKey>>>;

async function encrypt(key: Key, name: string, value: string): Promise<Envelope> {
  const nonce = crypto.getRandomValues(new Uint8Array(nonceLength));
  const data = await crypto.subtle.encrypt(settings(nonce, name), key, new TextEncoder().encode(value));
  return { encrypted: version, nonce: toBase64(nonce), data: toBase64(new Uint8Array(data)) };
}

async function decrypt(key: Key, name: string, { nonce, data }: Envelope): Promise<string> {
  try {
    const value = await crypto.subtle.decrypt(settings(fromBase64(nonce), name), key, fromBase64(data));
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(value);
  } catch (cause) {
    throw new ConfigurationError(
      `${name} in the store cannot be decrypted: it was encrypted under another key or for another item, or was changed`,
      { cause },
    );
  }
}

const version = "v1";
const nonceLength = 12;

function settings(nonce: Uint8Array<ArrayBuffer>, name: string) {
  const additionalData = new TextEncoder().encode(`hrflow-connectors:encrypted:${version}:${name}`);
  return { name: "AES-GCM", iv: nonce, additionalData, tagLength: 128 };
}

/** A store may hand back the text, or what it parsed out of it. The words of what is no envelope are told to nobody. */
function envelopeIn(stored: unknown, name: string): Envelope {
  const value = typeof stored === "string" ? parse(stored) : stored;
  if (typeof value !== "object" || value === null || !("encrypted" in value)) {
    throw new ConfigurationError(
      `${name} in the store is not encrypted, as if it was written before encryption was switched on: remove it, or write it again through the encrypted store`,
    );
  }
  const { encrypted, nonce, data } = value as Partial<Record<string, unknown>>;
  if (encrypted !== version || typeof nonce !== "string" || typeof data !== "string") {
    throw new ConfigurationError(
      `${name} in the store is not encrypted in the way that this version reads (${version})`,
    );
  }
  return { encrypted, nonce, data };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
