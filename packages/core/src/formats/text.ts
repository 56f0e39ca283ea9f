/** A text without blanks around it; undefined when nothing is left, or when it is no text. */
export function trimmed(value: unknown): string | undefined {
  return typeof value === "string" ? value.trim() || undefined : undefined;
}

/** The texts that are there, trimmed, each once, in order. */
export function distinct(values: Iterable<unknown>): string[] {
  const texts = Array.from(values, trimmed).filter((text) => text !== undefined);
  return [...new Set(texts)];
}
