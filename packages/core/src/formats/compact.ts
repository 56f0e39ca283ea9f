/** An object whose absent fields are left out. */
export type Compact<T> = { [K in keyof T]?: Exclude<T[K], null | undefined> };

/** Leaves out what is absent: undefined, null, blank texts, empty lists. Other texts are trimmed. */
export function compact<T extends object>(fields: T): Compact<T> {
  const entries = Object.entries(fields)
    .map(([key, value]) => [key, typeof value === "string" ? value.trim() : value] as const)
    .filter(([, value]) => value !== undefined && value !== null && value !== "" && !isEmptyList(value));
  return Object.fromEntries(entries) as Compact<T>;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
