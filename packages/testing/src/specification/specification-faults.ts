import type { OpenApiDocument } from "../document/openapi-document";
import { conventionFaults } from "./convention-faults";
import { exampleFaults } from "./example-faults";

/**
 * What keeps a document from being mocked and tested by these helpers, one readable line each: examples that do not fit
 * their schema or are missing (`rich` and `sparse` on what connectors send and read), operations without an id, a summary
 * or the errors that every API answers, schemas without a description.
 */
export function specificationFaults(document: OpenApiDocument): string[] {
  return [...conventionFaults(document), ...exampleFaults(document)];
}
