import { bare, distinct, listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowJobWrite, HrflowProfile } from "../hrflow-types";

type Tag = NonNullable<NonNullable<HrflowJobWrite["tags"]>[number]>;

/**
 * A list with the tag of a vendor's field, or an empty list without a value, to spread among other tags. Values are text in HrFlow.ai: booleans are
 * `True` and `False`, as in the Python connectors, and a list becomes one tag per entry.
 */
export function vendorTag(name: string, value: unknown): Tag[] {
  const tags: Tag[] = [];
  addVendorTag(tags, name, value);
  return tags;
}

/** Adds to a list what `vendorTag` returns, in half of the time. */
export function addVendorTag(tags: Tag[], name: string, value: unknown): void {
  if (Array.isArray(value)) {
    for (const entry of value) addVendorTag(tags, name, entry);
    return;
  }
  const text = textOf(value);
  if (text !== undefined) tags.push({ name, value: text });
}

/** The tags of several fields of a vendor, each named `<slug>_<field>`. */
export function vendorTags(slug: string, fields: Record<string, unknown>): Tag[] {
  const tags: Tag[] = [];
  for (const name of Object.keys(fields)) addVendorTag(tags, `${slug}_${name}`, fields[name]);
  return tags;
}

/**
 * The tags of a vendor's list, each named by its place: `<name>_0`, `<name>_1`. Absent entries leave a gap.
 *
 * @example
 * indexedTags("acme_skill", candidate.skills)
 */
export function indexedTags(name: string, values: readonly unknown[] | null | undefined): Tag[] {
  const tags: Tag[] = [];
  const list: readonly unknown[] = Array.isArray(values) ? values : [];
  for (const [index, value] of list.entries()) addVendorTag(tags, `${name}_${index}`, value);
  return tags;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return trimmed(value);
  const cleaned = (_: string, entry: unknown) => (typeof entry === "string" ? (trimmed(entry) ?? "") : entry);
  // Names of fields are texts of the vendor as well.
  return trimmed(JSON.stringify(value, cleaned));
}

/** The values of a profile's tags of one name, which are ids, as texts without invisible characters, each once. */
export function tagValues(profile: HrflowProfile, name: string): string[] {
  const tags = listOf(profile.tags).filter((tag) => bare(tag.name) === name);
  return distinct(tags.map(({ value }) => (typeof value === "number" ? String(value) : bare(value))));
}
