/** A SHA-256 digest in hexadecimal. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A hash of plain data that does not depend on the order of its keys. */
export function contentHash(item: unknown): Promise<string> {
  return sha256(JSON.stringify(item, (_, value) => (isPlainRecord(value) ? sorted(value) : value)) ?? "");
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function isPlainRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether JSON holds a value completely: only texts, finite numbers, booleans, nulls, lists and plain objects. */
export function isPlainData(value: unknown, above: object[] = []): boolean {
  if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || above.includes(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== null && prototype !== Object.prototype) return false;
  const below = [...above, value];
  return Object.values(value).every((entry) => isPlainData(entry, below));
}
