import { toBase64 } from "./formats/files";
import { isError, messageOf, propertyOf } from "./formats/values";

/** Redacts secrets in texts and plain data. */
export interface Redactor {
  add(secret: string): void;
  text(value: string): string;
  /** The same data with the texts in it redacted. Keys stay: they are the structure. */
  data<T>(value: T): T;
}

const mask = "[redacted]";

/** Shorter ones would redact ordinary text. */
const shortestSecret = 4;

/** From this length, a secret is also recognized in other case: hexadecimal ids are the same in both. */
const shortestInAnyCase = 8;

/**
 * Redacts each secret in its usual spellings: as it is, URL-encoded, escaped in JSON, with HTML entities, each of these also several
 * times over; in hexadecimal; in base64 and base64url, alone and beside other text, as in Basic.
 */
export function createRedactor(secrets: Iterable<string> = []): Redactor {
  const plain = new Set<string>();
  /** Compiled when they are needed: many secrets are added at once, and most texts hold nothing that could be one. */
  let spellings: { all: Set<string>; lower: string[] } | undefined;
  let compiled: { usual: Replace; escaped: Replace } | undefined;

  const add = (secret: string) => {
    for (const text of [secret, secret.trim()]) {
      if (text.length < shortestSecret || plain.has(text)) continue;
      plain.add(text);
      spellings = undefined;
      compiled = undefined;
    }
  };
  for (const secret of secrets) add(secret);

  const text = (value: string) => {
    if (value.length < shortestSecret || plain.size === 0) return value;
    spellings ??= allSpellings(plain);
    if (isLiteral.test(value)) {
      const lower = value.toLowerCase();
      if (!spellings.lower.some((spelling) => lower.includes(spelling))) return value;
    }
    compiled ??= { usual: compile(spellings.all, false), escaped: compile(plain, true) };
    const result = compiled.usual(value);
    return escapedLetter.test(result) ? compiled.escaped(result) : result;
  };
  const above = new Set<object>();
  const visit = (value: unknown): unknown => {
    if (typeof value === "string") return text(value);
    if (typeof value !== "object" || value === null) return value;
    if (above.has(value)) return "[circular]";
    above.add(value);
    try {
      return visitObject(value);
    } catch {
      // A getter that throws, a revoked proxy, a structure that is too deep.
      return isError(value) ? text(messageOf(value)) : "[unreadable]";
    } finally {
      above.delete(value);
    }
  };
  const visitObject = (value: object): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if ("toJSON" in value && typeof value.toJSON === "function") return visit(value.toJSON());
    // The message of an error is not an enumerable property.
    if (!isError(value)) return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, visit(entry)]));
    // Key by key: on Node 20, spreading also reads properties that are not enumerable.
    const own = Object.keys(value).map((key) => [key, visit(propertyOf(value, key))] as const);
    return { ...Object.fromEntries(own), name: visit(propertyOf(value, "name")), message: text(messageOf(value)) };
  };
  return { add, text, data: <T>(value: T) => visit(value) as T };
}

/** Texts without a character that may begin an escape: a secret can only be in them as it is. */
const isLiteral = /^[\t\n\r -$'-*,-[\]-~]*$/;

function allSpellings(plain: Set<string>) {
  const all = new Set([...plain].flatMap(spellingsOf));
  return { all, lower: [...all].map((spelling) => spelling.toLowerCase()) };
}

type Replace = (value: string) => string;

/** Nearly nobody escapes letters and digits; looking for it in every text would take a hundred times longer. */
const escapedLetter = /%(25)*[3-7][0-9a-f]|\\u00[3-7]|(&|u0026)(amp;)*#/i;

/** Engines refuse patterns of some 100,000 characters; no secret is that long. */
const longestInPattern = 2_000;

/** How many make one pattern. */
const longestGroup = 50;

function compile(spellings: Set<string>, withAlphanumerics: boolean): Replace {
  // The longest first: a secret that contains another one is redacted completely.
  const ordered = [...spellings].sort((a, b) => b.length - a.length);
  const groups: Record<string, string[]> = { gi: [], g: [] };
  const steps: Replace[] = [];
  for (const spelling of ordered) {
    if (spelling.length > longestInPattern) steps.push((value) => value.replaceAll(spelling, mask));
    else groups[spelling.length < shortestInAnyCase ? "g" : "gi"]?.push(patternOf(spelling, withAlphanumerics));
  }
  for (const [flags, group] of Object.entries(groups)) {
    for (let start = 0; start < group.length; start += longestGroup) {
      const pattern = new RegExp(group.slice(start, start + longestGroup).join("|"), flags);
      steps.push((value) => value.replace(pattern, mask));
    }
  }
  return (value) => steps.reduce((result, replace) => replace(result), value);
}

/** The secret in each encoding of its bytes. How their characters are escaped in turn is a matter of patterns. */
function spellingsOf(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  const encoded = [hexOf(bytes), unpaddedBase64(bytes), ...[0, 1, 2].map((offset) => base64Within(bytes, offset))];
  // Basic credentials of older clients are in Latin 1.
  const isLatin1 = /^[\0-\xff]*[\x80-\xff][\0-\xff]*$/.test(secret);
  if (isLatin1) encoded.push(unpaddedBase64(Uint8Array.from(secret, (char) => char.charCodeAt(0))));
  const urlSafe = encoded.map((spelling) => spelling.replaceAll("+", "-").replaceAll("/", "_"));
  return [secret, ...[...encoded, ...urlSafe].filter(({ length }) => length >= shortestWithin)];
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

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Matches a text however its characters are escaped. */
function patternOf(text: string, withAlphanumerics: boolean): string {
  // Backslashes in a row are one part: how many represent each is unknown.
  const parts = text.match(/\\+|[^\\]/gu) ?? [];
  const isPlain = (part: string) => !withAlphanumerics && /[A-Za-z0-9]/.test(part);
  return parts.map((part) => (isPlain(part) ? part : `(?:${escapesOf(part).join("|")})`)).join("");
}

/** A `\` before JSON's own: JSON within JSON doubles them each time. */
const slashes = "\\\\{1,8}";

/** The names that HTML has for characters of ASCII. */
const entities: Record<string, string> = {
  ...{ "\t": "Tab", "\n": "NewLine", " ": "nbsp", "!": "excl", '"': "quot", "#": "num", $: "dollar", "%": "percnt" },
  ...{ "&": "amp", "'": "apos", "(": "lpar", ")": "rpar", "*": "ast", "+": "plus", ",": "comma", ".": "period" },
  ...{ "/": "sol", ":": "colon", ";": "semi", "<": "lt", "=": "equals", ">": "gt", "?": "quest", "@": "commat" },
  ...{ "[": "lsqb", "\\": "bsol", "]": "rsqb", "^": "Hat", _: "lowbar", "`": "grave", "{": "lcub", "|": "verbar" },
  ...{ "}": "rcub" },
};

/** Patterns of all spellings of one character, or of backslashes in a row, the longer before the shorter. */
function escapesOf(part: string): string[] {
  const codePoint = part.codePointAt(0) ?? 0;
  const char = String.fromCodePoint(codePoint);
  // `%2F`, `%252F`, ...: by its UTF-8, or by its Latin 1.
  const percent = (bytes: Iterable<number>) =>
    Array.from(bytes, (byte) => `%(?:25)*${anyCase(hexOf(Uint8Array.of(byte)))}`).join("");
  const units = Array.from({ length: char.length }, (_, index) => char.charCodeAt(index).toString(16).padStart(4, "0"));
  const references = [`#0*${codePoint};?`, `#[xX]0*${anyCase(codePoint.toString(16))};?`];
  if (entities[char]) references.push(`${entities[char]};?`);
  const control = { "\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f" }[char];
  const escapes = [
    percent(new TextEncoder().encode(char)),
    ...(codePoint > 0x7f && codePoint <= 0xff ? [percent([codePoint])] : []),
    ...(char === " " ? [percent([0x2b]), "\\+"] : []),
    units.map((unit) => `${slashes}u${anyCase(unit)}`).join(""),
    ...(control ? [`${slashes}${control}`] : []),
    `(?:&|${slashes}u0026)(?:amp;)*(?:${references.join("|")})`,
    // Half of a surrogate pair becomes U+FFFD in UTF-8.
    ...(/[\ud800-\udfff]/u.test(char) ? ["\ufffd"] : []),
  ];
  if (char !== "\\") return [...escapes, `${'"/'.includes(char) ? "\\\\{0,8}" : ""}${literal(char)}`];
  return [...escapes.map((spelled) => `(?:${spelled}){${part.length}}`), `\\\\{${part.length},${part.length * 8}}`];
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function literal(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
