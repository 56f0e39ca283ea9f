import type { Body, OpenApiDocument } from "../document/openapi-document";
import { type OperationEntry, operationsOf } from "../document/operations";
import { dereference } from "../document/references";
import { type SchemaValidator, schemaValidator } from "../schema/schema-validator";

/** What is wrong with the examples of a document: those that do not fit their schema, and those that are missing. */
export function exampleFaults(document: OpenApiDocument): string[] {
  const validator = schemaValidator(document);
  return operationsOf(document).flatMap((entry) =>
    bodiesOf(entry, document).flatMap(({ where, body, wanted }) => [
      ...missingExamples(where, body, wanted),
      ...wrongExamples(where, body, document, validator),
    ]),
  );
}

interface NamedBody {
  where: string;
  body: Body;
  /** The examples that it has to have. */
  wanted: string[];
}

/** The bodies that an operation takes and answers. Those that a connector reads or sends need a rich and a sparse example. */
function bodiesOf({ method, path, operation }: OperationEntry, document: OpenApiDocument): NamedBody[] {
  const place = `${method} ${path}`;
  const responses = Object.entries(operation.responses).map(([status, response]) => ({
    where: `${place} ${status}`,
    body: dereference(response, document) as Body,
    wanted: status.startsWith("2") ? ["rich", "sparse"] : [],
  }));
  if (!operation.requestBody) return responses;
  const body = dereference(operation.requestBody, document);
  return [{ where: `${place} request`, body, wanted: ["rich", "sparse"] }, ...responses];
}

function missingExamples(where: string, { content = {} }: Body, wanted: string[]): string[] {
  return Object.entries(content)
    .filter(([type]) => /json|multipart\/form-data|x-www-form-urlencoded/.test(type))
    .flatMap(([type, { examples = {} }]) => {
      const missing = wanted.filter((name) => !(name in examples)).map((name) => `no example named ${name}`);
      if (wanted.length === 0 && Object.keys(examples).length === 0) missing.push("no named example");
      return missing.map((fault) => `${where} ${type}: ${fault}`);
    });
}

function wrongExamples(
  where: string,
  { content = {} }: Body,
  document: OpenApiDocument,
  validator: SchemaValidator,
): string[] {
  return Object.entries(content).flatMap(([type, { schema = true, examples = {} }]) =>
    Object.entries(examples).flatMap(([name, example]) => {
      const { value } = dereference<{ value?: unknown }>(example, document);
      return validator.validate(schema, value).map((fault) => `${where} ${type}, example ${name}: ${fault}`);
    }),
  );
}
