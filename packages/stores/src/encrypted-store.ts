import { ConfigurationError, type Store } from "@hrflow-connectors/core";
import { toBase64 } from "@hrflow-connectors/core/formats";

/** `CryptoKey`, under a name that also exists where the types of browsers are missing. */
type AesKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** A `CryptoKey` for AES-GCM that can encrypt and decrypt, 32 bytes, or the base64 of 32 bytes. */
export type EncryptionKey = AesKey | Uint8Array | string;

/** The JSON that the wrapped store keeps in place of a value. */
interface Envelope {
  encrypted: "v1";
  /** 96 random bits, new for every write, in base64. */
  nonce: string;
  /** The ciphertext and its 128-bit tag, in base64. */
  data: string;
}

const version = "v1";
const keyLength = 32;
const nonceLength = 12;

/**
 * Encrypts the values of another store with AES-GCM. Keys stay readable, because they contain no secrets. A value is bound to
 * its key and cannot be moved to another one. Locks and the list of keys are those of the wrapped store.
 *
 * Throws `ConfigurationError` for an invalid key. `getItem` throws it for a value that cannot be decrypted: it was encrypted
 * with another key, modified, damaged, or never encrypted.
 *
 * @example
 * const store = encryptedStore(createFileStore({ directory: ".state" }), key);
 */
export function encryptedStore(store: Store, key: EncryptionKey): Store {
  const loadKey = prepareKey(key);
  return {
    async getItem(name) {
      const stored = (await store.getItem(name)) ?? null;
      return stored === null ? null : decrypt(await loadKey(), name, parseEnvelope(stored, name));
    },
    async setItem(name, value, options) {
      if (typeof value !== "string") throw new ConfigurationError(`${name}: encryptedStore can only keep strings`);
      return store.setItem(name, JSON.stringify(await encrypt(await loadKey(), name, value)), options);
    },
    removeItem: (name, options) => store.removeItem(name, options),
    ...(store.lock ? { lock: store.lock.bind(store) } : {}),
    ...(store.getKeys ? { getKeys: store.getKeys.bind(store) } : {}),
  };
}

/** Validates a key at once and imports it on first use. No error contains the key. */
function prepareKey(key: EncryptionKey): () => Promise<AesKey> {
  if (globalThis.crypto?.subtle === undefined) {
    throw new ConfigurationError("encryptedStore needs WebCrypto, which browsers only provide on HTTPS pages");
  }
  if (isAesKey(key)) return async () => key;
  const bytes = typeof key === "string" ? decodeKey(key) : key;
  if (!(bytes instanceof Uint8Array) || bytes.length !== keyLength) {
    throw new ConfigurationError(
      `the key of encryptedStore must be ${keyLength} bytes, their base64, or a CryptoKey for AES-GCM with the usages encrypt and decrypt`,
    );
  }
  // Copied, because the caller may erase the bytes.
  const copy = new Uint8Array(bytes);
  let imported: Promise<AesKey> | undefined;
  return () => {
    imported ??= crypto.subtle.importKey("raw", copy, "AES-GCM", false, ["encrypt", "decrypt"]);
    return imported;
  };
}

function isAesKey(key: unknown): key is AesKey {
  if (typeof key !== "object" || key === null || !("algorithm" in key) || !("usages" in key)) return false;
  const { algorithm, usages } = key as AesKey;
  return algorithm?.name === "AES-GCM" && usages?.includes("encrypt") && usages.includes("decrypt");
}

function decodeKey(text: string): Uint8Array | null {
  try {
    return fromBase64(text);
  } catch {
    return null;
  }
}

async function encrypt(key: AesKey, name: string, value: string): Promise<Envelope> {
  const nonce = crypto.getRandomValues(new Uint8Array(nonceLength));
  const data = await crypto.subtle.encrypt(cipher(nonce, name), key, new TextEncoder().encode(value));
  return { encrypted: version, nonce: toBase64(nonce), data: toBase64(new Uint8Array(data)) };
}

async function decrypt(key: AesKey, name: string, { nonce, data }: Envelope): Promise<string> {
  try {
    const value = await crypto.subtle.decrypt(cipher(fromBase64(nonce), name), key, fromBase64(data));
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(value);
  } catch (cause) {
    throw new ConfigurationError(
      `${name} in the store cannot be decrypted: it was modified, or encrypted with another key or for another item`,
      { cause },
    );
  }
}

function cipher(nonce: Uint8Array<ArrayBuffer>, name: string) {
  const additionalData = new TextEncoder().encode(`hrflow-connectors:encrypted:${version}:${name}`);
  return { name: "AES-GCM", iv: nonce, additionalData, tagLength: 128 };
}

/** Accepts a string, or an object from a store that parses JSON by itself. Errors never contain the unencrypted value. */
function parseEnvelope(stored: unknown, name: string): Envelope {
  const value = typeof stored === "string" ? parseJson(stored) : stored;
  if (typeof value !== "object" || value === null || !("encrypted" in value)) {
    throw new ConfigurationError(
      `${name} in the store is not encrypted: it is damaged, or was written before encryption was enabled. Restore it, write it again through the encrypted store, or remove it if what it remembers may be lost`,
    );
  }
  const { encrypted, nonce, data } = value as Partial<Record<string, unknown>>;
  if (encrypted !== version || typeof nonce !== "string" || typeof data !== "string") {
    throw new ConfigurationError(
      `${name} in the store has an encryption format that this version cannot read (it reads ${version})`,
    );
  }
  return { encrypted, nonce, data };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
