import { InputError } from "@hrflow-connectors/core/connector";
import { compact, trimmed } from "@hrflow-connectors/core/formats";
import type { Resume } from "@hrflow-connectors/hrflow-client/warehouses";
import type { GreenhouseCandidateCreate } from "../greenhouse-types";

/** An application to one job. */
export interface GreenhouseApplicationItem {
  job_id: number;
  source_id?: number;
  initial_stage_id?: number;
  recruiter_id?: number;
  coordinator_id?: number;
}

/** A period of work. Dates are `YYYY-MM-DD`; without an end, it is the present one. */
export interface GreenhouseEmploymentItem {
  company_name: string;
  title: string;
  start_date: string;
  end_date?: string;
}

/** A period of study, by names, which the warehouse looks up. Dates are `YYYY-MM-DD`. */
export interface GreenhouseEducationItem {
  school_name?: string;
  degree?: string;
  discipline?: string;
  start_date?: string;
  end_date?: string;
}

/** A value of a custom field, by the field's immutable key. */
export interface GreenhouseCustomFieldItem {
  name_key: string;
  value: string | number | boolean | number[];
}

type SharedFields = Pick<
  GreenhouseCandidateCreate,
  | "first_name"
  | "last_name"
  | "company"
  | "title"
  | "phone_numbers"
  | "email_addresses"
  | "addresses"
  | "website_addresses"
  | "social_media_addresses"
  | "tags"
  | "is_private"
>;

/**
 * What `greenhouse.pushProfile` writes, and what its `logics` see: a candidate's fields as Harvest spells them, and the records that
 * belong to it.
 */
export interface GreenhouseCandidateItem extends SharedFields {
  /** At least one, each to a job of its own. */
  applications: GreenhouseApplicationItem[];
  custom_fields?: GreenhouseCustomFieldItem[];
  employments?: GreenhouseEmploymentItem[];
  educations?: GreenhouseEducationItem[];
  /** Attached to the first application. Its `text` becomes a public note if the file cannot be delivered. */
  resume?: Resume & { text?: string };
  /** The text of a public note. */
  note?: string;
  /**
   * What is filled in for questions of the job's application form, by the names of their fields, such as `question_4000012`: a text, the id or
   * label of an option, or a list of them. Only the Job Board API takes them.
   */
  answers?: Record<string, GreenhouseAnswer>;
  /** What the item lacks already; added to the receipt. */
  warnings?: string[];
}

export type GreenhouseAnswer = string | number | (string | number)[];

/** The fields of the candidate itself, the same in Harvest v3 and v1. */
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

/** What the item is known to lack, and its fields that Harvest does not have, such as the `external_id` of the Ingestion API. */
export function warningsOf(item: GreenhouseCandidateItem): string[] {
  const known: readonly string[] = [...candidateFields, ...otherFields];
  const unknown = Object.keys(item).filter((field) => !known.includes(field));
  return [
    ...(item.warnings ?? []),
    ...unknown.map((field) => `${field} not sent: a Greenhouse candidate has no such field`),
  ];
}

/** The applications, one for each job. Throws `InputError` if no tag names a job. */
export function applicationsOf(
  item: GreenhouseCandidateItem,
): [GreenhouseApplicationItem, ...GreenhouseApplicationItem[]] {
  const [first, ...others] = new Map(
    (item.applications ?? []).map((application) => [application.job_id, application]),
  ).values();
  if (!first) throw new InputError("applications: expected at least one job to apply to");
  return [first, ...others];
}

/** The name of the step that creates an application. */
export const applicationName = ({ job_id }: GreenhouseApplicationItem) => `application of job ${job_id}`;

/** The employments by their names. Those of one name are the same, in whatever spelling: they are sent once. */
export function employmentsOf({ employments = [] }: GreenhouseCandidateItem): Map<string, GreenhouseEmploymentItem> {
  return new Map(
    employments.map((employment) => {
      const { title, company_name } = employment;
      return [`employment: ${trimmed(title)} at ${trimmed(company_name)}${periodOf(employment)}`, employment];
    }),
  );
}

/** The educations by their names, in the same way. */
export function educationsOf({ educations = [] }: GreenhouseCandidateItem): Map<string, GreenhouseEducationItem> {
  return new Map(
    educations.map((education) => {
      const { school_name, degree, discipline } = education;
      const names = [school_name, degree, discipline].map((name) => name?.trim()).filter(Boolean);
      return [`education: ${names.join(", ")}${periodOf(education)}`, education];
    }),
  );
}

/** The item's own note by its name, which tells only how the text begins. */
export function ownNotes({ note }: GreenhouseCandidateItem): Map<string, string> {
  return namedNotes("note", note);
}

/** The text of a resume that could not be delivered, in the same way. Empty if the item's own note says the same. */
export function resumeNotes({ note, resume }: GreenhouseCandidateItem): Map<string, string> {
  return trimmed(resume?.text) === trimmed(note) ? new Map() : namedNotes("text of the resume", resume?.text);
}

function namedNotes(kind: string, given: string | undefined): Map<string, string> {
  const text = trimmed(given);
  return new Map(text === undefined ? [] : [[`${kind}: ${text.replace(/\s+/g, " ").slice(0, 60)}`, text]]);
}

function periodOf({ start_date, end_date }: GreenhouseEducationItem): string {
  if (start_date && end_date) return ` from ${start_date} to ${end_date}`;
  if (start_date) return ` since ${start_date}`;
  return end_date ? ` until ${end_date}` : "";
}
