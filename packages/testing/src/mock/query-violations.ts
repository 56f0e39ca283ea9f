import type { OpenApiDocument, Parameter } from "../document/openapi-document";
import type { OperationEntry } from "../document/operations";
import { dereference } from "../document/references";
import type { Violation } from "./violations";

/** Query parameters that the operation does not declare, which Prism lets pass. */
export function queryViolations(
  query: URLSearchParams,
  { operation, pathItem }: OperationEntry,
  document: OpenApiDocument,
): Violation[] {
  const parameters = [...(pathItem.parameters ?? []), ...(operation.parameters ?? [])]
    .map((parameter) => dereference(parameter, document) as Parameter)
    .filter((parameter) => parameter.in === "query");
  const keys = securityParameters(document);
  const isDeclared = (name: string) => keys.includes(name) || parameters.some((parameter) => declares(parameter, name));
  return [...new Set(query.keys())]
    .filter((name) => !isDeclared(name))
    .map((name) => ({ location: ["request", "query", name], message: "is not a declared parameter", code: "query" }));
}

/** A deep object `created_at` stands in the query as `created_at[gte]`. */
function declares(parameter: Parameter, name: string): boolean {
  return parameter.name === name || (parameter.style === "deepObject" && name.startsWith(`${parameter.name}[`));
}

function securityParameters(document: OpenApiDocument): string[] {
  const schemes = Object.values((document.components?.securitySchemes ?? {}) as Record<string, Parameter>);
  return schemes.filter((scheme) => scheme.in === "query").map((scheme) => scheme.name);
}
