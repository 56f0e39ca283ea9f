import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { awkwardTexts } from "../../../testing/src/fuzz/awkward-texts";
import { referenceHtmlToText } from "../__fixtures__/reference-html-to-text";
import { htmlToText } from "./html-to-text";
import { trimmed } from "./values";

const names =
  "p li ul div a b br hr h1 h2 td th tr table thead tbody tfoot body head html title script style textarea iframe noembed noframes xmp plaintext template noscript form select option optgroup input button datalist output dd dt rt rp svg math mi annotation-xml foreignObject desc image img link wbr pre x-unknown o:p scripts linK".split(
    " ",
  );
const name = fc
  .tuple(fc.constantFrom(...names), fc.boolean())
  .map(([text, isUpper]) => (isUpper ? text.toUpperCase() : text));
const blank = fc.constantFrom("", " ", "\n", "\t", "  ", "\r\n", "\f", "\v", "\u00a0");
const text = fc.constantFrom(
  ..."a b|Go|x| |<|<<|>|/|=|\"|'|&|&amp;|&lt;|&gt;|&lt;p&gt;|&amp;lt;b&amp;gt;|&nbsp;|&eacute|&#8364;|&#0;|&am|p;|]]>|-->|--!>|--|-|!|?|]|[|\n|\t|\r|\u2028|\u0085|\0|\u00ad|\u200b|\ud83d|é|名前|👍🏽".split(
    "|",
  ),
);
const attribute = fc
  .tuple(
    blank,
    fc.constantFrom("a", "href", "=", '"', "'", "<", "<p", "data-x", "é", ""),
    blank,
    fc.constantFrom("", "=", "=1", '="b > c"', "='b > c'", '="', "='", "=/", '=""', "=<i>", "='\"'"),
    blank,
  )
  .map((parts) => parts.join(""));
const startTag = fc
  .tuple(
    name,
    fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(attribute, { minLength: 1, maxLength: 3 })),
    fc.constantFrom(">", ">", ">", "/>", "/ >", "", "/"),
  )
  .map(([tag, attributes, end]) => `<${[tag, ...attributes].join(" ")}${end}`);
const endTag = fc
  .tuple(name, blank, fc.constantFrom(">", ">", ">", "", "/>", " x>", "<"))
  .map((parts) => `</${parts.join("")}`);
const otherMarkup = fc.constantFrom(
  ..."<!---->|<!-->|<!--->|<!--!>|<!---!>|<!-- <p>a</p> -->|<!-- - -- --!>|<!--|<!- >|<!>|<!|<!doctype html>|<!DOCTYPE|<!d>|<!docx|<![CDATA[a<b]]>|<![CDATA[|<![CDATA>|<![cdata[x]]>|<?xml version='1.0'?>|<?>|<?|</>|</ >|</ p>|</|</1>|<1>|< p>|<p<b>|<!ELEMENT a>|<![if !mso]>|<![endif]-->".split(
    "|",
  ),
);
const awkward = fc.constantFrom(...Object.values(awkwardTexts).filter(({ length }) => length < 500));
const htmlOf = (...pieces: fc.Arbitrary<string>[]) =>
  fc.array(fc.oneof(...pieces), { maxLength: 14 }).map((parts) => parts.join(""));

/** The same with a tag at its end: what becomes of a tag that is cut off is tested below. */
const whole = (html: string) => `${html}<p>`;

describe("htmlToText returns what it would by htmlparser2", () => {
  const anyHtml = htmlOf(startTag, startTag, endTag, text, text, otherMarkup, awkward);
  // Few elements, so that many of them meet: those that are closed by others, hold text alone, or are XML.
  const nested = "p b td tr form title script textarea rt rp svg math foreignObject desc mi image template noscript";
  const nestedHtml = htmlOf(
    fc
      .tuple(fc.constantFrom("<", "</"), fc.constantFrom(...nested.split(" ")), fc.constantFrom(">", ">", "/>"))
      .map((parts) => parts.join("")),
    fc.constantFrom("a", " ", "<![CDATA[c]]>"),
  );
  const characters = htmlOf(
    fc.constantFrom(..."< > / ! - ? \" ' = & ; [ ] <!-- --> </ p li br textarea script amp lt CDATA[".split(" "), " "),
  );

  it.each([
    ["tags, texts and comments in any order", anyHtml],
    ["nested elements", nestedHtml],
    ["single characters", characters],
  ])("for %s", (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, fc.boolean(), (html, isEscaped) => {
        expect(htmlToText(whole(html), { isEscaped })).toBe(referenceHtmlToText(whole(html), { isEscaped }));
      }),
      { numRuns: 4_000 },
    );
  });

  it.each(Object.entries(awkwardTexts))("for %s, as it is, in a list, and escaped", (_, awkward) => {
    const escaped = awkward.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    for (const html of [awkward, `<ul><li>a<li>${awkward}</ul>`, `&lt;p&gt;${escaped}`, `&amp;lt;p&amp;gt;${escaped}`])
      for (const isEscaped of [true, false])
        expect(htmlToText(whole(html), { isEscaped })).toBe(referenceHtmlToText(whole(html), { isEscaped }));
  });

  it.each([
    ["a form within a form", "<form>a<form>b</form>c</form>d"],
    ["an end tag without a start tag", "a</div>b</p>c</br>d</b>e"],
    ["self-closing elements outside of XML", "a<noscript/>b</noscript>c"],
    ["self-closing elements of SVG", "a<svg><title/>b</svg>c"],
    ["HTML within SVG", "<svg><foreignObject><title/>b</title></foreignObject></svg>c"],
    ["images within SVG, and outside of it", "<svg><image>a</image></svg>b<image>c</image>d"],
    [
      "foreign objects outside of SVG, and in it",
      "<foreignobject>a</foreignobject><svg><foreignobject><title/>b</svg>c",
    ],
    ["end tags of outer elements", "<ul><li>a<b>b<i>c</li>d</ul>e</b>f</ul>g"],
    ["names that differ in their case alone", "<P>a</p>b<p>c</P>d<Ul><LI>e</li></uL>f"],
    ["CDATA in SVG, and outside of it", "<svg><![CDATA[a]]></svg><![CDATA[b]]>c"],
    ["a text element that has no end", "a<textarea>b</textare></textareas><p>c"],
    ["all that follows plaintext", "a<plaintext>b</plaintext><p>c"],
  ])("for %s", (_, html) => {
    expect(htmlToText(html)).toBe(referenceHtmlToText(html));
  });
});

it.each([
  // htmlparser2 returns a piece of each.
  ["a start tag after its slash", "a<b /", "a"],
  ["an end tag after its name", "a</b x", "a"],
  ["the name of an element that holds text alone", "a<scri", "a"],
  // It reads these controls as `<` and `/`.
  ["an end tag of controls", "a<textarea>b\u001c\u000ftextarea><p>c", "a btextarea><p>c"],
  // It forgets what is open once an SVG begins.
  ["an SVG within an element that SVG writes with capitals", "<clippath>a<svg>b</clippath>c", "a b\nc"],
])("htmlToText differs from htmlparser2 where that misreads %s", (_, html, expected) => {
  expect(htmlToText(html)).toBe(expected);
  expect(referenceHtmlToText(html)).not.toBe(expected);
});

it("htmlToText takes time in proportion to the length for a megabyte of any piece of markup", () => {
  const pieces =
    "<|<a |</|</a|</a >|<!--|<!|<?|<![CDATA[|&lt;|&amp;|&|<a b=\"|<a b='|<a b= |<a/ |<p>|</p>|<b>|<b></i>|<i></p>|<textarea>|</textarea|<script>|<plaintext>|<form>|<svg>|<svg/>|<![CDATA[]]>|<table><tr><td>|-|--!| |\n".split(
      "|",
    );
  for (const piece of pieces) {
    for (const prefix of ["", "<svg>"]) {
      const startedAt = performance.now();
      htmlToText(prefix + piece.repeat(1_000_000 / piece.length));
      // Quadratic time is minutes.
      expect(performance.now() - startedAt, prefix + piece).toBeLessThan(10_000);
    }
  }
});

it("htmlToText reads an ampersand that was escaped millions of times", () => {
  expect(htmlToText(`a&${"amp;".repeat(6_000_000)}b`)).toMatch(/^a&amp;/);
});

it("trimmed returns plain texts as it does those that need a change", () => {
  const pieces = "a|é|ɏ|ɐ| |  |\n|\n\n|\n\n\n| \n|\n |\t|\r\n|\u00a0|\u0300|Å|名|\u200b|👍🏽|\0|\u0085".split("|");
  const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    // A soft hyphen is left out, and with it the text is not plain.
    fc.property(texts, (plain) => {
      expect(trimmed(plain)).toBe(trimmed(`\u00ad${plain}`));
    }),
    { numRuns: 5_000 },
  );
});

it("trimmed returns each character as it does in a text that needs a change", () => {
  for (let code = 0; code < 0x10000; code++) {
    const plain = `a${String.fromCharCode(code)}b`;
    expect(trimmed(plain) === trimmed(`\u00ad${plain}`), code.toString(16)).toBe(true);
  }
});

it("trimmed returns a plain text of megabytes as it is", () => {
  // The stack of an expression would not hold so many pieces.
  const text = `${"a b\n".repeat(8_000_000)}c`;
  expect(trimmed(text) === text).toBe(true);
});
