import type { HrflowJobWrite } from "../hrflow-types";

type Tag = NonNullable<NonNullable<HrflowJobWrite["tags"]>[number]>;

/** A tag of a job in a list of its own, or none when there is no value: spread it among the others. */
export function jobTag(name: string, value: string | number | boolean | null | undefined): Tag[] {
  if (value === null || value === undefined) return [];
  const text = typeof value === "string" ? value.trim() : value;
  return text === "" ? [] : [{ name, value: text }];
}
