import { bare, distinct, listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowJobWrite, HrflowProfile } from "../hrflow-types";

type Tag = NonNullable<NonNullable<HrflowJobWrite["tags"]>[number]>;

/** A job's tag as a list of one, empty if there is no value: spread it among others. */
export function jobTag(name: string, value: string | number | boolean | null | undefined): Tag[] {
  if (value === null || value === undefined) return [];
  const text = typeof value === "string" ? trimmed(value) : value;
  return text === undefined ? [] : [{ name, value: text }];
}

/** The values of a profile's tags of one name, which are ids, as texts without invisible characters, each once. */
export function tagValues(profile: HrflowProfile, name: string): string[] {
  const tags = listOf(profile.tags).filter((tag) => bare(tag.name) === name);
  return distinct(tags.map(({ value }) => (typeof value === "number" ? String(value) : bare(value))));
}
