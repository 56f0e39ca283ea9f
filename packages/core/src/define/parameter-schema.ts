import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { JsonSchema, ParameterSchema } from "../contract/connection";
import { ConfigurationError } from "../errors";

/**
 * Adds JSON Schema to a schema that does not give it itself, such as one of `zod/mini`, and narrows its types where the schema cannot
 * express them, such as "exactly one of these three".
 *
 * @example
 * const parameters = parameterSchema<AcmeParameters>(schema, z.toJSONSchema);
 */
export function parameterSchema<Input, Output = Input, Schema extends StandardSchemaV1 = StandardSchemaV1>(
  schema: Schema,
  toJsonSchema?: (schema: never, options: { io: "input" }) => object,
): ParameterSchema<Input, Output> {
  const { "~standard": standard } = schema as unknown as ParameterSchema<Input, Output>;
  if (!toJsonSchema) return { "~standard": standard };
  const jsonSchema = () => ({ ...toJsonSchema(schema as never, { io: "input" }) });
  return { "~standard": { ...standard, jsonSchema: { input: jsonSchema, output: jsonSchema } } };
}

/**
 * Parameters once checked: those with a default value are there.
 *
 * @example
 * type Checked = WithDefaults<AcmeJobsParameters, "state" | "drafts">;
 */
export type WithDefaults<Input, Names extends keyof Input> = Omit<Input, Names> & {
  [Name in Names]-?: Exclude<Input[Name], undefined>;
};

const known = new WeakMap<object, JsonSchema>();

/** The JSON Schema of parameters. Throws `ConfigurationError` if there is none. */
export function jsonSchemaOf(schema: ParameterSchema<unknown, unknown>): JsonSchema {
  const cached = known.get(schema);
  if (cached) return cached;
  const standard = (schema as Partial<typeof schema> | undefined)?.["~standard"];
  if (typeof standard?.validate !== "function") {
    throw new ConfigurationError("expected a Standard Schema, such as z.object({ ... }) of zod");
  }
  if (typeof standard.jsonSchema?.input !== "function") {
    throw new ConfigurationError(
      "the schema gives no JSON Schema: wrap it in parameterSchema(schema, z.toJSONSchema), as schemas of zod/mini need",
    );
  }
  const { $schema: _, ...rest } = standard.jsonSchema.input({ target: "draft-2020-12" });
  const found = { ...rest, additionalProperties: false };
  known.set(schema, found);
  return found;
}

const knownProperties = new WeakMap<JsonSchema, Record<string, JsonSchema>>();

/** The fields of a schema and of all that it is composed of. */
export function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  const cached = knownProperties.get(schema);
  if (cached) return cached;
  const entries = variantsOf(schema).flatMap(({ properties }) => Object.entries(properties ?? {}));
  const found: Record<string, JsonSchema> = Object.fromEntries(entries);
  knownProperties.set(schema, found);
  return found;
}

/** The default values that a schema declares. */
export function defaultsOf(schema: JsonSchema): Record<string, unknown> {
  const fields = Object.entries(propertiesOf(schema)).filter(([, field]) => "default" in field);
  return Object.fromEntries(fields.map(([name, field]) => [name, field.default]));
}

/** The texts in fields that a JSON Schema marks as secret (`format: "password"`), whether or not they are valid. */
export function secretsIn(value: unknown, schema: JsonSchema, root = schema, above: unknown[] = []): string[] {
  const variants = variantsOf(schema, root);
  if (variants.some(({ format }) => format === "password")) return textsIn(value);
  if (typeof value !== "object" || value === null || above.includes(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    variants
      .map((variant) => schemaOfEntry(variant, key, Array.isArray(value)))
      .filter(isSchema)
      .flatMap((below) => secretsIn(entry, below, root, [...above, value])),
  );
}

/** Parameters without the fields that are secret. */
export function withoutSecrets(parameters: unknown, schema: JsonSchema): object {
  const fields = Object.entries((parameters ?? {}) as object);
  const isSecret = (field: JsonSchema | undefined) =>
    field !== undefined && variantsOf(field, schema).some(({ format }) => format === "password");
  return Object.fromEntries(fields.filter(([name]) => !isSecret(propertiesOf(schema)[name])));
}

const secretName = /^(tokens?|secrets?|keys?|passwords?|codes?)$/;

/** The fields whose names look like secrets but carry no mark: neither `format: "password"` nor `secret: false`. */
export function unmarkedSecrets(schema: JsonSchema): string[] {
  const names = Object.entries(propertiesOf(schema)).filter(([name, field]) => {
    const isMarked = variantsOf(field, schema).some(({ format, secret }) => format === "password" || secret === false);
    return !isMarked && name.split(/[^A-Za-z]+|(?=[A-Z])/).some((word) => secretName.test(word.toLowerCase()));
  });
  return names.map(([name]) => name);
}

/** By root, which references lead to, and schema. */
const knownVariants = new WeakMap<JsonSchema, WeakMap<JsonSchema, JsonSchema[]>>();

/** A schema with all that it is composed of: alternatives, parts, and what it refers to. */
function variantsOf(schema: JsonSchema, root: JsonSchema = schema): JsonSchema[] {
  const below = knownVariants.get(root) ?? new WeakMap<JsonSchema, JsonSchema[]>();
  knownVariants.set(root, below);
  const found = below.get(schema) ?? findVariants(schema, root, []);
  below.set(schema, found);
  return found;
}

function findVariants(schema: JsonSchema, root: JsonSchema, seen: JsonSchema[]): JsonSchema[] {
  if (seen.includes(schema)) return [];
  const parts = ["anyOf", "oneOf", "allOf"].flatMap((key) => schema[key] ?? []);
  const below = [...parts, referred(schema.$ref, root)].filter(isSchema);
  return [schema, ...below.flatMap((part) => findVariants(part, root, [...seen, schema]))];
}

function schemaOfEntry(schema: JsonSchema, key: string, inList: boolean): unknown {
  if (inList) return schema.items;
  const { properties = {}, additionalProperties } = schema as {
    properties?: JsonSchema;
    additionalProperties?: unknown;
  };
  return Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
}

/** `#/$defs/token`, or `#` for the whole. */
function referred(pointer: unknown, root: JsonSchema): unknown {
  if (typeof pointer !== "string" || !pointer.startsWith("#")) return undefined;
  const keys = pointer.split("/").slice(1);
  return keys.reduce<unknown>((found, key) => (isSchema(found) ? found[key] : undefined), root);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textsIn(value: unknown, above: unknown[] = []): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || above.includes(value)) return [];
  return Object.values(value).flatMap((entry) => textsIn(entry, [...above, value]));
}
