import { createOrganization, type Dated, type Organization, type OrganizationSeed, seededAt } from "./organization";
import { createWindows, type RateWindows } from "./rate-window";

interface Written {
  /** Names of the fields that were sent and silently dropped. */
  dropped: string[];
}

/** A phone number, or an email, postal or web address. */
export interface GreenhouseAddress {
  value: string;
  type?: string;
}

/** A custom field with its value. */
export interface GreenhouseCustomField {
  name: string;
  type: string;
  value: unknown;
}

/** A candidate, with the field names of Harvest v3. */
export interface GreenhouseFakeCandidate extends Dated, Written {
  first_name: string;
  last_name: string;
  preferred_name: string | null;
  company: string | null;
  title: string | null;
  last_activity_at: string;
  private: boolean;
  can_email: boolean;
  time_zone: string | null;
  tags: string[];
  linked_user_ids: number[];
  phone_numbers: GreenhouseAddress[];
  email_addresses: GreenhouseAddress[];
  addresses: GreenhouseAddress[];
  website_addresses: GreenhouseAddress[];
  social_media_addresses: GreenhouseAddress[];
  custom_fields: Record<string, GreenhouseCustomField>;
  /** Epoch milliseconds of the fake's clock. Until then, the candidate is still being created and reads return 404. */
  readableAt: number;
}

/** An application, with the field names of Harvest v3. */
export interface GreenhouseFakeApplication extends Dated, Written {
  candidate_id: number;
  job_id: number | null;
  prospect: boolean;
  prospective_job_ids: number[];
  source_id: number | null;
  recruiter_id: number | null;
  coordinator_id: number | null;
  referrer_id: number | null;
  job_interview_stage_id: number | null;
  status: "in_process" | "rejected" | "hired" | "converted";
}

/** A file of a candidate, with the field names of Harvest v3. */
export interface GreenhouseFakeAttachment extends Dated, Written {
  /** Null if Harvest v1 attached the file to a candidate without an application. */
  application_id: number | null;
  candidate_id: number;
  /** A `resume` becomes `other` when a new resume is attached. */
  type: string;
  filename: string;
  visibility: string;
  content_type: string | null;
  /** The URL that the vendor downloaded, or the base64 content. */
  source: { url: string } | { content: string };
}

/** A note on a candidate, with the field names of Harvest v3. */
export interface GreenhouseFakeNote extends Dated, Written {
  candidate_id: number;
  application_id: number | null;
  user_id: number | null;
  type: string;
  visibility: string;
  subject: string | null;
  body: string;
}

/** An employment, with the field names of Harvest v3. */
export interface GreenhouseFakeEmployment extends Dated, Written {
  candidate_id: number;
  company_name: string;
  title: string;
  start_date: string;
  end_date: string | null;
}

/** An education, with the field names of Harvest v3. */
export interface GreenhouseFakeEducation extends Dated, Written {
  candidate_id: number;
  school_name_custom_field_option_id: number | null;
  degree_custom_field_option_id: number | null;
  discipline_custom_field_option_id: number | null;
  start_at: string | null;
  end_at: string | null;
  start_date_month: number | null;
  start_date_year: number | null;
  end_date_month: number | null;
  end_date_year: number | null;
}

/** The kinds of options that an education refers to. */
export const optionKeys = ["school_name", "degree", "discipline"] as const;
export type OptionKey = (typeof optionKeys)[number];

/** A school, degree or discipline that educations can refer to. */
export interface GreenhouseFakeOption extends Dated {
  key: string;
  name: string;
  /** Default true. */
  active?: boolean;
}

/** An access token of Harvest v3. To invalidate it, set `revoked` or an earlier `expiresAt`. */
export interface GreenhouseFakeToken {
  token: string;
  clientId: string;
  /** The user on whose behalf the token acts. Null for the credential's own service user. */
  sub: string | null;
  /** Epoch milliseconds of the fake's clock. */
  expiresAt: number;
  revoked: boolean;
}

/** A public board. Lists show `content`, `departments` and `offices` of its jobs only on request. */
export interface GreenhouseFakeBoard {
  name: string;
  jobs: Record<string, unknown>[];
}

/** One Greenhouse account. Tests may read and change it. Harvest v3 and v1 show the same records. */
export interface GreenhouseState extends Organization {
  candidates: GreenhouseFakeCandidate[];
  applications: GreenhouseFakeApplication[];
  attachments: GreenhouseFakeAttachment[];
  notes: GreenhouseFakeNote[];
  employments: GreenhouseFakeEmployment[];
  educations: GreenhouseFakeEducation[];
  options: GreenhouseFakeOption[];
  tokens: GreenhouseFakeToken[];
  /** By the token in the board's URL. */
  boards: Record<string, GreenhouseFakeBoard>;
  windows: RateWindows;
  /**
   * The paging of Harvest v3. `overlapping`: a page starts with the last row of the previous one. `endless`: empty pages
   * follow the last one. `gapped`: every second page is empty. `repeating`: the second page leads back to itself.
   */
  paging: "normal" | "overlapping" | "endless" | "gapped" | "repeating";
  /** The most rows of a page of Harvest v3. */
  largestPage: number;
  /** The id of the next record. */
  nextId: number;
}

/** What belongs to people. */
export type People = Pick<
  GreenhouseState,
  "candidates" | "applications" | "attachments" | "employments" | "educations"
>;

export interface GreenhouseSeed extends OrganizationSeed {
  people: People;
  /** Names of the schools, degrees and disciplines of the account. */
  options: Partial<Record<OptionKey, readonly string[]>>;
  boards: Record<string, GreenhouseFakeBoard>;
  largestPage?: number | undefined;
}

const firstId = 4_000_000_001;

export function createGreenhouseState({
  options,
  boards,
  people,
  largestPage = 500,
  ...organization
}: GreenhouseSeed): GreenhouseState {
  const named = optionKeys.flatMap((key) => (options[key] ?? []).map((name) => ({ key, name })));
  return {
    ...createOrganization(organization),
    ...people,
    notes: [],
    options: named.map((row, index) => ({ id: firstId + index, created_at: seededAt, updated_at: seededAt, ...row })),
    tokens: [],
    boards: structuredClone(boards),
    windows: createWindows(),
    paging: "normal",
    largestPage,
    nextId: firstId + named.length,
  };
}

/** Stores a new record with an id and timestamps. */
export function addRecord<Row extends Dated>(
  state: GreenhouseState,
  rows: Row[],
  now: number,
  fields: Omit<Row, keyof Dated>,
): Row {
  const at = new Date(now).toISOString();
  const row = { id: state.nextId, created_at: at, updated_at: at, ...fields } as Row;
  state.nextId += 1;
  rows.push(row);
  return row;
}
