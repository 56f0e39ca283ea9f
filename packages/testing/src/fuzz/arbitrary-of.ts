import fc from "fast-check";
import type { OpenApiDocument, Schema, SchemaObject } from "../document/openapi-document";
import { lookUp, schemaFrom } from "../document/references";
import { schemaValidator } from "../document/schema-validator";
import { mergeSchemas } from "./merge-schemas";
import { integerArbitrary, numberArbitrary, stringArbitrary, textArbitrary } from "./scalar-arbitraries";

/** How `arbitraryOf` generates values. */
export interface ArbitrarySettings {
  /**
   * Arbitraries that replace those of the schema, by property name (`public_url`) or by path (`attachments[].public_url`,
   * where `[]` is a list item). A path wins over a name. Optional properties are still sometimes left out.
   */
  overrides?: Record<string, fc.Arbitrary<unknown>>;
  /** How deep a recursive reference may nest. Default: 2. */
  maxDepth?: number;
  /** The maximum length of a list, unless its `minItems` is larger. Default: 3. */
  maxItems?: number;
}

interface Scope {
  document: OpenApiDocument;
  overrides: Record<string, fc.Arbitrary<unknown>>;
  maxDepth: number;
  maxItems: number;
  fits(schema: Schema, value: unknown): boolean;
  /** Returns the same object for equal schemas, because validators are cached by identity. */
  shared(schema: Schema): Schema;
  path: string;
  /** How many times each reference was entered above this node. */
  open: Record<string, number>;
}

/** Undefined if no value can be generated: beyond the depth limit, or for the schema `false`. */
type Built = fc.Arbitrary<unknown> | undefined;

/**
 * Returns a fast-check arbitrary of the values that a JSON Schema (2020-12, as in OpenAPI 3.1) accepts: nulls, empty lists
 * and texts, blanks, awkward Unicode, absent optional fields, dates in every format that a pattern allows.
 *
 * @example
 * const { validate } = schemaValidator(document);
 * fc.assert(fc.property(arbitraryOf<Job>("Job", document), (job) => validate("JobCreate", format(job)).length === 0));
 *
 * @param schema A name under `components.schemas`, a reference such as `#/components/schemas/Profile`, or a schema.
 * @throws If the schema has no finite value. Generating throws if almost no value matches, for instance because of a `not`
 * or a `oneOf`. Override such a property.
 */
export function arbitraryOf<Value = unknown>(
  schema: string | Schema,
  document: OpenApiDocument,
  { overrides = {}, maxDepth = 2, maxItems = 3 }: ArbitrarySettings = {},
): fc.Arbitrary<Value> {
  const validator = schemaValidator(document);
  const fits = (target: Schema, value: unknown) => validator.validate(target, value).length === 0;
  const schemas = new Map<string, Schema>();
  function shared(target: Schema): Schema {
    const key = JSON.stringify(target);
    const known = schemas.get(key) ?? target;
    schemas.set(key, known);
    return known;
  }
  const scope: Scope = { document, overrides, maxDepth, maxItems, fits, shared, path: "", open: {} };
  const built = build(schemaFrom(schema), scope);
  if (!built) throw new Error(`${JSON.stringify(schema)} contains itself and has no finite value`);
  return built as fc.Arbitrary<Value>;
}

function build(schema: Schema, scope: Scope): Built {
  const override = overrideAt(scope);
  if (override) return override;
  if (typeof schema === "boolean") return schema ? anyJson : undefined;
  if (schema.$ref !== undefined) return buildReference(schema, schema.$ref, scope);
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const { allOf, anyOf, oneOf, ...base } = schema;
  if (allOf) return filtered(buildAllOf(schema, allOf, scope), schema, scope);
  const branches = anyOf ?? oneOf;
  if (branches) {
    const rest: SchemaObject = anyOf && oneOf ? { ...base, oneOf } : base;
    return filtered(oneOfBuilt(branches.map((branch) => buildMerged(rest, branch, scope))), schema, scope);
  }
  const values = oneOfBuilt(typesOf(schema).map((type) => buildType(type, schema, scope)));
  return conditions.some((keyword) => keyword in schema) ? filtered(values, schema, scope) : values;
}

/** Keywords that the generators ignore. Values that they refuse are discarded. */
const conditions = ["not", "if", "dependentRequired", "dependentSchemas", "propertyNames", "contains", "minProperties"];

function overrideAt({ overrides, path }: Scope): Built {
  const name = /[^.]*$/.exec(path)?.[0] ?? "";
  return path === "" ? undefined : (overrides[path] ?? overrides[name]);
}

function buildReference(schema: SchemaObject, reference: string, scope: Scope): Built {
  const { $ref: _, ...siblings } = schema;
  const depth = (scope.open[reference] ?? 0) + 1;
  if (depth > scope.maxDepth) return undefined;
  const target = lookUp(reference, scope.document) as Schema;
  const inside = { ...scope, open: { ...scope.open, [reference]: depth } };
  return build(typeof target === "boolean" ? target : mergeSchemas(target, siblings), inside);
}

function buildAllOf(schema: SchemaObject, parts: Schema[], scope: Scope): Built {
  const { allOf: _, ...base } = schema;
  const [first, ...rest] = parts;
  if (first === undefined) return build(base, scope);
  return buildMerged(rest.length > 0 ? { ...base, allOf: rest } : base, first, scope);
}

/** Builds a schema merged with one of its branches, which may be a reference. */
function buildMerged(base: SchemaObject, branch: Schema, scope: Scope): Built {
  if (typeof branch === "boolean") return branch ? build(base, scope) : undefined;
  return build(mergeSchemas(base, branch), scope);
}

function buildType(type: string, schema: SchemaObject, scope: Scope): Built {
  switch (type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return integerArbitrary(schema);
    case "number":
      return numberArbitrary(schema);
    case "string": {
      const strings = stringArbitrary(schema);
      const isPlain = schema.pattern === undefined && schema.format === undefined;
      return isPlain ? strings : filtered(strings, { ...schema, type }, scope);
    }
    case "array":
      return buildArray(schema, scope);
    case "object":
      return buildObject(schema, scope);
    default:
      return anyJson;
  }
}

/** Returns the types of a schema, inferred from its keywords if it has no `type`. */
function typesOf({ type, ...schema }: SchemaObject): string[] {
  if (type !== undefined) return [type].flat();
  if ("properties" in schema || "required" in schema || "additionalProperties" in schema) return ["object"];
  if ("items" in schema) return ["array"];
  if ("pattern" in schema || "format" in schema || "minLength" in schema || "maxLength" in schema) return ["string"];
  return ["any"];
}

function buildArray({ items = true, minItems = 0, maxItems, uniqueItems }: SchemaObject, scope: Scope): Built {
  const item = maxItems === 0 ? undefined : build(items, { ...scope, path: `${scope.path}[]` });
  if (!item) return minItems === 0 ? fc.constant([]) : undefined;
  const length = {
    minLength: minItems,
    maxLength: Math.max(minItems, Math.min(maxItems ?? scope.maxItems, scope.maxItems)),
  };
  return uniqueItems ? fc.uniqueArray(item, { ...length, selector: JSON.stringify }) : fc.array(item, length);
}

function buildObject(schema: SchemaObject, scope: Scope): Built {
  const { properties = {}, required = [], additionalProperties, patternProperties = {} } = schema;
  const model: Record<string, fc.Arbitrary<unknown>> = {};
  for (const name of new Set([...Object.keys(properties), ...required])) {
    const path = scope.path === "" ? name : `${scope.path}.${name}`;
    const built = build(properties[name] ?? true, { ...scope, path });
    if (built) model[name] = built;
    else if (required.includes(name)) return undefined;
  }
  const record = fc.record(model, { requiredKeys: required, noNullPrototype: true });
  if (typeof additionalProperties !== "object") return record;

  const isUndeclared = (name: string) =>
    !(name in properties) && !Object.keys(patternProperties).some((source) => new RegExp(source, "u").test(name));
  const value = build(additionalProperties, { ...scope, path: `${scope.path}.*` });
  if (!value) return record;
  const extra = fc.dictionary(textArbitrary(1, 20).filter(isUndeclared), value, {
    maxKeys: scope.maxItems,
    noNullPrototype: true,
  });
  return fc.tuple(extra, record).map(([more, declared]) => ({ ...more, ...declared }));
}

function oneOfBuilt(built: Built[]): Built {
  const possible = built.filter((arbitrary) => arbitrary !== undefined);
  return possible.length > 0 ? fc.oneof(...possible) : undefined;
}

/** Discards values that do not match the schema. Throws after 1,000 in a row, where fast-check would never stop. */
function filtered(arbitrary: Built, schema: Schema, scope: Scope): Built {
  if (!arbitrary) return undefined;
  const target = scope.shared(schema);
  let misses = 0;
  return arbitrary.filter((value) => {
    const fits = scope.fits(target, value);
    misses = fits ? 0 : misses + 1;
    if (misses > 1000) throw new Error(`No value at "${scope.path}" matches ${JSON.stringify(schema)}: override it`);
    return fits;
  });
}

const anyJson = buildAnyJson();

function buildAnyJson(): fc.Arbitrary<unknown> {
  const simple = fc.oneof(textArbitrary(), fc.integer(), fc.boolean(), fc.constant(null));
  return fc.oneof(
    { weight: 3, arbitrary: simple },
    { weight: 1, arbitrary: fc.array(simple, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(textArbitrary(1, 10), simple, { maxKeys: 3, noNullPrototype: true }) },
  );
}
