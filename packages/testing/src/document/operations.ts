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
  const verb = method.toUpperCase();
  const name = verb.toLowerCase() as (typeof httpMethods)[number];
  return Object.entries(document.paths)
    .flatMap(([template, pathItem]) => {
      const operation = pathItem[name];
      return operation && pathFits(template, path) ? [{ method: verb, path: template, operation, pathItem }] : [];
    })
    .sort((one, other) => parameterCount(one.path) - parameterCount(other.path))[0];
}

/** Every request of a checked `fetch` is compared with all templates of its document. */
const patterns = new Map<string, RegExp>();

/** Returns whether a path, real or itself a template, matches a template. */
export function pathFits(template: string, path: string): boolean {
  const pattern = patterns.get(template) ?? patternOf(template);
  patterns.set(template, pattern);
  return pattern.test(path);
}

function patternOf(template: string): RegExp {
  const pattern = template
    .split(/\{[^}]*\}/)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^/]+");
  return new RegExp(`^${pattern}$`);
}

function parameterCount(template: string): number {
  return template.split("{").length - 1;
}
