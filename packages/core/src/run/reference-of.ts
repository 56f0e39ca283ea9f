/** What people know an item by: its own reference, else its key, else its id. */
function referenceOf(item: unknown): string | null {
  if (typeof item !== "object" || item === null) return null;
  const { reference, key, id } = item as Record<string, unknown>;
  for (const value of [reference, key, id]) {
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return null;
}

/** What an item is known by at its origin. An origin that cannot say so does no harm. */
export function referenceBy(ofOrigin: (item: unknown) => string | null = referenceOf) {
  return (item: unknown): string | null => {
    try {
      return ofOrigin(item) ?? null;
    } catch {
      return null;
    }
  };
}
