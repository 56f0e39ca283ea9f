import { afterEach, describe, expect, it, vi } from "vitest";
import { htmlToText } from "./html-to-text";
import { compact, distinct, instant, isoInstant, listOf, trimmed } from "./values";

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
    ["nothing", "", ""],
    ["tags alone", "<p> </p><br>", ""],
    ["broken HTML", "<p>a</div><b>b", "ab"],
  ])("%s", (_, html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it("takes time in proportion to the length, also for hostile input", () => {
    // Quadratic time takes 256 times as long for 16 times the length, on a busy machine as well.
    for (const piece of ["<a", "&amp;", "<", "</p", "&lt;", "<p>"]) {
      const timeOf = (count: number) => {
        const startedAt = performance.now();
        htmlToText(piece.repeat(count));
        return performance.now() - startedAt;
      };
      timeOf(5_000);
      const [short, long] = [10_000, 160_000].map((count) => Math.min(timeOf(count), timeOf(count)));
      expect(long, piece).toBeLessThan(Math.max(100, 100 * (short ?? 0)));
    }
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

  it("isoInstant also accepts epoch milliseconds", () => {
    expect(isoInstant(0)).toBe("1970-01-01T00:00:00.000Z");
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 9e15]) expect(isoInstant(value)).toBeUndefined();
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
