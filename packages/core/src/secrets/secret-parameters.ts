import type { JsonSchema } from "../contract/v1";

/** The texts that stand in fields which a JSON Schema marks as secret (`format: "password"`), whether or not they are valid. */
export function secretsIn(value: unknown, schema: JsonSchema, root: JsonSchema = schema): string[] {
  const variants = variantsOf(schema, root);
  if (variants.some(({ format }) => format === "password")) return textsIn(value);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    variants
      .map((variant) => schemaOfEntry(variant, key, Array.isArray(value)))
      .filter(isSchema)
      .flatMap((below) => secretsIn(entry, below, root)),
  );
}

/** A schema with all that it is put together from: alternatives, parts, and what it refers to. */
export function variantsOf(schema: JsonSchema, root: JsonSchema = schema, seen: JsonSchema[] = []): JsonSchema[] {
  if (seen.includes(schema)) return [];
  const parts = ["anyOf", "oneOf", "allOf"].flatMap((key) => schema[key] ?? []);
  const below = [...parts, referred(schema.$ref, root)].filter(isSchema);
  return [schema, ...below.flatMap((part) => variantsOf(part, root, [...seen, schema]))];
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

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
