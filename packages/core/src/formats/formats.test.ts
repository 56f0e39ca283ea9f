import { afterEach, describe, expect, it, vi } from "vitest";
import { growthOf } from "../__fixtures__/growth";
import { htmlToText } from "./html-to-text";
import { bare, canonical, compact, distinct, instant, isoInstant, line, listOf, trimmed, wellFormed } from "./values";

describe("htmlToText", () => {
  it.each([
    ["blocks are lines", "<p>Go</p><p>Rust</p>", "Go\nRust"],
    ["HTML that is escaped once", "&lt;p&gt;Go &amp;amp; C&lt;/p&gt;&lt;p&gt;Rust&lt;/p&gt;", "Go & C\nRust"],
    [
      "HTML that is escaped twice",
      "&amp;lt;p&amp;gt;Go&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Rust&amp;lt;/p&amp;gt;",
      "Go\nRust",
    ],
    ["lists", "<ul><li>one</li><li>two <b>bold</b></li></ul>", "one\ntwo bold"],
    ["lists that are not closed", "<ul><li>one<li>two</ul>after", "one\ntwo\nafter"],
    ["nested blocks leave no blank line", "<div><div><p>a</p></div></div>\n\n<h2>b</h2>", "a\nb"],
    ["line breaks", "a<br>b<br/>c<BR />d", "a\nb\nc\nd"],
    ["inline tags do not split words", "un<b>believ</b>able", "unbelievable"],
    ["cells", "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>", "a b\nc"],
    ["scripts and styles", "a<script>if (1 < 2) alert('<p>x</p>')</script><style>p{}</style>b", "ab"],
    ["comments", "a<!-- <p>hidden</p> -->b", "ab"],
    ["entities are decoded once", "<p>R&amp;D &lt;b&gt; &eacute; &#8364; &nbsp; x</p>", "R&D <b> é € x"],
    ["an escaped tag beside real ones is text", "<p>write &amp;lt;b&amp;gt;</p>", "write &lt;b&gt;"],
    ["plain text", "5 < 6 and 7 > 3", "5 < 6 and 7 > 3"],
    ["escaped plain text", "salary &lt; 50k &amp; more", "salary < 50k & more"],
    ["attributes", '<p title="a > b" onclick="x()">c</p>', "c"],
    ["blanks", "  <p>\n a \t b \u00a0 </p>  ", "a b"],
    ["old blocks", "<center>Join us</center>Now<dir><li>a</dir>b", "Join us\nNow\na\nb"],
    ["the caption of a table", "<table><caption>Pay</caption><tr><td>1</td></tr></table>", "Pay\n1"],
    ["the sections of a table", "<table><thead><th>a<tbody><td>b<tfoot><td>c</table>", "a\nb\nc"],
    ["options", "<select><option>Go<option>Rust</select>", "Go\nRust"],
    ["groups of options", "<select><optgroup><option>Go</optgroup><optgroup><option>C</select>", "Go\nC"],
    ["summaries", "<details><summary>More</summary>text</details>", "More\ntext"],
    ["legends", "<fieldset><legend>You</legend>name</fieldset>", "You\nname"],
    ["dialogs, headings and searches", "<dialog>a</dialog><hgroup>b</hgroup><search>c</search>d", "a\nb\nc\nd"],
    ["whole documents", "<html><head><title>t</title></head><body>a</body></html>b", "a\nb"],
    ["unknown elements, which are lines", "<job-title>Baker</job-title><job-city>Lyon</job-city>", "Baker\nLyon"],
    [
      "images, buttons and drawings, which are surrounded by blanks",
      "a<img>b<button>c</button><svg></svg>d",
      "a b c d",
    ],
    ["edits and marks, which are not", "a<ins>b</ins><del>c</del><mark>d</mark>e<wbr>f<sup>2</sup>", "abcdef2"],
    ["nothing", "", ""],
    ["tags alone", "<p> </p><br>", ""],
    ["broken HTML", "<p>a</div><b>b", "ab"],
  ])("%s", (_, html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it.each([
    ["tags are tags", "&lt;p&gt;Go &amp;amp; C&lt;/p&gt;", "Go & C"],
    ["an entity of a plain text is decoded", "R&amp;amp;D", "R&D"],
    ["a text that shows a tag keeps it", "You know &amp;lt;canvas&amp;gt;", "You know <canvas>"],
    ["HTML that is not escaped is read as it is", "<p>write &lt;b&gt;</p>", "write <b>"],
  ])("reads HTML that was escaped exactly once: %s", (_, html, text) => {
    expect(htmlToText(html, { isEscaped: true })).toBe(text);
  });

  it("takes time in proportion to the length, also for hostile input", () => {
    for (const piece of ["<a", "&amp;", "<", "</p", "&lt;", "<p>"])
      expect(
        growthOf((count) => htmlToText(piece.repeat(count)), 10_000),
        piece,
      ).toBeLessThan(100);
  });
});

describe("instant", () => {
  afterEach(() => void vi.unstubAllEnvs());
  const noon = "2026-01-15T12:00:00.000Z";

  it.each([
    ["Z", "2026-01-15T12:00:00Z", noon],
    ["lower case", "2026-01-15t12:00:00z", noon],
    ["an offset with a colon", "2026-01-15T14:30:00+02:30", noon],
    ["an offset without a colon", "2026-01-15T07:00:00-0500", noon],
    ["a blank before the offset", "2026-01-15 14:00:00 +0200", noon],
    ["no offset, which is UTC", "2026-01-15T12:00:00", noon],
    ["a blank in place of the T", "2026-01-15 12:00", noon],
    ["fractions, cut to milliseconds", "2026-01-15T12:00:00.123987654Z", "2026-01-15T12:00:00.123Z"],
    ["a date", "2026-01-15", "2026-01-15T00:00:00.000Z"],
    ["a month", "2026-02", "2026-02-01T00:00:00.000Z"],
    ["29 February of a leap year", "2028-02-29", "2028-02-29T00:00:00.000Z"],
    ["blanks around", " 2026-01-15 ", "2026-01-15T00:00:00.000Z"],
  ])("reads %s", (_, text, expected) => {
    for (const zone of ["America/New_York", "Asia/Kolkata", "UTC"]) {
      vi.stubEnv("TZ", zone);
      expect(isoInstant(text)).toBe(expected);
      expect(instant(text)).toBe(Date.parse(expected));
    }
  });

  it.each([
    "",
    "soon",
    "2026",
    "2026-13-01",
    "2026-00-10",
    "2026-02-29",
    "2026-04-31",
    "2026-01-32",
    "2026-01-15T25:00:00Z",
    "2026-01-15T12:61:00Z",
    "15/01/2026",
    "2026-01-15T12:00:00+2",
    "2026-01-15 and more",
    null,
    undefined,
    {},
    5,
    true,
  ])("returns undefined for %j", (value) => {
    expect(instant(value)).toBeUndefined();
  });

  it.each([
    ...["2026-02-29T12:00:00.000Z", "2026-04-31T12:00:00.000Z", "2026-13-01T12:00:00.000Z", "2026-01-00T12:00:00.000Z"],
    ...["2026-01-15T25:00:00.000Z", "2026-01-15T12:60:00.000Z", "2026-01-15T12:00:60.000Z", "026-01-15T12:00:00.000Z"],
  ])("isoInstant returns undefined for %s, which has the form of a time, but is not one", (value) => {
    expect(isoInstant(value)).toBeUndefined();
  });

  it("isoInstant also accepts epoch milliseconds", () => {
    expect(isoInstant(0)).toBe("1970-01-01T00:00:00.000Z");
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 9e15]) expect(isoInstant(value)).toBeUndefined();
  });

  it("isoInstant reads the digits of epoch milliseconds and seconds from a text, and no other digits", () => {
    expect(isoInstant("1687274707500")).toBe("2023-06-20T15:25:07.500Z");
    expect(isoInstant(" 915148800000 ")).toBe("1999-01-01T00:00:00.000Z");
    expect(isoInstant("1687274707")).toBe("2023-06-20T15:25:07.000Z");
    for (const value of ["0", "2023", "20230620", "168727470", "16872747075", "16872747075000", "-1687274707500"])
      expect(isoInstant(value)).toBeUndefined();
  });
});

it("compact leaves out absent fields and trims texts", () => {
  const fields = { a: null, b: undefined, c: "  ", d: [], e: " x ", f: 0, g: false, h: {}, i: [null] };
  expect(compact(fields)).toEqual({ e: "x", f: 0, g: false, h: {}, i: [null] });
  expect(fields.e).toBe(" x ");
});

it("distinct and trimmed ignore what is not a text", () => {
  expect(distinct([" a ", "b", null, "a", "", undefined, 5, "B"])).toEqual(["a", "b", "B"]);
  expect([trimmed(" a "), trimmed(" "), trimmed(null), trimmed(7)]).toEqual(["a", undefined, undefined, undefined]);
});

it("listOf accepts anything in place of a list", () => {
  expect(listOf([1, null, 2, undefined])).toEqual([1, 2]);
  for (const value of [null, undefined, "text", {}]) expect(listOf(value as never)).toEqual([]);
});

describe("a text is normalized", () => {
  it.each([
    ["composed", "Zoe\u0308", "Zoë"],
    ["runs of blanks are one blank", "Ada \t\u00a0\u3000 Example", "Ada Example"],
    ["controls are left out", "A\0d\u0007a\u007f\u0090", "Ada"],
    ["halves of characters are left out", "Ada\ud83d E\ude00xample", "Ada Example"],
    ["halves around a control as well", "Ada\ud83d\0\ude00", "Ada"],
    ["soft hyphens are left out", "Exam\u00adple", "Example"],
    ["both ends show something", "\ufeff\u200b \u2800Ada\u200d\u3164\u200e ", "Ada"],
    [
      "joiners within a text stay",
      "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc",
      "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc",
    ],
    ["emoji stay", "👩‍👩‍👧‍👦 ❤️ 👍🏽", "👩‍👩‍👧‍👦 ❤️ 👍🏽"],
    ["a flag of invisible characters stays", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"],
    ["lines stay, blank ones as one", "a \r\n b\rc\u2028d\n\n \n\ne", "a\nb\nc\nd\n\ne"],
  ])("%s", (_, text, expected) => {
    expect(trimmed(text)).toBe(expected);
    expect(trimmed(expected)).toBe(expected);
  });

  it.each(["", " \n", "\u200b", "\ufeff\u00ad", "\u3164\u115f", "\u2800", "\ufe0f", "\0", "\ud83d"])(
    "absent if it shows nothing: %j",
    (text) => {
      expect([trimmed(text), line(text), bare(text), distinct([text]), compact({ text })]).toEqual([
        undefined,
        undefined,
        undefined,
        [],
        {},
      ]);
    },
  );

  it("on one line for names, and without any invisible character for addresses and ids", () => {
    expect(line("Ada\r\n\r\nExample\u200b")).toBe("Ada Example");
    expect(bare(" ad\u200ba@exam\u00adple\u2060.com\u202c ")).toBe("ada@example.com");
    expect(bare("4\u200e2")).toBe("42");
  });

  it("in time proportional to its length", () => {
    for (const piece of ["\u200b", " ", "x \u200b", "\n", "\ud83d", "\u0301"]) {
      expect(
        growthOf((count) => trimmed(`a${piece.repeat(count)}b`), 10_000),
        piece,
      ).toBeLessThan(100);
      expect(
        growthOf((count) => bare(piece.repeat(count)), 10_000),
        piece,
      ).toBeLessThan(100);
    }
  });
});

describe("spellings of one text have one canonical form", () => {
  it.each([
    ["İPEK", "ipek"],
    ["YILMAZ", "Yılmaz"],
    ["Großmann", "GROSSMANN"],
    ["GROẞMANN", "Großmann"],
    ["ΟΔΥΣΣΕΥΣ", "Οδυσσευς"],
    ["ﬃ", "FFI"],
    ["O’Brien", "o'brien"],
    ["O´Brien", "O`Brien"],
    ["Kaʻiulani", "Ka'iulani"],
    ["Jean‐Luc", "Jean–Luc"],
    ["Zoe\u0308", "ZOË"],
    ["Ａｄａ　Ｅ", "ada\u00a0e"],
    ["\u200bAda\0 \u3164 E\ud83d", "Ada E"],
  ])("%j and %j", (one, other) => {
    expect(canonical(one)).toBe(canonical(other));
  });
});

it("wellFormed cleans every text of plain data and nothing else", () => {
  const file = new File(["\0"], "a");
  const data = { "a\0": ["b\ud83d", { c: "d\u0007\r\ne\tf" }], n: 1, none: null, file, emoji: "😀 \u0085" };
  expect(wellFormed(data)).toEqual({ a: ["b", { c: "d\ne\tf" }], n: 1, none: null, file, emoji: "😀 \u0085" });
  expect(wellFormed(data).file).toBe(file);
});
