/**
 * Texts that tend to break mappings, by what is awkward about them: one corpus for all tests of formats. People, forms and parsers
 * really write most of them.
 */
export const awkwardTexts: Readonly<Record<string, string>> = {
  empty: "",
  blank: " ",
  "blanks of all kinds": "\t\r\n\v\f\u0085\u00a0\u2003\u2028\u3000",
  "runs of blanks": "  Ada   Mary\u00a0\u00a0Example\t ",
  "a line break in a name": "Ada\r\nExample",
  lines: "line one\nline two\n\n\n\nline three",
  "zero width space alone": "\u200b",
  "byte order mark alone": "\ufeff",
  "soft hyphens alone": "\u00ad\u00ad",
  "Hangul fillers alone": "\u3164\u115f\u1160\uffa0",
  "blank Braille alone": "\u2800",
  "variation selector alone": "\ufe0f",
  "invisible characters around": "\ufeff\u200b\u2060Ada\u200e\u200d\u00a0\u2800",
  "invisible characters within": "a\u200bd\u2060a@exam\u00adple.com",
  "joiner within a word": "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc",
  NUL: "\0",
  "NUL within": "Ada\0Example",
  "NUL as it looks escaped": "Ada\\u0000Example",
  "controls within": "\u0001Ada\u0007 \u001b[31mExample\u007f\u0090",
  "half of a character": "Ada \ud83d",
  "the other half": "\ude00 Ada",
  "halves in the wrong order": "Ada\ude00\ud83dExample",
  "halves around NUL": "Ada \ud83d\0\ude00",
  "halves alone": "\ud800\udfff".split("").reverse().join(""),
  "a family": "👩‍👩‍👧‍👦",
  "flags and skin tones": "🇫🇷 é 🎉 👍🏽 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
  decomposed: "Zoe\u0308 Garc\u0131\u0301a e\u0301a\u0308",
  "many marks on one letter": `Z${"\u0301\u0323\u0308".repeat(20)}oe`,
  "Turkish dotted and dotless i": "İpek Su Yılmaz İIıi",
  "sharp s": "Großmann GROẞMANN GROSSMANN",
  "characters that fold to several": "ŉ ǰ ΐ ﬃ ſ ς",
  "full width": "Ａｄａ　Ｅｘａｍｐｌｅ １２３",
  apostrophes: "O’Brien D'Arcy Kaʻiulani l´Écuyer ‘Pat’ O`Neil",
  hyphens: "Jean‐Luc Anne‑Marie Smith–Jones Lee−Kim",
  "right to left": "مرحبا بالعالم שלום",
  "an override of direction": "cv\u202efdp.exe",
  "other scripts": "名前 スキル 김민준 Ольга ᚠᛇᚻ 𐍈 𝔄𝔡𝔞",
  quotes: 'O\'Brien, "Pat" <p.o@example.com>',
  "several addresses": "ada@example.com; ADA@example.com, ada@work.example / mailto:ada@home.example",
  HTML: "<p>Fish &amp; chips</p><script>alert(1)</script>",
  "escaped HTML": "&lt;p&gt;Fish &amp;amp; chips&lt;/p&gt;",
  "broken HTML": "<p <b>a</p",
  "a word for nothing": "null",
  "another one": "undefined",
  "a placeholder": "N/A",
  zero: "0",
  "a negative number": "-1",
  "a number in scientific notation": "1e999",
  "digits beyond a number": "9".repeat(30),
  "a timestamp": "1464652800",
  "a word for a flag": "true",
  "a stringified object": "[object Object]",
  "a name of the language": "__proto__",
  "a path": "../../etc/passwd",
  "broken percent escapes": "%00%ff%zz%",
  separators: "a,b;c|d/e\\f",
  "a formula": '=HYPERLINK("https://example.com","x")',
  "a placeholder of templates": "{{7*7}} %s #{7*7}",
  "a year": "2016",
  "a month": "05/2016",
  "a word for today": "Present",
  "a stand-in for no date": "1969-12-31T23:59:59",
  "an impossible date": "2016-02-31T25:61:61Z",
  "a date of the year 1": "0001-01-01T00:00:00",
  "not a URL": "https://",
  "a URL of another kind": "javascript:alert(1)",
  long: "Ada Example ".repeat(200).trim(),
  huge: "x\u200b y".repeat(25_000),
  "huge and blank": " \u200b".repeat(50_000),
};

/** The same value with every text in it replaced, whatever its place: `info.urls[0].url`. */
export function replaceTexts<T>(value: T, replace: (text: string, path: string) => string, path = ""): T {
  if (typeof value === "string") return replace(value, path) as T;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((entry, index) => replaceTexts(entry, replace, `${path}[${index}]`)) as T;
  const entries = Object.entries(value).map(([key, entry]) => {
    return [key, replaceTexts(entry, replace, path === "" ? key : `${path}.${key}`)];
  });
  return Object.fromEntries(entries) as T;
}

/** Whether a text shows nothing: blanks, controls, and characters that no font shows. */
const showsNothing = /^[\s\p{Cc}\p{Cf}\p{Cs}\p{DI}\u2800]*$/u;

/**
 * What no format may return, by path: texts that show nothing, that hold controls or lone surrogates, that are not composed, or whose
 * ends are invisible; nulls; empty lists and objects. An empty list means no fault.
 *
 * @param isAllowed Paths that may hold null or be empty. Default: none.
 */
export function textFaults(value: unknown, isAllowed: (path: string) => boolean = () => false, path = ""): string[] {
  if (value === undefined || typeof value === "number" || typeof value === "boolean") return [];
  if (value === null || (typeof value === "object" && Object.keys(value).length === 0)) {
    return isAllowed(path) ? [] : [`${path} is ${JSON.stringify(value)}`];
  }
  if (typeof value === "string") return faultsOfText(value, isAllowed(path)).map((fault) => `${path} ${fault}`);
  return Object.entries(value).flatMap(([key, entry]) => {
    const below = Array.isArray(value) ? `${path}[${key}]` : `${path}${path && "."}${key}`;
    return textFaults(entry, isAllowed, below);
  });
}

function faultsOfText(text: string, mayBeEmpty: boolean): string[] {
  if (showsNothing.test(text)) return mayBeEmpty && text === "" ? [] : ["shows nothing"];
  const faults = {
    "holds a control": /(?![\t\n])\p{Cc}/u.test(text),
    "holds half of a character": /\p{Cs}/u.test(text),
    "is not composed": text !== text.normalize("NFC"),
    "begins with a blank": /^\s/.test(text),
    "ends with a blank": /\s$/.test(text.slice(-1)),
    "begins with an invisible character": /^[\p{Cf}\u2800]/u.test(text),
  };
  return Object.entries(faults).flatMap(([fault, isFound]) => (isFound ? [fault] : []));
}
