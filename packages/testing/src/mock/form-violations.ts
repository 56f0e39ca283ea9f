import type { OpenApiDocument, Schema, SchemaObject } from "../document/openapi-document";
import type { OperationEntry } from "../document/operations";
import { dereference } from "../document/references";
import type { SchemaValidator } from "../schema/schema-validator";
import type { Violation } from "./violations";

/**
 * Checks a form against the schema that the document has for it. Prism drops unknown parts and keeps only the last of
 * several with one name, so names and repeats are checked here.
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

/** A form as the JSON value that its schema describes: files are empty text, repeated parts are a list. */
function formValue(form: FormData, schema: Schema, document: OpenApiDocument): Record<string, unknown> {
  const names = new Set(form.keys());
  return Object.fromEntries(
    [...names].map((name) => {
      const parts = form.getAll(name).map((part) => (typeof part === "string" ? part : ""));
      const types = typesOf(partSchema(name, schema, document));
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

function typesOf({ type }: SchemaObject): string[] {
  return type === undefined ? ["string"] : [type].flat();
}

/** Numbers, booleans and objects stand in a form as the text of their JSON. */
function partValue(text: string, types: string[]): unknown {
  if (types.includes("string")) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
