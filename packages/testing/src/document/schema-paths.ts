import type { OpenApiDocument, Schema } from "./openapi-document";
import { dereference, schemaFrom } from "./references";

/**
 * The paths to all fields of a schema that hold a value: `info.email`, `skills[].name`. A test of a mapping can require that it says
 * where each goes. Fields that contain their own schema are followed once.
 *
 * @param target A name under `components.schemas`, a reference such as `#/components/schemas/Profile`, or a schema.
 */
export function schemaPaths(target: string | Schema, document: OpenApiDocument): string[] {
  return [...new Set(pathsOf(schemaFrom(target), document, "", []))];
}

function pathsOf(given: Schema, document: OpenApiDocument, path: string, open: readonly Schema[]): string[] {
  const schema = typeof given === "boolean" ? given : dereference(given, document);
  if (typeof schema === "boolean" || open.includes(schema)) return [path];
  const { properties, items, allOf = [], anyOf = [], oneOf = [], type } = schema;
  const inside = (child: Schema, childPath: string) => pathsOf(child, document, childPath, [...open, schema]);
  const below = [
    ...Object.entries(properties ?? {}).flatMap(([name, child]) =>
      inside(child, path === "" ? name : `${path}.${name}`),
    ),
    ...(items === undefined ? [] : inside(items, `${path}[]`)),
    ...[...allOf, ...anyOf, ...oneOf].flatMap((branch) => inside(branch, path)),
  ];
  // A branch that only allows null is no field of its own.
  return below.length > 0 || type === "null" ? below : [path];
}
