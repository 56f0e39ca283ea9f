import { distinct, listOf } from "@hrflow-connectors/core/formats";
import type { HrflowJobWrite, HrflowProfile } from "../hrflow-types";

type Tag = NonNullable<NonNullable<HrflowJobWrite["tags"]>[number]>;

/** A job's tag as a list of one, empty if there is no value: spread it among others. */
export function jobTag(name: string, value: string | number | boolean | null | undefined): Tag[] {
  if (value === null || value === undefined) return [];
  const text = typeof value === "string" ? value.trim() : value;
  return text === "" ? [] : [{ name, value: text }];
}

/** The values of a profile's tags of one name, as texts, each once. */
export function tagValues(profile: HrflowProfile, name: string): string[] {
  const tags = listOf(profile.tags).filter((tag) => tag.name === name);
  return distinct(tags.map(({ value }) => (typeof value === "number" ? String(value) : value)));
}
