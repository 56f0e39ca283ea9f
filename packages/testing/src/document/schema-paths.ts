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
  // A branch that only allows null adds no field.
  return below.length > 0 || type === "null" ? below : [path];
}

/**
 * Compares a list of fields, such as the rows of a table that says where each field of a schema goes, with the schema's paths. A listed
 * path covers the paths below it, unless a longer one does.
 */
export function comparePaths(
  paths: readonly string[],
  listed: readonly string[],
): {
  /** Paths that no listed one covers. */ unlisted: string[] /** Listed paths that cover none. */;
  unknown: string[];
} {
  const isCovered = (path: string, by: string) =>
    path === by || (path.startsWith(by) && /^[.[]/.test(path.slice(by.length)));
  const longestFirst = [...listed].sort((a, b) => b.length - a.length);
  const covering = paths.map((path) => longestFirst.find((one) => isCovered(path, one)));
  return {
    unlisted: paths.filter((_, index) => covering[index] === undefined),
    unknown: listed.filter((one) => !covering.includes(one)),
  };
}
