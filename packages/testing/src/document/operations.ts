import { httpMethods, type OpenApiDocument, type Operation, type PathItem } from "./openapi-document";

/** An operation of a document, with its method and path. */
export interface OperationEntry {
  /** In upper case: `GET`. */
  method: string;
  /** The template: `/opportunities/{opportunity}`. */
  path: string;
  operation: Operation;
  pathItem: PathItem;
}

/** Returns every operation of a document, in the document's order. */
export function operationsOf(document: OpenApiDocument): OperationEntry[] {
  return Object.entries(document.paths).flatMap(([path, pathItem]) =>
    httpMethods.flatMap((method) => {
      const operation = pathItem[method];
      return operation ? [{ method: method.toUpperCase(), path, operation, pathItem }] : [];
    }),
  );
}

/**
 * Returns the operation of a request. `path` is the path of a real request, or a template with any parameter names. If
 * several templates match, the one with the fewest parameters is returned.
 */
export function findOperation(document: OpenApiDocument, method: string, path: string): OperationEntry | undefined {
  return operationsOf(document)
    .filter((entry) => entry.method === method.toUpperCase() && pathFits(entry.path, path))
    .sort((one, other) => parameterCount(one.path) - parameterCount(other.path))[0];
}

/** Returns whether a path, real or itself a template, matches a template. */
export function pathFits(template: string, path: string): boolean {
  const pattern = template
    .split(/\{[^}]*\}/)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^/]+");
  return new RegExp(`^${pattern}$`).test(path);
}

function parameterCount(template: string): number {
  return template.split("{").length - 1;
}
