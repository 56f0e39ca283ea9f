import { distinct, listOf } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "../hrflow-types";

/** The values of a profile's tags of one name, as texts, each once. */
export function tagValues(profile: HrflowProfile, name: string): string[] {
  const tags = listOf(profile.tags).filter((tag) => tag.name === name);
  return distinct(tags.map(({ value }) => (typeof value === "number" ? String(value) : value)));
}
