import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type {
  Body,
  OpenApiDocument,
  Operation,
  Parameter,
  PathItem,
  Schema,
  SchemaObject,
} from "./document/openapi-document";
import { dereference, lookUp } from "./document/references";
import { loadDocument, type SchemaValidator, schemaValidator } from "./index";

/** The known parts of an API, by names only. They are kept apart from the document, which must not lose one. */
interface KnownNames {
  /** Query and header parameters of each operation (`GET /jobs`) and each webhook (its key). */
  operations: Record<string, string[]>;
  /** Paths to fields: `[]` means the items of a list, and a `?` at the end that the field may be null. */
  schemas: Record<string, string[]>;
}

const specs = new URL("../../../specs/", import.meta.url);
const names = readdirSync(specs, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

describe.each(names)("the document of %s", async (name) => {
  const document = await loadDocument(new URL(`${name}/openapi.yaml`, specs));
  const known = JSON.parse(await readFile(new URL(`${name}/fields.json`, specs), "utf8")) as KnownNames;
  const validator = schemaValidator(document);

  it("has every known operation with its parameters", () => {
    expect(missingParameters(known, document)).toEqual([]);
  });

  it("has every known field, and allows null where the vendor does", () => {
    expect(missingFields(known, document, validator)).toEqual([]);
  });

  it("has examples of webhooks that match their schemas", () => {
    expect(webhookFaults(document, validator)).toEqual([]);
  });
});

it("reports a parameter, a field, and a null that a document lacks", () => {
  const document: OpenApiDocument = {
    openapi: "3.1.0",
    paths: { "/books": { get: { parameters: [{ name: "limit", in: "query" }], responses: {} } } },
    components: {
      schemas: {
        Book: {
          allOf: [{ $ref: "#/components/schemas/Record" }],
          properties: { authors: { items: { $ref: "#/components/schemas/Author" } } },
        },
        Record: { properties: { id: { type: "integer" } } },
        Author: { anyOf: [{ type: "string" }, { properties: { name: { type: ["string", "null"] } } }] },
      },
    },
  };
  const known = {
    operations: { "GET /books": ["limit", "offset"], "POST /books": [] },
    schemas: { Book: ["id?", "authors[].name?", "authors[].born", "title"], Shelf: ["id"] },
  };
  expect(missingParameters(known, document)).toEqual(["GET /books: no offset", "POST /books: no such operation"]);
  expect(missingFields(known, document, schemaValidator(document))).toEqual([
    "Book: id is never null",
    "Book: no authors[].born",
    "Book: no title",
    "Shelf: no such schema",
  ]);
});

function missingParameters({ operations }: KnownNames, document: OpenApiDocument): string[] {
  return Object.entries(operations).flatMap(([key, parameters]) => {
    const place = operationAt(key, document);
    if (!place) return [`${key}: no such operation`];
    const declared = [...(place.pathItem.parameters ?? []), ...(place.operation.parameters ?? [])].map(
      (parameter) => dereference<Parameter>(parameter, document).name,
    );
    return parameters
      .filter((parameter) => !declared.includes(parameter))
      .map((parameter) => `${key}: no ${parameter}`);
  });
}

function operationAt(key: string, document: OpenApiDocument): { pathItem: PathItem; operation: Operation } | undefined {
  const [method = "", path] = key.split(" ");
  const pathItem = path === undefined ? webhooksOf(document)[method] : document.paths[path];
  const operation = pathItem?.[path === undefined ? "post" : (method.toLowerCase() as "get")];
  return pathItem && operation && { pathItem, operation };
}

function missingFields({ schemas }: KnownNames, document: OpenApiDocument, validator: SchemaValidator): string[] {
  const declared = document.components?.schemas ?? {};
  return Object.entries(schemas).flatMap(([schema, fields]) => {
    const root = declared[schema];
    if (root === undefined) return [`${schema}: no such schema`];
    return fields.flatMap((field) => {
      const path = field.replace(/\?$/, "");
      const found = schemasAt(path, root, document);
      if (found.length === 0) return [`${schema}: no ${path}`];
      const isRight = !field.endsWith("?") || found.some((each) => validator.validate(each, null).length === 0);
      return isRight ? [] : [`${schema}: ${path} is never null`];
    });
  });
}

/** Returns the schemas of a field: several if a schema on the path has alternatives. */
function schemasAt(path: string, root: Schema, document: OpenApiDocument): Schema[] {
  let found = [root];
  for (const step of path.split(/\.|(?=\[\])/)) {
    const parts = found.flatMap((schema) => partsOf(schema, document));
    found = parts.flatMap((part) => {
      const next = step === "[]" ? part.items : part.properties?.[step];
      return next === undefined ? [] : [next];
    });
  }
  return found;
}

/** Returns a schema with all schemas that it refers to, combines, or lists as alternatives. */
function partsOf(schema: Schema, document: OpenApiDocument): SchemaObject[] {
  if (typeof schema === "boolean") return [];
  const { $ref, allOf = [], anyOf = [], oneOf = [] } = schema;
  const referred = $ref === undefined ? [] : [lookUp($ref, document) as Schema];
  return [schema, ...[...referred, ...allOf, ...anyOf, ...oneOf].flatMap((part) => partsOf(part, document))];
}

function webhookFaults(document: OpenApiDocument, validator: SchemaValidator): string[] {
  return Object.entries(webhooksOf(document)).flatMap(([key, { post }]) => {
    const { content = {} } = dereference<Body>(post?.requestBody ?? {}, document);
    const { schema = true, examples = {} } = content["application/json"] ?? {};
    const missing = ["rich", "sparse"]
      .filter((name) => !(name in examples))
      .map((name) => `${key}: no example ${name}`);
    const wrong = Object.entries(examples).flatMap(([name, example]) => {
      const { value } = dereference<{ value?: unknown }>(example, document);
      return validator.validate(schema, value).map((fault) => `${key}, example ${name}: ${fault}`);
    });
    return [...missing, ...wrong];
  });
}

function webhooksOf(document: OpenApiDocument): Record<string, PathItem> {
  return (document.webhooks ?? {}) as Record<string, PathItem>;
}
