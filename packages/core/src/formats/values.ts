/**
 * One form for all spellings of a text, to compare texts by: case, width and composition of characters, blanks, apostrophes, hyphens
 * and invisible characters do not matter. Only for comparing: its positions and lengths are not those of the text.
 */
export function canonical(text: string): string {
  return (
    withoutControls(text)
      // Before NFKC, which makes a blank and an accent of some of them.
      .replace(/[\u00b4`\u02b9-\u02bf\u055a\u1fbd\u1fbf\u2018-\u201b\u2032\u2035\ua78c\uff07]/g, "'")
      .normalize("NFKC")
      .replace(/\p{Cf}/gu, "")
      // Down, up and down again: folds characters of any language, such as ß and ẞ, which are SS in upper case.
      .toLowerCase()
      .toUpperCase()
      .toLowerCase()
      .normalize("NFKC")
      // The dot that lower case leaves of the Turkish dotted capital I, and the sigma that it writes at the end of a word.
      .replaceAll("i\u0307", "i")
      .replaceAll("ς", "σ")
      .replace(/[\p{Pd}\u2212]/gu, "-")
      .replace(/[\s\u2800\u3164\u115f\u1160\uffa0]+/g, " ")
      .trim()
  );
}

/** Without controls and lone surrogates, which strict vendors refuse. Tabs and line breaks stay, the latter as line feeds. */
function withoutControls(text: string): string {
  return text.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n").replace(/(?![\t\n])\p{Cc}|\p{Cs}/gu, "");
}

/** Plain data whose texts, names included, every vendor can read: no control but tab and line feed, and no lone surrogate. */
export function wellFormed<T>(value: T): T {
  if (typeof value === "string") return (isIllFormed.test(value) ? withoutControls(value) : value) as T;
  if (Array.isArray(value)) return value.map(wellFormed) as T;
  if (typeof value !== "object" || value === null || ![Object.prototype, null].includes(Object.getPrototypeOf(value)))
    return value;
  return Object.fromEntries(Object.entries(value).map((entry) => wellFormed(entry))) as T;
}

const isIllFormed = /(?![\t\n\x7f-\x9f])\p{Cc}|\p{Cs}/u;

/** An object without its absent fields. */
export type Compact<T> = { [K in keyof T]?: Exclude<T[K], null | undefined> };

/** Leaves out absent fields: undefined, null, blank texts, empty lists. Other texts are as `trimmed` returns them. */
export function compact<T extends object>(fields: T): Compact<T> {
  const entries: [string, unknown][] = [];
  for (const [key, given] of Object.entries(fields)) {
    const value: unknown = typeof given === "string" ? trimmed(given) : given;
    const isEmptyList = Array.isArray(value) && value.length === 0;
    if (value !== undefined && value !== null && !isEmptyList) entries.push([key, value]);
  }
  return Object.fromEntries(entries) as Compact<T>;
}

/** The entries of a list that may be null, absent, or not a list at all, as in old records. */
export function listOf<T>(list: readonly T[] | null | undefined): readonly NonNullable<T>[] {
  if (!Array.isArray(list)) return [];
  return list.filter((entry) => entry !== null && entry !== undefined) as NonNullable<T>[];
}

/** Visible characters of common scripts and their punctuation that no other character changes. */
const visible =
  "[!-~\u00a1-\u00ac\u00ae-\u024f\u0388-\u03ff\u0400-\u0482\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2122\u3041-\u3096\u30a1-\u30fa\u3001-\u3029\u4e00-\u9fff\uac00-\ud7a3]";
/** With one blank, one line feed or two at a time within it. One expression: it takes half the time of one for each condition. */
const plain = new RegExp(`^${visible}+(?:(?: |\\n\\n?)${visible}+)*$`);

/** Whether a text is as `trimmed` returns it, as most are. Unsure is false. */
export function isPlain(text: string): boolean {
  // Longer ones could exhaust the stack of an expression.
  return text.length < 100_000 && plain.test(text);
}

/**
 * A text as it is stored and sent: NFC, without controls, lone surrogates and soft hyphens, its runs of blanks collapsed, and without
 * blanks and invisible characters at both ends. Line breaks stay. Undefined if it shows nothing, or if it is not a text.
 */
export function trimmed(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const given = value.trim();
  if (given === "" || isPlain(given)) return given || undefined;
  const text = withoutEnds(withoutControls(given).replaceAll("\u00ad", "").normalize("NFC"));
  if (!/[^\s\p{Cf}\p{DI}\u2800]/u.test(text)) return undefined;
  return text
    .replace(/[^\S\n]{2,}|[^\S\n ]/g, " ")
    .replace(/ \n ?|\n /g, "\n")
    .replace(/\n{3,}/g, "\n\n");
}

/** The same on one line, as names and titles are. */
export function line(value: unknown): string | undefined {
  const text = trimmed(value);
  return text?.includes("\n") ? text.replace(/\n+/g, " ") : text;
}

/** The same without any invisible character, as e-mail addresses, phone numbers, ids and URLs are. */
export function bare(value: unknown): string | undefined {
  return typeof value === "string" ? line(value.replace(new RegExp(invisible.source, "gu"), "")) : undefined;
}

/** Format characters, and fillers that fonts show as nothing. */
const invisible = /[\p{Cf}\u115f\u1160\u3164\uffa0\u2800]/u;

/** Without blanks and invisible characters at both ends. */
function withoutEnds(given: string): string {
  const text = given.trim();
  const isHidden = (char: string) => invisible.test(char) || /\s/.test(char);
  // Most texts: no need to look at every character. Half of a pair does not show what it is.
  const ends = text.slice(0, 1) + text.slice(-1);
  if (!invisible.test(ends) && !/[\ud800-\udfff]/.test(ends)) return text;
  // By hand: an expression that is anchored at the end takes quadratic time for long runs within the text.
  const chars = Array.from(text);
  const start = chars.findIndex((char) => !isHidden(char));
  const last = chars.findLastIndex((char) => !isHidden(char));
  // Flags such as Scotland's are a black one with invisible characters, which belong to it.
  const rest = chars[last] === "\u{1f3f4}" ? chars.slice(last + 1).indexOf("\u{e007f}") : -1;
  return start < 0 ? "" : chars.slice(start, last + 1 + (rest + 1)).join("");
}

/** The texts in a list as `line` returns them, each once, in order. */
export function distinct(values: Iterable<unknown>): string[] {
  const texts = [...values].map(line).filter((text) => text !== undefined);
  return texts.length > 1 ? [...new Set(texts)] : texts;
}

const pattern =
  /^(\d{4})-(\d{2})(?:-(\d{2}))?(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
/** A time as `isoInstant` returns it, on a day that every month has. Most times are. */
const usual = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}\.\d{3}Z$/;

/**
 * Epoch milliseconds of an ISO 8601 date or date-time; undefined for anything else. An offset may be written with or without its
 * colon; without an offset it is UTC, never the host's time zone.
 */
export function instant(value: unknown): number | undefined {
  const match = typeof value === "string" ? pattern.exec(value.trim()) : null;
  if (!match) return undefined;
  const [, year, month, day = "01", hour = "00", minute = "00", second = "00", fraction = "0", offset = "Z"] = match;
  const ms = Math.floor(Number(`0.${fraction}`) * 1000);
  const utc = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${String(ms).padStart(3, "0")}Z`);
  // 30 February would otherwise be taken for 1 March.
  if (Number.isNaN(utc) || Number(day) > daysIn(Number(year), Number(month))) return undefined;
  return utc - offsetMs(offset);
}

/** The years that ISO 8601 writes with four digits. */
const earliest = Date.parse("0000-01-01T00:00:00.000Z");
const latest = Date.parse("9999-12-31T23:59:59.999Z");

/** The same as ISO 8601 in UTC, also from epoch milliseconds, and from a text of the digits of epoch milliseconds or seconds. */
export function isoInstant(value: unknown): string | undefined {
  if (typeof value === "string" && usual.test(value)) return value;
  const ms = typeof value === "number" ? value : (epochMs(value) ?? instant(value));
  if (ms === undefined || !(ms >= earliest && ms <= latest)) return undefined;
  return new Date(ms).toISOString();
}

/** Of as many digits as a time of the years since 2001 has in seconds, or since 1973 in milliseconds: others may be anything. */
function epochMs(value: unknown): number | undefined {
  const digits = typeof value === "string" ? /^\s*(\d{10}|\d{12,13})\s*$/.exec(value)?.[1] : undefined;
  return digits === undefined ? undefined : Number(digits) * (digits.length === 10 ? 1000 : 1);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function offsetMs(offset: string): number {
  const sign = offset.startsWith("-") ? -1 : 1;
  const digits = offset.replace(/\D/g, "");
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}

/** A property of a value that may be anything, as thrown values are; undefined if it has none that can be read. */
export function propertyOf(value: unknown, name: PropertyKey): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return (value as Record<PropertyKey, unknown>)[name];
  } catch {
    return undefined;
  }
}

/** A thrown value and its causes, each once. Cycles and causes that cannot be read end the list. */
export function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let next = error; next !== undefined && !causes.includes(next); next = propertyOf(next, "cause")) {
    // A getter may return a new cause each time.
    if (causes.push(next) >= 30) break;
  }
  return causes;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  if (typeof error === "string") return error;
  if (!isError(error)) return "a non-Error value was thrown";
  const texts = [propertyOf(error, "message"), propertyOf(error, "name")];
  return texts.filter((text) => typeof text === "string").find((text) => text !== "") ?? "an error without a message";
}

/** Also an error of another realm, such as a test runner's. Asking a revoked proxy throws. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
  } catch {
    return false;
  }
}
