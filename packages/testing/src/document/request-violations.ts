import type { OpenApiDocument, Parameter, Schema, SchemaObject } from "./openapi-document";
import type { OperationEntry } from "./operations";
import { dereference } from "./references";
import type { SchemaValidator } from "./schema-validator";

/** One way in which a request or the response to it does not match the document. */
export interface Violation {
  /** The path to the value, starting with `request` or `response`: `["request", "body", "email"]`. */
  location: string[];
  message: string;
  code?: string | number;
}

/** Returns the query parameters that the operation does not declare. Prism ignores them. */
export function queryViolations(
  query: URLSearchParams,
  { operation, pathItem }: OperationEntry,
  document: OpenApiDocument,
): Violation[] {
  const parameters = [...(pathItem.parameters ?? []), ...(operation.parameters ?? [])]
    .map((parameter) => dereference(parameter, document) as Parameter)
    .filter((parameter) => parameter.in === "query");
  const schemes = Object.values((document.components?.securitySchemes ?? {}) as Record<string, Parameter>);
  const keys = schemes.filter((scheme) => scheme.in === "query").map((scheme) => scheme.name);
  const isDeclared = (name: string) => keys.includes(name) || parameters.some((parameter) => declares(parameter, name));
  return [...new Set(query.keys())]
    .filter((name) => !isDeclared(name))
    .map((name) => ({ location: ["request", "query", name], message: "is not a declared parameter", code: "query" }));
}

/** The query has a deep object `created_at` as `created_at[gte]`. */
function declares(parameter: Parameter, name: string): boolean {
  return parameter.name === name || (parameter.style === "deepObject" && name.startsWith(`${parameter.name}[`));
}

/**
 * Validates a form against the schema that the document has for it. Prism drops unknown parts and keeps only the last of
 * several parts with one name, so it misses unknown names and repeated parts.
 */
export function formViolations(
  form: FormData,
  mediaType: string,
  { operation }: OperationEntry,
  document: OpenApiDocument,
  validator: SchemaValidator,
): Violation[] {
  const body = operation.requestBody && dereference(operation.requestBody, document);
  const schema = body?.content?.[mediaType]?.schema;
  if (schema === undefined) return [];
  return validator
    .validate(schema, formValue(form, schema, document))
    .map((message) => ({ location: ["request", "body"], message, code: "form" }));
}

/** Converts a form to the JSON value that its schema describes: a file is empty text, repeated parts are a list. */
function formValue(form: FormData, schema: Schema, document: OpenApiDocument): Record<string, unknown> {
  const names = new Set(form.keys());
  return Object.fromEntries(
    [...names].map((name) => {
      const parts = form.getAll(name).map((part) => (typeof part === "string" ? part : ""));
      const { type = "string" } = partSchema(name, schema, document);
      const types = [type].flat();
      const isList = parts.length > 1 || (types.includes("array") && !types.includes("string"));
      return [name, isList ? parts : partValue(parts[0] ?? "", types)];
    }),
  );
}

function partSchema(name: string, form: Schema, document: OpenApiDocument): SchemaObject {
  if (typeof form === "boolean") return {};
  const { properties = {}, patternProperties = {} } = dereference(form, document) as SchemaObject;
  const pattern = Object.keys(patternProperties).find((source) => new RegExp(source, "u").test(name));
  const found = properties[name] ?? (pattern === undefined ? {} : patternProperties[pattern]);
  return typeof found === "object" ? (dereference(found, document) as SchemaObject) : {};
}

/** A form sends numbers, booleans and objects as the text of their JSON. */
function partValue(text: string, types: string[]): unknown {
  if (types.includes("string")) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
