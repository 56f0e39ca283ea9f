import fc from "fast-check";
import type { Response as DeclaredResponse, OpenApiDocument, Schema } from "../document/openapi-document";
import type { OperationEntry } from "../document/operations";
import { dereference } from "../document/references";
import type { SchemaValidator } from "../document/schema-validator";
import { arbitraryOf } from "../fuzz/arbitrary-of";
import { readSeed } from "./random";

/** The statuses that an operation declares, in ascending order. */
export function statusesOf({ operation }: OperationEntry): number[] {
  const names = Object.keys(operation.responses).filter((status) => /^\d{3}$/.test(status));
  return names.map(Number).sort((one, other) => one - other);
}

function responseOf({ operation }: OperationEntry, status: number, document: OpenApiDocument): DeclaredResponse {
  return dereference(operation.responses[String(status)] ?? {}, document);
}

/** The schema of the JSON that an operation returns with a status. Undefined if it returns none. */
export function schemaOf(entry: OperationEntry, status: number, document: OpenApiDocument): Schema | undefined {
  const media = Object.entries(responseOf(entry, status, document).content ?? {});
  return media.find(([type]) => type.includes("json"))?.[1].schema;
}

/** A value that a schema accepts, the same one for the same seed. */
export function exampleOf(schema: Schema, document: OpenApiDocument, isGood = (_: unknown) => true): unknown {
  const examples = fc.sample(arbitraryOf(schema, document), { numRuns: 20, seed: readSeed() });
  return examples.find(isGood) ?? examples[0];
}

/** Where bodies of errors have a message for people. */
const messageKeys = [
  "message",
  "msg",
  "error",
  "error_description",
  "error_message",
  "errorMessage",
  "title",
  "detail",
];

/** A refusal in the form that the document declares, with this message and personal data in a field that no document declares. */
export function refusalOf(
  entry: OperationEntry,
  status: number,
  document: OpenApiDocument,
  message: string,
  personal: string,
): { body?: unknown; headers: Record<string, string>; hasMessage: boolean } {
  const names = Object.keys(responseOf(entry, status, document).headers ?? {}).filter((name) => /message/i.test(name));
  const headers = Object.fromEntries(names.map((name) => [name, message]));
  const schema = schemaOf(entry, status, document);
  if (schema === undefined) return { headers, hasMessage: names.length > 0 };
  const tells = (body: unknown) =>
    JSON.stringify(withMessage(body, message))?.includes(JSON.stringify(message).slice(1, -1));
  const body = withMessage(exampleOf(schema, document, tells), message);
  const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
  return {
    body: isObject ? { ...body, received: { email: personal } } : body,
    ...{ headers, hasMessage: names.length > 0 || tells(body) === true },
  };
}

/** Replaces the messages of a body: the texts under the usual names, and those in lists. */
function withMessage(value: unknown, message: string, isText = false): unknown {
  if (typeof value === "string") return isText ? message : value;
  if (Array.isArray(value)) return value.map((entry) => withMessage(entry, message, true));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withMessage(inner, message, messageKeys.includes(name))]),
  );
}

/** Removes every field that the schema does not require, or sets each that may be null to null. */
export function reduced(body: unknown, schema: Schema, validator: SchemaValidator, how: "absent" | "null"): unknown {
  const copy = structuredClone(body);
  const isValid = () => validator.validate(schema, copy).length === 0;
  const reduce = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      const fields = value as Record<string, unknown>;
      if (!Array.isArray(value)) {
        if (how === "absent") delete fields[name];
        else fields[name] = null;
        if (isValid()) continue;
        fields[name] = inner;
      }
      reduce(inner);
    }
  };
  reduce(copy);
  return copy;
}
