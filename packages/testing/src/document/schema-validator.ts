import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { OpenApiDocument, Schema } from "./openapi-document";
import { schemaFrom } from "./references";

/** Validates values against the schemas of one document. */
export interface SchemaValidator {
  /**
   * Returns one readable line per fault, or an empty list if the value is valid.
   *
   * @param target A name under `components.schemas`, a reference such as `#/components/schemas/Profile`, or a schema.
   */
  validate(target: string | Schema, value: unknown): string[];
}

const documentKey = "document";

/** Compiling a document takes up to a second, and suites ask for the same one in each test. */
const validators = new WeakMap<OpenApiDocument, SchemaValidator>();

/**
 * Returns the validator for the schemas of one document, formats included (JSON Schema 2020-12, with Ajv). The same document has
 * one validator: change a copy of it, not the document.
 */
export function schemaValidator(document: OpenApiDocument): SchemaValidator {
  const validator = validators.get(document) ?? createValidator(document);
  validators.set(document, validator);
  return validator;
}

function createValidator(document: OpenApiDocument): SchemaValidator {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  // ajv-formats is CommonJS: depending on the loader, the plugin is the module itself or its `default`.
  const plugin = (addFormats as unknown as { default?: typeof addFormats.default }).default ?? addFormats;
  (plugin as typeof addFormats.default)(ajv);
  ajv.addSchema(document, documentKey);

  const compiled = new Map<unknown, ValidateFunction>();
  function validatorOf(target: string | Schema): ValidateFunction {
    const known = compiled.get(target);
    if (known) return known;
    const validator = ajv.compile(withAbsoluteReferences(schemaFrom(target)) as Schema);
    compiled.set(target, validator);
    return validator;
  }

  return {
    validate(target, value) {
      const validator = validatorOf(target);
      return validator(value) ? [] : (validator.errors ?? []).map(describe);
    },
  };
}

function withAbsoluteReferences(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withAbsoluteReferences);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) =>
      key === "$ref" && typeof value === "string" && value.startsWith("#")
        ? [key, documentKey + value]
        : [key, withAbsoluteReferences(value)],
    ),
  );
}

function describe({ instancePath, message, keyword, params }: ErrorObject): string {
  const details: Record<string, unknown> = {
    additionalProperties: params.additionalProperty,
    enum: params.allowedValues,
    const: params.allowedValue,
  };
  const detail = details[keyword];
  return `${instancePath || "/"} ${message}${detail === undefined ? "" : `: ${JSON.stringify(detail)}`}`;
}
