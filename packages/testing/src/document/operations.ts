import { httpMethods, type OpenApiDocument, type Operation, type PathItem } from "./openapi-document";

/** An operation of a document with the place it stands at. */
export interface OperationEntry {
  /** In capitals: `GET`. */
  method: string;
  /** The template: `/opportunities/{opportunity}`. */
  path: string;
  operation: Operation;
  pathItem: PathItem;
}

/** Every operation of a document, in the document's order. */
export function operationsOf(document: OpenApiDocument): OperationEntry[] {
  return Object.entries(document.paths).flatMap(([path, pathItem]) =>
    httpMethods.flatMap((method) => {
      const operation = pathItem[method];
      return operation ? [{ method: method.toUpperCase(), path, operation, pathItem }] : [];
    }),
  );
}

/**
 * The operation that a request belongs to. `path` may be a template, whatever its parameters are called, or the path of
 * a real request; of several templates that fit, the one with the fewest parameters wins.
 */
export function findOperation(document: OpenApiDocument, method: string, path: string): OperationEntry | undefined {
  return operationsOf(document)
    .filter((entry) => entry.method === method.toUpperCase() && pathFits(entry.path, path))
    .sort((one, other) => parametersIn(one.path) - parametersIn(other.path))[0];
}

/** Whether a path, real or a template itself, fits a template. */
export function pathFits(template: string, path: string): boolean {
  const pattern = template
    .split(/\{[^}]*\}/)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^/]+");
  return new RegExp(`^${pattern}$`).test(path);
}

function parametersIn(template: string): number {
  return template.split("{").length - 1;
}
