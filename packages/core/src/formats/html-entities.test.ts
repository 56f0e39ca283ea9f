import { decodeHTML } from "entities";
import fc from "fast-check";
import { expect, it } from "vitest";
import { entityNames } from "../__fixtures__/entity-names";
import { decodeHtml } from "./html-entities";

it("knows every name of HTML, with its semicolon and without it where HTML allows that", () => {
  const all = entityNames();
  const spellings = all.flatMap(({ name, isLegacy }) => (isLegacy ? [`${name};`, name] : [`${name};`]));
  expect(spellings).toHaveLength(2_231);
  for (const { name, value, isLegacy } of all) {
    expect(decodeHtml(`&${name};`)).toBe(value);
    expect(decodeHtml(`&${name} `)).toBe(isLegacy ? `${value} ` : decodeHTML(`&${name} `));
  }
});

const part = fc.oneof(
  fc.constantFrom(
    ..."& ; # &# &#x &#X &amp &amp; &notit; &notin; &ampersand &lt &LT; &frac12x &sup1 &Eacute &copy= &x;".split(" "),
  ),
  fc.constantFrom(...entityNames().map(({ name }) => `&${name}`)),
  fc.integer({ min: 0, max: 0x120000 }).map((number) => `&#${number};`),
  fc.integer({ min: 0, max: 0x120000 }).map((number) => `&#x${number.toString(16)}`),
  fc.integer({ min: 0x7f, max: 0xa0 }).map((number) => `&#${number}`),
  fc.string({ unit: fc.constantFrom(..."aAzZ09;#x&é< ".split("")), maxLength: 5 }),
);

it("decodes any text as the library entities does", () => {
  fc.assert(
    fc.property(
      fc.array(part).map((parts) => parts.join("")),
      (text) => {
        expect(decodeHtml(text)).toBe(decodeHTML(text));
      },
    ),
    { numRuns: 5_000 },
  );
});

it.each([
  "&#",
  "&#;",
  "&#x;",
  "&;",
  "& amp;",
  `&#${"9".repeat(400)};`,
  `&#x${"f".repeat(400)}`,
  "&#00065;",
  "&unknown;",
])("decodes what is at the edges as the library does: %s", (text) => {
  expect(decodeHtml(text)).toBe(decodeHTML(text));
});
