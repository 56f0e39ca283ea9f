import { toBase64 } from "./formats/files";

/** Redacts secrets in texts and plain data. */
export interface Redactor {
  add(secret: string): void;
  text(value: string): string;
  /** The same data with every text in it redacted, keys included. */
  data<T>(value: T): T;
}

const mask = "[redacted]";

/** Redacts each secret in its usual spellings: as it is, URL-encoded, in JSON, in base64 (alone and beside other text, as in Basic). */
export function createRedactor(secrets: Iterable<string> = []): Redactor {
  const spellings = new Set<string>();
  let ordered: string[] = [];

  const add = (secret: string) => {
    if (secret.length < shortestSecret) return;
    for (const spelling of [...spellingsOf(secret), ...spellingsOf(secret.trim())]) {
      if (spelling.length >= shortestSecret) spellings.add(spelling);
    }
    // The longest first: a secret that contains another one is redacted completely.
    ordered = [...spellings].sort((a, b) => b.length - a.length);
  };
  for (const secret of secrets) add(secret);

  const text = (value: string) => {
    let result = value;
    for (const spelling of ordered) if (result.includes(spelling)) result = result.replaceAll(spelling, mask);
    return result;
  };
  const visit = (value: unknown, seen: object[]): unknown => {
    if (typeof value === "string") return text(value);
    if (typeof value !== "object" || value === null) return value;
    if (seen.includes(value)) return "[circular]";
    const below = [...seen, value];
    if (Array.isArray(value)) return value.map((entry) => visit(entry, below));
    if ("toJSON" in value && typeof value.toJSON === "function") return visit(value.toJSON(), below);
    // The message of an error is not an enumerable property.
    const own = value instanceof Error ? { ...value, name: value.name, message: value.message } : value;
    return Object.fromEntries(Object.entries(own).map(([key, entry]) => [text(key), visit(entry, below)]));
  };
  return { add, text, data: <T>(value: T) => visit(value, []) as T };
}

/** Shorter ones would redact ordinary text. */
const shortestSecret = 4;

function spellingsOf(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ "": secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    unpaddedBase64(bytes),
    ...[0, 1, 2].map((offset) => base64Within(bytes, offset)).filter((spelling) => spelling.length >= shortestWithin),
  ];
}

/** Shorter pieces of base64 could occur in other texts by chance. */
const shortestWithin = 8;

/** The characters that belong to the secret alone where it is encoded after `offset` other bytes (modulo three). */
function base64Within(bytes: Uint8Array, offset: number): string {
  const padded = new Uint8Array(offset + bytes.length);
  padded.set(bytes, offset);
  const [from, to] = [Math.ceil((offset * 8) / 6), Math.floor((padded.length * 8) / 6)];
  return unpaddedBase64(padded).slice(from, to);
}

function unpaddedBase64(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/=+$/, "");
}
