import type { Body, OpenApiDocument, Response } from "./openapi-document";
import { type OperationEntry, operationsOf } from "./operations";
import { dereference } from "./references";
import { type SchemaValidator, schemaValidator } from "./schema-validator";

/**
 * Returns what keeps these helpers from mocking and testing a document, one readable line each: examples that are missing
 * or do not match their schema, operations without an id, a summary or the common errors, schemas without a description.
 * Bodies that connectors send or read need a `rich` and a `sparse` example.
 *
 * @param needsExamples Whether examples may not be missing, which mocks return. Default true.
 */
export function specificationFaults(document: OpenApiDocument, { needsExamples = true } = {}): string[] {
  const operations = operationsOf(document);
  const validator = schemaValidator(document);
  return [
    ...operations.flatMap((entry) => operationFaults(entry, document)),
    ...repeated(operations.flatMap(({ operation }) => operation.operationId ?? [])).map((id) => `${id}: used twice`),
    ...undescribedSchemas(document),
    ...operations
      .flatMap((entry) => bodiesOf(entry, document))
      .flatMap((body) => [
        ...(needsExamples ? missingExamples(body) : []),
        ...invalidExamples(body, document, validator),
      ]),
  ];
}

/** The errors that every operation declares, so that a mock can return them. */
const commonErrors = ["404", "429", "500", "503"];

/** The further errors of an operation that requires credentials. */
const credentialErrors = ["401", "403"];

function operationFaults(entry: OperationEntry, document: OpenApiDocument): string[] {
  const { method, path, operation } = entry;
  const faults: string[] = [];
  if (!operation.operationId) faults.push("no operationId");
  if (!operation.summary) faults.push("no summary");
  const missing = requiredErrors(entry, document).filter((status) => !(status in operation.responses));
  faults.push(...missing.map((status) => `no ${status} response`));
  const tooManyRequests = operation.responses["429"];
  if (tooManyRequests && !hasHeader(dereference<Response>(tooManyRequests, document), "retry-after")) {
    faults.push("429 without Retry-After");
  }
  return faults.map((fault) => `${method} ${path}: ${fault}`);
}

/** None for a token endpoint, whose errors are those of OAuth. */
function requiredErrors({ path, operation }: OperationEntry, document: OpenApiDocument): string[] {
  if (path.endsWith("/token")) return [];
  const security = operation.security ?? document.security ?? [];
  return security.length > 0 ? [...credentialErrors, ...commonErrors] : commonErrors;
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

interface NamedBody {
  /** Such as `POST /people 201`. */
  name: string;
  body: Body;
  requiredExamples: string[];
}

/** The request and response bodies of an operation. */
function bodiesOf({ method, path, operation }: OperationEntry, document: OpenApiDocument): NamedBody[] {
  const responses = Object.entries(operation.responses).map(([status, response]) => ({
    name: `${method} ${path} ${status}`,
    body: dereference(response, document) as Body,
    requiredExamples: status.startsWith("2") ? ["rich", "sparse"] : [],
  }));
  if (!operation.requestBody) return responses;
  const body = dereference(operation.requestBody, document);
  return [{ name: `${method} ${path} request`, body, requiredExamples: ["rich", "sparse"] }, ...responses];
}

function missingExamples({ name, body: { content = {} }, requiredExamples }: NamedBody): string[] {
  return Object.entries(content)
    .filter(([type]) => /json|multipart\/form-data|x-www-form-urlencoded/.test(type))
    .flatMap(([type, { examples = {} }]) => {
      const missing = requiredExamples.filter((required) => !(required in examples));
      const faults = missing.map((required) => `no example named ${required}`);
      if (requiredExamples.length === 0 && Object.keys(examples).length === 0) faults.push("no named example");
      return faults.map((fault) => `${name} ${type}: ${fault}`);
    });
}

function invalidExamples(
  { name, body: { content = {} } }: NamedBody,
  document: OpenApiDocument,
  validator: SchemaValidator,
): string[] {
  return Object.entries(content).flatMap(([type, { schema = true, examples = {} }]) =>
    Object.entries(examples).flatMap(([exampleName, example]) => {
      const { value } = dereference<{ value?: unknown }>(example, document);
      return validator.validate(schema, value).map((fault) => `${name} ${type}, example ${exampleName}: ${fault}`);
    }),
  );
}
