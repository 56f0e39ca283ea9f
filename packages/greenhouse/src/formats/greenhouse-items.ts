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

/** A period of work. Dates are `YYYY-MM-DD`; without an end it goes on. */
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
 * What `greenhouse.pushProfile` writes, and what its `logics` see: a candidate's fields as Harvest spells them, and what
 * goes along, which the warehouse turns into the calls of Harvest v3 or v1.
 */
export interface GreenhouseCandidateItem extends SharedFields {
  /** At least one, each to a job of its own. */
  applications: GreenhouseApplicationItem[];
  custom_fields?: GreenhouseCustomFieldItem[];
  employments?: GreenhouseEmploymentItem[];
  educations?: GreenhouseEducationItem[];
  /** Attached to the first application. */
  resume?: Resume;
  /** The text of a public note. */
  note?: string;
  /** What the item lacks already; goes to the receipt. */
  warnings?: string[];
}
