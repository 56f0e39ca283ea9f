import { base64Within, hexOf, unpaddedBase64 } from "./formats/files";
import { isError, messageOf, propertyOf } from "./formats/values";

/** Redacts secrets in texts and plain data. */
export interface Redactor {
  add(secret: string): void;
  text(value: string): string;
  /** The same data with the texts in it redacted. Keys stay: they are the structure. */
  data<T>(value: T): T;
  /** The redacted data as JSON. */
  json(value: object): string;
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
  let lowerSpellings: string[] | undefined;
  let compiled: { usual: Replace; escaped: Replace } | undefined;

  const add = (secret: string) => {
    for (const text of [secret, secret.trim()]) {
      if (text.length < shortestSecret || plain.has(text)) continue;
      plain.add(text);
      lowerSpellings = undefined;
      compiled = undefined;
    }
  };
  for (const secret of secrets) add(secret);

  const isClean = (value: string) => {
    if (value.length < shortestSecret || plain.size === 0) return true;
    if (!isLiteral.test(value)) return false;
    lowerSpellings ??= allSpellings(plain).map((spelling) => spelling.toLowerCase());
    const lower = value.toLowerCase();
    return !lowerSpellings.some((spelling) => lower.includes(spelling));
  };
  const text = (value: string) => {
    if (isClean(value)) return value;
    compiled ??= { usual: compile(allSpellings(plain), false), escaped: compile(plain, true) };
    const result = compiled.usual(value);
    return escapedLetter.test(result) ? compiled.escaped(result) : result;
  };
  const above = new Set<object>();
  /** Texts are redacted unless it is known that none of them needs it. */
  const visit = (value: unknown, redacts: boolean): unknown => {
    if (typeof value === "string") return redacts ? text(value) : value;
    if (typeof value !== "object" || value === null) return value;
    if (above.has(value)) return "[circular]";
    above.add(value);
    try {
      return visitObject(value, redacts);
    } catch {
      // A getter that throws, a revoked proxy, a structure that is too deep.
      return isError(value) ? text(messageOf(value)) : "[unreadable]";
    } finally {
      above.delete(value);
    }
  };
  const visitObject = (value: object, redacts: boolean): unknown => {
    if (Array.isArray(value)) return value.map((entry) => visit(entry, redacts));
    if ("toJSON" in value && typeof value.toJSON === "function") return visit(value.toJSON(), redacts);
    // The message of an error is not an enumerable property, and JSON does not show it.
    if (!isError(value)) return copyOf(value, (key) => visit((value as Record<string, unknown>)[key], redacts));
    const name = visit(propertyOf(value, "name"), true);
    // Key by key: on Node 20, spreading also reads properties that are not enumerable.
    return { ...copyOf(value, (key) => visit(propertyOf(value, key), true)), name, message: text(messageOf(value)) };
  };
  const data = <T>(value: T) => {
    // Looking for secrets once in all of the data is cheaper than in each of its texts.
    const whole = jsonOf(value);
    return visit(value, whole === undefined || !isClean(whole)) as T;
  };
  return {
    add,
    text,
    data,
    json(value) {
      const whole = jsonOf(value);
      return whole !== undefined && isClean(whole) ? whole : JSON.stringify(data(value));
    },
  };
}

/** Undefined for what cannot be JSON. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function copyOf(value: object, entry: (key: string) => unknown): object {
  return Object.fromEntries(Object.keys(value).map((key) => [key, entry(key)]));
}

/** Texts without a character that may begin an escape: a secret can only be in them as it is. */
const isLiteral = /^[\t\n\r -$'-*,-[\]-~]*$/;

const allSpellings = (plain: Set<string>) => [...new Set([...plain].flatMap(spellingsOf))];

type Replace = (value: string) => string;

/** Nearly nobody escapes letters and digits; looking for it in every text would take a hundred times longer. */
const escapedLetter = /%(25)*[3-7][0-9a-f]|\\u00[3-7]|(&|u0026)(amp;)*#/i;

/** Engines refuse patterns of some 100,000 characters; no secret is that long. */
const longestInPattern = 2_000;

/** How many make one pattern. */
const longestGroup = 50;

function compile(spellings: Iterable<string>, withAlphanumerics: boolean): Replace {
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
