import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import type { OpenApiDocument } from "./openapi-document";

/**
 * Reads an OpenAPI document from a YAML or JSON file. Anchors and aliases become copies: changing one part of the document
 * changes no other.
 */
export async function loadDocument(path: string | URL): Promise<OpenApiDocument> {
  return copyDocument(parse(await readFile(path, "utf8"), { maxAliasCount: -1 }) as OpenApiDocument);
}

/** Returns a deep copy in which no two parts share an object. */
export function copyDocument(document: OpenApiDocument): OpenApiDocument {
  return JSON.parse(JSON.stringify(document)) as OpenApiDocument;
}
