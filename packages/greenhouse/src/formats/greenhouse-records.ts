import { bare, compact, listOf } from "@hrflow-connectors/core/formats";
import { vendorTag } from "@hrflow-connectors/hrflow-client/warehouses";
import type {
  GreenhouseApplication,
  GreenhouseAttachment,
  GreenhouseCandidate,
  GreenhouseCandidateEducation,
  GreenhouseCandidateEmployment,
  GreenhouseDepartment,
  GreenhouseHarvestJob,
  GreenhouseJob,
  GreenhouseJobPost,
  GreenhouseJobPostLocation,
  GreenhouseOffice,
  GreenhouseV1Application,
  GreenhouseV1Candidate,
} from "../greenhouse-types";

/** Custom fields by their keys. */
export type GreenhouseCustomFields =
  | { [key: string]: { name?: string; type?: string; value?: unknown } | null }
  | null
  | undefined;

/** An application as it is read. Harvest v1 also shows names, which v3 does not. */
export interface GreenhouseApplicationRecord
  extends Partial<Omit<GreenhouseApplication, "custom_fields">>,
    Pick<
      GreenhouseV1Application,
      | "jobs"
      | "source"
      | "credited_to"
      | "recruiter"
      | "coordinator"
      | "rejection_reason"
      | "rejection_details"
      | "prospective_office"
      | "prospective_department"
      | "prospect_detail"
    > {
  custom_fields?: GreenhouseCustomFields;
}

/** A period of study as it is read, by names. */
export interface GreenhouseEducationRecord extends Partial<GreenhouseCandidateEducation> {
  school_name?: string | null | undefined;
  degree?: string | null | undefined;
  discipline?: string | null | undefined;
}

/** A period of work as it is read. */
export type GreenhouseEmploymentRecord = {
  [Field in keyof GreenhouseCandidateEmployment]?: GreenhouseCandidateEmployment[Field] | null | undefined;
};

/** A file without its URL, which is valid for seven days. Files of Harvest v1 have no id. */
export type GreenhouseAttachmentRecord = Partial<Omit<GreenhouseAttachment, "url">>;

/** A person with all that belongs to it, in the spelling of Harvest v3, whichever version it was read by. */
export interface GreenhouseCandidateRecord
  extends Partial<Omit<GreenhouseCandidate, "id" | "custom_fields">>,
    Pick<GreenhouseV1Candidate, "recruiter" | "coordinator"> {
  id: number;
  custom_fields?: GreenhouseCustomFields;
  applications: GreenhouseApplicationRecord[];
  educations: GreenhouseEducationRecord[];
  employments: GreenhouseEmploymentRecord[];
  attachments: GreenhouseAttachmentRecord[];
}

/** A job of an account, read by Harvest v3, with its posts and all that they refer to. */
export interface GreenhouseHarvestJobRecord extends GreenhouseHarvestJob {
  /** Live or not, deleted ones included. */
  posts: (GreenhouseJobPost & { locations: GreenhouseJobPostLocation[] })[];
  department: GreenhouseDepartment | null;
  /** Those of the job, and those that its posts name. */
  offices: GreenhouseOffice[];
}

/** A job of a public board, or of an account. */
export type GreenhouseJobRecord = GreenhouseJob | GreenhouseHarvestJobRecord;

export function isHarvestJob(job: GreenhouseJobRecord): job is GreenhouseHarvestJobRecord {
  return "status" in job && Array.isArray(job.posts);
}

/** A candidate of Harvest v1 in the spelling of v3. */
export function recordOfV1(candidate: GreenhouseV1Candidate): GreenhouseCandidateRecord {
  const {
    is_private,
    last_activity,
    keyed_custom_fields,
    custom_fields,
    applications,
    educations,
    employments,
    attachments,
    application_ids: _,
    photo_url: __,
    ...shared
  } = candidate;
  return {
    ...shared,
    ...compact({ private: is_private, last_activity_at: last_activity }),
    custom_fields: keyed_custom_fields ?? keyed(custom_fields),
    applications: listOf(applications).map(applicationOf),
    educations: listOf(educations).map(({ start_date, end_date, ...education }) => ({
      ...education,
      ...compact({ start_at: start_date, end_at: end_date }),
    })),
    employments: [...listOf(employments)],
    // Files are found by the candidate's id, whatever id of their own they show.
    attachments: listOf(attachments).map(withoutUrlAndId),
  };
}

function withoutUrlAndId(file: GreenhouseAttachmentRecord & { url?: unknown }): GreenhouseAttachmentRecord {
  const { url: _, id: __, ...shown } = file;
  return shown;
}

function applicationOf(application: GreenhouseV1Application): GreenhouseApplicationRecord {
  const {
    applied_at,
    location,
    current_stage,
    attachments: _,
    keyed_custom_fields,
    custom_fields,
    ...shared
  } = {
    ...application,
  };
  const { source, recruiter, coordinator, jobs, prospect } = application;
  const ids = listOf(jobs).flatMap(({ id }) => (id === undefined ? [] : [id]));
  return {
    ...(shared as GreenhouseApplicationRecord),
    ...compact({
      created_at: applied_at,
      location_address: location?.address,
      stage_name: current_stage?.name,
      job_interview_stage_id: current_stage?.id,
      source_id: source?.id,
      recruiter_id: recruiter?.id,
      coordinator_id: coordinator?.id,
      job_id: prospect ? undefined : ids[0],
      prospective_job_ids: prospect ? ids : undefined,
      custom_fields: keyed_custom_fields ?? keyed(custom_fields),
    }),
  };
}

/** The tags of custom fields, by their keys. A field called `job_id` gets the tag `custom_field_job_id`, since `job_id` names a job. */
export function customFieldTags(prefix: string, fields: GreenhouseCustomFields): ReturnType<typeof vendorTag> {
  return Object.entries(fields ?? {}).flatMap(([key, field]) => {
    const name = bare(key) ?? "custom_field";
    return vendorTag(`${prefix}_${name === "job_id" ? "custom_field_job_id" : name}`, field?.value);
  });
}

/** Custom fields that come without their names and types. */
function keyed(fields: { [key: string]: unknown } | null | undefined): GreenhouseCustomFields {
  return fields && Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, { value }]));
}
