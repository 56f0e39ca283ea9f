import { distinct, isoInstant, listOf, trimmed } from "@hrflow-connectors/core/formats";
import { vendorTag } from "@hrflow-connectors/hrflow-client/warehouses";
import { customFieldTags, type GreenhouseApplicationRecord } from "./greenhouse-records";

/** What `applicationFields` writes of an application, but for its custom fields. */
export const applicationFieldNames = [
  ...["job_id", "job_name", "status", "stage_name", "stage_id", "job_interview_stage_id", "created_at", "updated_at"],
  ...["last_activity_at", "rejected_at", "rejection_reason", "job_post_id", "source_id", "source", "referrer_id"],
  ...["credited_to", "recruiter_id", "recruiter", "coordinator_id", "coordinator", "agency_note_id", "needs_decision"],
  ...["prospect", "prospect_pool", "prospect_stage", "prospect_owner", "prospective_office", "prospective_department"],
  ...["location_address", "answer"],
];

/** What an application tells besides its job, its state and its stage, by its id. */
export function applicationFields(application: GreenhouseApplicationRecord): ReturnType<typeof vendorTag> {
  const { prospect_detail, rejection_details } = application;
  const prefix = `greenhouse_application_${application.id ?? "unknown"}`;
  const fields: Record<string, unknown> = {
    job_id: application.job_id,
    job_name: listOf(application.jobs).map(({ name }) => name),
    status: application.status,
    stage_name: application.stage_name,
    stage_id: application.stage_id,
    job_interview_stage_id: application.job_interview_stage_id,
    created_at: timeOf(application.created_at),
    updated_at: timeOf(application.updated_at),
    last_activity_at: timeOf(application.last_activity_at),
    rejected_at: timeOf(application.rejected_at),
    rejection_reason: application.rejection_reason?.name,
    job_post_id: application.job_post_id,
    source_id: application.source_id,
    source: application.source?.public_name,
    referrer_id: application.referrer_id,
    credited_to: personOf(application.credited_to),
    recruiter_id: application.recruiter_id,
    recruiter: personOf(application.recruiter),
    coordinator_id: application.coordinator_id,
    coordinator: personOf(application.coordinator),
    agency_note_id: application.agency_note_id,
    needs_decision: application.needs_decision,
    prospect: application.prospect,
    prospect_pool: prospect_detail?.prospect_pool?.name,
    prospect_stage: prospect_detail?.prospect_stage?.name,
    prospect_owner: prospect_detail?.prospect_owner?.name,
    prospective_office: application.prospective_office?.name,
    prospective_department: application.prospective_department?.name,
    location_address: application.location_address,
    answer: listOf(application.answers).flatMap(({ question, answer }) =>
      trimmed(answer) ? distinct([question, answer]).join(": ") : [],
    ),
  };
  return [
    ...Object.entries(fields).flatMap(([name, value]) => vendorTag(`${prefix}_${name}`, value)),
    ...customFieldTags(prefix, application.custom_fields),
    ...customFieldTags(`${prefix}_rejection`, rejection_details?.keyed_custom_fields),
  ];
}

/** In UTC. What is not a time stays as it is. */
export const timeOf = (value: unknown) => isoInstant(value) ?? value;

/** The name of a person, else the id. */
export function personOf(person: { name?: string | null; id?: number } | null | undefined): unknown {
  return trimmed(person?.name) ?? person?.id;
}
