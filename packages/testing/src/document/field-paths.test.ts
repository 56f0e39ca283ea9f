import { expect, test } from "vitest";
import { fieldPaths } from "./field-paths";
import type { OpenApiDocument } from "./openapi-document";

const document: OpenApiDocument = {
  openapi: "3.1.0",
  paths: {},
  components: {
    schemas: {
      Book: {
        allOf: [{ $ref: "#/components/schemas/Record" }, { properties: { title: {} } }],
        properties: {
          pages: { type: "integer" },
          authors: { type: "array", items: { $ref: "#/components/schemas/Author" } },
          tags: { type: "array", items: { type: "string" } },
          series: { oneOf: [{ properties: { name: {} } }, { type: "null" }] },
          shelf: { oneOf: [{ type: "string" }, { properties: { row: true } }, { type: "null" }] },
        },
      },
      Record: { properties: { id: { type: "integer" } } },
      Author: { properties: { name: {}, friends: { items: { $ref: "#/components/schemas/Author" } } } },
    },
  },
};

test("lists every field of a schema, also of lists, alternatives and combined schemas", () => {
  expect(fieldPaths("Book", document).sort()).toEqual([
    "authors[].friends[]",
    "authors[].name",
    "id",
    "pages",
    "series.name",
    "shelf",
    "shelf.row",
    "tags[]",
    "title",
  ]);
});
