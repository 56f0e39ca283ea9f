import type { OpenApiDocument, Schema } from "./openapi-document";
import { lookUp, schemaFrom } from "./references";

/**
 * Returns the paths to all fields of a schema that hold values, such as `name` or `offices[].id`. A schema within itself is listed
 * once.
 */
export function fieldPaths(target: string | Schema, document: OpenApiDocument): string[] {
  return [...new Set(pathsIn(schemaFrom(target), document, "", []))];
}

function pathsIn(schema: Schema, document: OpenApiDocument, path: string, references: string[]): string[] {
  if (typeof schema === "boolean") return [path];
  const { $ref, type, allOf = [], anyOf = [], oneOf = [], properties, items } = schema;
  if (type === "null") return [];
  const into = (part: Schema, at: string) => pathsIn(part, document, at, references);
  if ($ref !== undefined) {
    if (references.includes($ref)) return [path];
    return pathsIn(lookUp($ref, document) as Schema, document, path, [...references, $ref]);
  }
  const parts = [...allOf, ...anyOf, ...oneOf].flatMap((part) => into(part, path));
  const fields = Object.entries(properties ?? {}).flatMap(([name, field]) =>
    into(field, path ? `${path}.${name}` : name),
  );
  const entries = items === undefined ? [] : into(items, `${path}[]`);
  const found = [...parts, ...fields, ...entries];
  return found.length > 0 ? found : [path];
}
