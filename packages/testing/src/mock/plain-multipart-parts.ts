import type { OpenApiDocument, Schema, SchemaObject } from "../document/openapi-document";
import { operationsOf } from "../document/operations";
import { dereference } from "../document/references";

/**
 * The overlay that `startMock` uses unless it is given another: every part of a multipart form becomes text. Prism reads
 * each part as a string and keeps the last of several with one name, so it refuses what is declared as a list, an object,
 * a number or a boolean, and answers 500 to an `encoding` of a part that is absent. The mock fetch checks forms against
 * the document as it was.
 */
export function plainMultipartParts(document: OpenApiDocument): OpenApiDocument {
  for (const { operation } of operationsOf(document)) {
    if (!operation.requestBody) continue;
    const media = dereference(operation.requestBody, document).content?.["multipart/form-data"];
    if (!media?.schema) continue;
    const schema = dereference(media.schema as SchemaObject, document);
    media.schema = { ...schema, properties: plainParts(schema.properties ?? {}, document) };
    delete media.encoding;
  }
  return document;
}

function plainParts(properties: Record<string, Schema>, document: OpenApiDocument): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      const schema = typeof property === "object" ? dereference(property, document) : {};
      return [name, (schema as SchemaObject).type === "string" ? schema : { type: "string" }];
    }),
  );
}
