import { InputError } from "@hrflow-connectors/core";
import { compact } from "@hrflow-connectors/core/formats";
import type { GreenhouseApplicationItem, GreenhouseCandidateItem } from "../formats/greenhouse-items";

/** The fields of an item that stand on the candidate itself, the same in Harvest v3 and v1. */
const candidateFields = [
  "first_name",
  "last_name",
  "company",
  "title",
  "phone_numbers",
  "email_addresses",
  "addresses",
  "website_addresses",
  "social_media_addresses",
  "tags",
  "is_private",
  "custom_fields",
] as const satisfies (keyof GreenhouseCandidateItem)[];

const otherFields = [
  "applications",
  "employments",
  "educations",
  "resume",
  "note",
  "warnings",
] as const satisfies (keyof GreenhouseCandidateItem)[];

type CandidateFields = Pick<GreenhouseCandidateItem, (typeof candidateFields)[number]>;

/** The candidate's own fields, without those that are empty: an empty list would clear what is there. */
export function candidateFieldsOf(item: GreenhouseCandidateItem): CandidateFields {
  const { first_name, last_name } = item;
  const given = Object.fromEntries(candidateFields.map((field) => [field, item[field]]));
  return { ...compact(given as CandidateFields), first_name, last_name };
}

/** The fields of an item that Harvest has no place for, such as the `external_id` of the Ingestion API. */
export function strangersOf(item: GreenhouseCandidateItem): string[] {
  const known: readonly string[] = [...candidateFields, ...otherFields];
  return Object.keys(item).filter((field) => !known.includes(field));
}

/** The applications, one for each job. Throws `InputError` without any. */
export function applicationsOf(
  item: GreenhouseCandidateItem,
): [GreenhouseApplicationItem, ...GreenhouseApplicationItem[]] {
  const [first, ...others] = new Map(
    (item.applications ?? []).map((application) => [application.job_id, application]),
  ).values();
  if (!first) throw new InputError("applications: expected at least one job to apply to");
  return [first, ...others];
}
