import { createHash } from "node:crypto";

/** In bytes. File systems allow 255, of which endings need a few. */
const longestName = 200;

/** Windows reserves these names, whatever their ending. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

/** How the names of the former form end. */
const formerEnding = /-[0-9a-f]{16}$/;

/**
 * The name of a key's files, without an ending. Usually the key itself, with everything but lowercase letters, digits and `._-`
 * percent-encoded, so that keys that differ only in case differ on every file system. A key that does not fit has a hashed name.
 */
export function nameOf(key: string): string {
  return readableName(key) ?? hashedName(key);
}

/** The key that a name was derived from. Null if the name is hashed, or not of a key. */
export function keyOf(name: string): string | null {
  const key = decode(name);
  return key !== null && readableName(key) === name ? key : null;
}

/** Whether a name is of the hashed form, from which the key cannot be read. */
export function isHashed(name: string): boolean {
  return /^[A-Za-z0-9_-]*~[0-9a-f]{64}$/.test(name);
}

/** The name that files had before keys could be listed. Such files are still read and removed, but no longer written. */
export function formerNameOf(key: string): string {
  const readable = key.replace(/[^A-Za-z0-9._-]+/g, "_").slice(0, 80);
  return `${readable}-${createHash("sha256").update(key).digest("hex").slice(0, 16)}`;
}

function readableName(key: string): string | null {
  if (key === "" || key.length > longestName || key.startsWith(".")) return null;
  const name = key.replace(/[^a-z0-9._-]/gu, (character) =>
    Buffer.from(character).toString("hex").replace(/../g, "%$&"),
  );
  const fits = name.length <= longestName && !reserved.test(name) && !formerEnding.test(name);
  // Half of a surrogate pair has no encoding.
  return fits && decode(name) === key ? name : null;
}

function decode(name: string): string | null {
  try {
    return decodeURIComponent(name);
  } catch {
    return null;
  }
}

/** A readable start for those who look into the folder, and a hash of the UTF-16 code units, which every key has. */
function hashedName(key: string): string {
  const readable = key.slice(0, 80).replace(/[^A-Za-z0-9_-]+/g, "_");
  return `${readable}~${createHash("sha256").update(key, "utf16le").digest("hex")}`;
}
