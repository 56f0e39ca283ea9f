import { sha256 } from "../hashing/sha256";

/** A hash of plain data that does not depend on the order of its keys. */
export function contentHash(item: unknown): Promise<string> {
  return sha256(JSON.stringify(item, (_, value) => (isRecord(value) ? sorted(value) : value)) ?? "");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
