import { ConfigurationError } from "../errors";

/** `CryptoKey`, by a name that Node's own types have without those of browsers, too. */
type AesKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** What a store is encrypted with: a `CryptoKey` for AES-GCM that may encrypt and decrypt, 32 bytes, or the base64 of 32 bytes. */
export type EncryptionKey = AesKey | Uint8Array | string;

/**
 * Checks a key now, and answers how to get at it when it is needed. Throws `ConfigurationError` for one that does not fit,
 * which is never told.
 */
export function prepareKey(key: EncryptionKey): () => Promise<AesKey> {
  if (globalThis.crypto?.subtle === undefined) {
    throw new ConfigurationError("encryptedStore needs WebCrypto, which browsers have on pages of https alone");
  }
  if (isUsableKey(key)) return async () => key;
  const bytes = typeof key === "string" ? fromBase64(key) : key;
  if (!(bytes instanceof Uint8Array) || bytes.length !== keyLength) {
    throw new ConfigurationError(
      `encryptedStore expected as its key ${keyLength} bytes, their base64, or a CryptoKey for AES-GCM with the usages encrypt and decrypt`,
    );
  }
  // Its own copy: the caller may wipe the bytes.
  const copy = new Uint8Array(bytes);
  let imported: Promise<AesKey> | undefined;
  return () => {
    imported ??= crypto.subtle.importKey("raw", copy, "AES-GCM", false, ["encrypt", "decrypt"]);
    return imported;
  };
}

const keyLength = 32;

function isUsableKey(key: unknown): key is AesKey {
  if (typeof key !== "object" || key === null || !("algorithm" in key) || !("usages" in key)) return false;
  const { algorithm, usages } = key as AesKey;
  return algorithm?.name === "AES-GCM" && usages?.includes("encrypt") && usages.includes("decrypt");
}

/** Null for what is no base64; the line's end that tools print does no harm. */
function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
