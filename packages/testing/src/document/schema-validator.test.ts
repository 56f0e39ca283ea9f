import { expect, it } from "vitest";
import { loadLibrary } from "../__fixtures__/library";
import { schemaValidator } from "./schema-validator";

const { validate } = schemaValidator(await loadLibrary());

it.each(["Book", "#/components/schemas/Book", { $ref: "#/components/schemas/Book" }])(
  "finds the schema %j",
  (target) => {
    expect(validate(target, { title: "Notes", author: { name: "Ada" }, unknown: 1 })).toEqual([]);
    expect(validate(target, { title: null, kind: "song", author: 1 })).toEqual([
      "/title must be string",
      '/kind must be equal to one of the allowed values: ["novel","essay",null]',
      "/author must be object",
      "/author must be null",
      "/author must match a schema in anyOf",
    ]);
  },
);

it("checks formats", () => {
  expect(validate("Book", { title: "Notes", cover: "no", contact: "no", printed_at: "yesterday" })).toHaveLength(3);
});

it("accepts a schema that is not part of the document", () => {
  const people = { type: "array", items: { $ref: "#/components/schemas/Person" } };
  expect(validate(people, [{ name: "Ada" }, {}])).toEqual(["/1 must have required property 'name'"]);
});

it("is one for all who ask for the same document, which is compiled once", async () => {
  const document = await loadLibrary();
  expect(schemaValidator(document)).toBe(schemaValidator(document));
  expect(schemaValidator(document)).not.toBe(schemaValidator(structuredClone(document)));
});

it("names additional properties", () => {
  const strict = { type: "object", additionalProperties: false };
  expect(validate(strict, { pages: 1 })).toEqual(['/ must NOT have additional properties: "pages"']);
});

it("throws if the schema does not exist", () => {
  expect(() => validate("Bok", {})).toThrow("Bok");
});
