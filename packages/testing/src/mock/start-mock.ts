import { copyDocument, loadDocument } from "../document/load-document";
import type { OpenApiDocument, Schema, SchemaObject } from "../document/openapi-document";
import { operationsOf } from "../document/operations";
import { dereference } from "../document/references";
import { createPrism } from "./prism";

/** The document that `startMock` mocks. */
export interface MockSettings {
  /** The path of a YAML or JSON file, or the parsed document. */
  spec: string | URL | OpenApiDocument;
  /**
   * Changes a copy of the document before Prism reads it, to work around Prism's limits. Default: `plainMultipartParts`. A
   * custom overlay that wants the default too calls it.
   */
  overlay?: (document: OpenApiDocument) => OpenApiDocument;
}

/** A running mock of one API. */
export interface Mock {
  /** `http://127.0.0.1:<port>`. The base path of the document's servers is not part of its paths. */
  url: string;
  /** The document without the overlay. */
  document: OpenApiDocument;
  close(): Promise<void>;
}

/**
 * Starts Prism for one OpenAPI document, in this process and on a free port of 127.0.0.1. Prism checks security, requests
 * and responses. Starting takes seconds, so start one mock per suite.
 *
 * @throws If Prism's libraries, which are optional peers, are not installed. The message has the install command.
 */
export async function startMock({ spec, overlay = plainMultipartParts }: MockSettings): Promise<Mock> {
  const document = typeof spec === "string" || spec instanceof URL ? await loadDocument(spec) : copyDocument(spec);
  const server = await createPrism(overlay(copyDocument(document)));
  const url = await server.listen(0, "127.0.0.1");
  return { url, document, close: () => server.close() };
}

/**
 * The default overlay of `startMock`: it declares every part of a multipart form as text. Prism reads each part as a
 * string and keeps the last of several parts with one name, so it refuses lists, objects, numbers and booleans. It returns
 * a 500 if a part with an `encoding` is absent. The mock fetch validates forms against the unchanged document.
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
