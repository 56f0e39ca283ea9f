import type { FakeCall, FakeOptions } from "./fake-types";

/** Returns the fake's clock: the given one or `Date.now`, plus the skew. */
export function clockOf({ now = () => Date.now(), clockSkewMs = 0 }: FakeOptions): () => number {
  return () => now() + clockSkewMs;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that databases refuse
const refusedCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]|\p{Surrogate}/u;

/**
 * Returns the path of the first text of a request that a strict vendor refuses: one with a control character, other than tabs
 * and line ends, or with a lone surrogate.
 */
export function findRefusedText({ query, json, form }: Pick<FakeCall<unknown>, "query" | "json" | "form">) {
  for (const [name, value] of query) if (refusedCharacter.test(name + value)) return name;
  for (const [name, part] of form ?? []) {
    if (refusedCharacter.test(name) || refusedCharacter.test(typeof part === "string" ? part : part.name)) return name;
  }
  return findIn(json, "");
}

function findIn(value: unknown, path: string): string | undefined {
  if (typeof value === "string") return refusedCharacter.test(value) ? path || "body" : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const innerPath = path === "" ? name : `${path}.${name}`;
    const found = refusedCharacter.test(name) ? innerPath : findIn(inner, innerPath);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Returns a name as a strict vendor stores it: composed, stripped, and with single blanks. So does Rails' `squish`. */
export function squish(name: string): string {
  return name.normalize("NFC").replace(/\s+/g, " ").trim();
}
