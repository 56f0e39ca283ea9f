import type { OpenApiDocument, Response } from "../document/openapi-document";
import { type OperationEntry, operationsOf } from "../document/operations";
import { dereference } from "../document/references";

/** The errors that every operation has to declare, so that a mock can answer them. */
const errorStatuses = ["404", "429", "500", "503"];

/** Those of an operation that asks for credentials, too. */
const credentialStatuses = ["401", "403"];

/** What a document lacks that the connectors' tests and generated clients build on. */
export function conventionFaults(document: OpenApiDocument): string[] {
  const operations = operationsOf(document);
  return [
    ...operations.flatMap((entry) => operationFaults(entry, document)),
    ...repeated(operations.flatMap(({ operation }) => operation.operationId ?? [])).map((id) => `${id}: used twice`),
    ...undescribedSchemas(document),
  ];
}

function operationFaults(entry: OperationEntry, document: OpenApiDocument): string[] {
  const { method, path, operation } = entry;
  const faults: string[] = [];
  if (!operation.operationId) faults.push("no operationId");
  if (!operation.summary) faults.push("no summary");
  const missing = neededErrors(entry, document).filter((status) => !(status in operation.responses));
  faults.push(...missing.map((status) => `no ${status} response`));
  const tooMany = operation.responses["429"];
  if (tooMany && !hasHeader(dereference<Response>(tooMany, document), "retry-after")) {
    faults.push("429 without Retry-After");
  }
  return faults.map((fault) => `${method} ${path}: ${fault}`);
}

/** A token endpoint has errors of its own. */
function neededErrors({ path, operation }: OperationEntry, document: OpenApiDocument): string[] {
  if (path.endsWith("/token")) return [];
  const security = operation.security ?? document.security ?? [];
  return security.length > 0 ? [...credentialStatuses, ...errorStatuses] : errorStatuses;
}

function hasHeader({ headers = {} }: Response, name: string): boolean {
  return Object.keys(headers).some((header) => header.toLowerCase() === name);
}

function undescribedSchemas({ components = {} }: OpenApiDocument): string[] {
  return Object.entries(components.schemas ?? {})
    .filter(([, schema]) => typeof schema === "object" && !schema.$ref && !schema.description)
    .map(([name]) => `schema ${name}: no description`);
}

function repeated(values: string[]): string[] {
  return values.filter((value, position) => values.indexOf(value) !== position);
}
