import { expect, it } from "vitest";
import type { OpenApiDocument } from "./openapi-document";
import { comparePaths, schemaPaths } from "./schema-paths";

it("names every field that holds a value, through references, lists and branches", () => {
  const document: OpenApiDocument = {
    openapi: "3.1.0",
    paths: {},
    components: {
      schemas: {
        Book: {
          allOf: [{ $ref: "#/components/schemas/Record" }],
          properties: {
            title: { type: ["string", "null"] },
            authors: { type: "array", items: { $ref: "#/components/schemas/Author" } },
            tags: { type: "array", items: { type: "string" } },
            place: { oneOf: [{ $ref: "#/components/schemas/Place" }, { type: "null" }] },
          },
        },
        Record: { properties: { id: { type: "integer" } } },
        Author: { properties: { name: { type: "string" }, teacher: { $ref: "#/components/schemas/Author" } } },
        Place: { properties: { city: { type: "string" } } },
      },
    },
  };
  expect(schemaPaths("Book", document)).toEqual([
    "title",
    "authors[].name",
    "authors[].teacher",
    "tags[]",
    "place.city",
    "id",
  ]);
});

it("compares a list with the paths: a listed path covers those below it, and the longest one counts", () => {
  const paths = ["title", "authors[].name", "authors[].age", "place.city", "places"];
  expect(comparePaths(paths, ["title", "authors[]", "authors[].name", "place", "places"])).toEqual({
    unlisted: [],
    unknown: [],
  });
  expect(comparePaths(paths, ["title", "authors[].name", "author", "place"])).toEqual({
    unlisted: ["authors[].age", "places"],
    unknown: ["author"],
  });
});
