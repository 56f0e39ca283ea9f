import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadLibrary } from "../__fixtures__/library";
import { schemaValidator } from "../document/schema-validator";
import { arbitraryOf } from "./arbitrary-of";

const document = await loadLibrary();
const { validate } = schemaValidator(document);

type Book = Record<string, unknown> & { title: string };

function books(count = 500): Book[] {
  return fc.sample(arbitraryOf<Book>("Book", document), { numRuns: count, seed: 1 });
}

describe("arbitraryOf", () => {
  it.each(["Book", "Person", "Period"])("generates values that match %s, also after a JSON round trip", (name) => {
    fc.assert(
      fc.property(arbitraryOf(name, document), (value) => {
        expect(validate(name, JSON.parse(JSON.stringify(value)))).toEqual([]);
        expect(JSON.parse(JSON.stringify(value))).toEqual(value);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it.each<[string, (book: Book) => boolean]>([
    ["an absent field", (book) => !("subtitle" in book)],
    ["null", (book) => book.subtitle === null],
    ["an object that is null", (book) => book.author === null],
    ["empty text", (book) => book.title === ""],
    ["blank text", (book) => /^\s+$/.test(book.title)],
    ["an emoji", (book) => /\p{Emoji_Presentation}/u.test(book.title)],
    ["right-to-left text", (book) => /\p{Script=Arabic}/u.test(book.title)],
    ["a combining character", (book) => /\p{Mark}/u.test(book.title)],
    ["a date", (book) => /^\d{4}-\d{2}-\d{2}$/.test(String(book.added))],
    ["a time without an offset", (book) => /T\d{2}:\d{2}:\d{2}$/.test(String(book.added))],
    ["a time with an offset", (book) => /\+0000$/.test(String(book.added))],
    ["a nested list", (book) => JSON.stringify(book.author ?? null).includes('"friends":[{')],
    ["a map with entries", (book) => Object.keys((book.shelf as object | undefined) ?? {}).length > 0],
  ])("sometimes generates %s", (_, isPresent) => {
    expect(books().some(isPresent)).toBe(true);
  });

  it("generates mostly real dates for a date pattern", () => {
    const dates = books().flatMap(({ added }) => (typeof added === "string" ? [added] : []));
    const real = dates.filter((date) => !Number.isNaN(Date.parse(date.replace(/\+0000$/, "Z"))));
    expect(real.length).toBeGreaterThan(dates.length / 2);
  });

  it("limits recursion", () => {
    const deep = (value: unknown): number =>
      typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(deep)) : 0;
    const people = fc.sample(arbitraryOf("Person", document, { maxDepth: 1 }), { numRuns: 100, seed: 1 });
    expect(Math.max(...people.map(deep))).toBeLessThanOrEqual(2);
    expect(() => arbitraryOf("Endless", document)).toThrow("contains itself");
  });

  it("overrides properties by name and by path", () => {
    const overrides = { name: fc.constant("N"), "author.friends[].name": fc.constant("P") };
    const arbitrary = arbitraryOf<Book>("Book", document, { overrides });
    const authors = fc.sample(arbitrary, { numRuns: 300, seed: 1 }).flatMap(({ author }) => author ?? []) as {
      name: string;
      friends?: { name: string }[];
    }[];
    expect(new Set(authors.map(({ name }) => name))).toEqual(new Set(["N"]));
    expect(new Set(authors.flatMap(({ friends = [] }) => friends.map(({ name }) => name)))).toEqual(new Set(["P"]));
  });

  it("throws if almost no value matches the schema", () => {
    const impossible = { type: "string", format: "uri", maxLength: 1 };
    expect(() => fc.sample(arbitraryOf(impossible, document), 1)).toThrow("override it");
  });

  it.each([
    [{ type: "integer", minimum: 5, maximum: 15, multipleOf: 5 }],
    [{ type: "integer", exclusiveMinimum: 0, format: "int32" }],
    [{ type: "number", minimum: -1, exclusiveMaximum: 1 }],
    [{ type: "array", uniqueItems: true, items: { type: "boolean" }, minItems: 2 }],
    [{ oneOf: [{ type: "integer" }, { type: "number", minimum: 0 }] }],
    [{ type: ["string", "null"], format: "date", minLength: 1 }],
    [{ type: "string", format: "uuid" }],
    [{ type: "object", required: ["a"], properties: { a: { type: "string" } }, anyOf: [{ required: ["b"] }, {}] }],
    [{ properties: { a: { items: true } } }],
    [{ type: "string", minLength: 3, maxLength: 3 }],
    [true],
  ])("generates values that match %j", (schema) => {
    fc.assert(
      fc.property(arbitraryOf(schema, document), (value) => {
        expect(validate(schema, value)).toEqual([]);
      }),
      { seed: 1 },
    );
  });
});
