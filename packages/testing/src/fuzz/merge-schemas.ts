import type { Schema, SchemaObject } from "../document/openapi-document";

/** Merges two schemas for generating values. The result may be looser than both, so values are validated afterwards. */
export function mergeSchemas(one: SchemaObject, other: SchemaObject): SchemaObject {
  const merged: SchemaObject = { ...one, ...other };
  if (one.properties && other.properties) merged.properties = mergeProperties(one.properties, other.properties);
  if (one.required && other.required) merged.required = [...new Set([...one.required, ...other.required])];
  if (one.type !== undefined && other.type !== undefined) merged.type = commonTypes(one.type, other.type);
  if (one.allOf && other.allOf) merged.allOf = [...one.allOf, ...other.allOf];
  if (one.anyOf && other.anyOf) merged.anyOf = combinations(one.anyOf, other.anyOf);
  if (one.oneOf && other.oneOf) merged.oneOf = combinations(one.oneOf, other.oneOf);
  return merged;
}

function mergeProperties(one: Record<string, Schema>, other: Record<string, Schema>): Record<string, Schema> {
  const shared = Object.keys(one).filter((name) => name in other);
  const both = shared.map((name): [string, Schema] => [name, { allOf: [one[name] ?? true, other[name] ?? true] }]);
  return { ...one, ...other, ...Object.fromEntries(both) };
}

function combinations(one: Schema[], other: Schema[]): Schema[] {
  return one.flatMap((first) => other.map((second) => ({ allOf: [first, second] })));
}

function commonTypes(one: string | string[], other: string | string[]): string[] {
  const allowed = [other].flat();
  return [one].flat().filter((type) => allowed.includes(type) || (type === "integer" && allowed.includes("number")));
}
