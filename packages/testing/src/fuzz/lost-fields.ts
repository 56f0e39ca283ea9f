import { type Coverage, InputError } from "@hrflow-connectors/core";
import fc from "fast-check";

/** What a format does with the fields of a schema. */
export interface LostFields {
  /** Fields that the format never looks at, in no item. */
  lost: string[];
  /** Fields that no item filled. */
  unfilled: string[];
}

/**
 * Tells which fields a format loses, by many generated items: a field that it reads only in place of another counts as kept. Items that
 * the format refuses are left out.
 *
 * @example
 * const { lost } = await lostFields((job) => coverage(acme.pullJobList, job), arbitraryOf<Job>("Job", document), paths);
 *
 * @param fields The paths of the schema, as `schemaPaths` returns them.
 */
export async function lostFields<Item>(
  coverageOf: (item: Item) => Promise<Coverage>,
  items: fc.Arbitrary<Item>,
  fields: readonly string[],
): Promise<LostFields> {
  const [filled, kept] = [new Set<string>(), new Set<string>()];
  const longestFirst = [...fields].sort((one, other) => other.length - one.length);
  for (const item of fc.sample(items, { numRuns: 300, seed: 1 })) {
    const { lost, carried, read } = await coverageOf(item).catch(noneIfRefused);
    const fieldsOf = (paths: string[]) =>
      paths.flatMap((path) => longestFirst.find((field) => isAt(field, path)) ?? []);
    for (const field of fieldsOf([...carried, ...read])) kept.add(field);
    for (const field of fieldsOf([...carried, ...read, ...lost])) filled.add(field);
  }
  return {
    lost: fields.filter((field) => filled.has(field) && !kept.has(field)),
    unfilled: fields.filter((field) => !filled.has(field)),
  };
}

function noneIfRefused(error: unknown): Coverage {
  if (InputError.isInstance(error)) return { carried: [], read: [], lost: [] };
  throw error;
}

/** Whether a path in an item is a field of the schema, or below it: a field of any content has paths that no schema names. */
const isAt = (field: string, path: string) => isBelow(path.replace(/\.\d+(?=\.|$)/g, "[]"), field);
const isBelow = (path: string, above: string) => path.startsWith(above) && /^([.[]|$)/.test(path.slice(above.length));

/**
 * The fields of a schema that a page documents as lost: those in the first column of the tables below a heading, as code, with all that
 * is below them. Throws if the page has no such heading, or names a field that the schema lacks.
 */
export function documentedLosses(markdown: string, heading: string, fields: readonly string[]): string[] {
  const section = markdown.split(/^#+ /m).find((text) => text.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`the page has no heading ${JSON.stringify(heading)}`);
  const cells = section.split("\n").flatMap((line) => /^\| (`.*?`) \|/.exec(line)?.[1] ?? []);
  const named = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name));
  const unknown = named.filter((name) => !fields.some((field) => isBelow(field, name)));
  if (unknown.length > 0) throw new Error(`"${heading}" names fields that do not exist: ${unknown.join(", ")}`);
  return fields.filter((field) => named.some((name) => isBelow(field, name)));
}
