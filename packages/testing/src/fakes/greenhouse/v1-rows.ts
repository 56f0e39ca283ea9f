import type {
  GreenhouseFakeApplication,
  GreenhouseFakeAttachment,
  GreenhouseFakeCandidate,
  GreenhouseFakeEducation,
  GreenhouseFakeNote,
  GreenhouseState,
} from "./greenhouse-state";
import { fileUrl } from "./v3-rows";

/** Returns a candidate in the format of Harvest v1: with its applications, files, educations and employments. */
export function v1Candidate(state: GreenhouseState, candidate: GreenhouseFakeCandidate, now: number) {
  const { id, custom_fields, last_activity_at } = candidate;
  const isOwn = (row: { candidate_id: number }) => row.candidate_id === id;
  const applications = state.applications.filter(isOwn);
  const fields = Object.entries(custom_fields);
  return {
    id,
    first_name: candidate.first_name,
    last_name: candidate.last_name,
    company: candidate.company,
    title: candidate.title,
    created_at: candidate.created_at,
    updated_at: candidate.updated_at,
    last_activity: last_activity_at,
    is_private: candidate.private,
    photo_url: null,
    attachments: state.attachments.filter(isOwn).map((file) => v1Attachment(file, now)),
    application_ids: applications.map((application) => application.id),
    phone_numbers: candidate.phone_numbers,
    addresses: candidate.addresses,
    email_addresses: candidate.email_addresses,
    website_addresses: candidate.website_addresses,
    social_media_addresses: candidate.social_media_addresses,
    recruiter: null,
    coordinator: null,
    can_email: candidate.can_email,
    tags: candidate.tags,
    applications: applications.map((application) => v1Application(state, application, now)),
    educations: state.educations.filter(isOwn).map((education) => v1Education(state, education)),
    employments: state.employments.filter(isOwn).map(({ id, company_name, title, start_date, end_date }) => ({
      id,
      company_name,
      title,
      start_date: midnight(start_date),
      end_date: end_date && midnight(end_date),
    })),
    linked_user_ids: candidate.linked_user_ids,
    custom_fields: Object.fromEntries(fields.map(([key, { value }]) => [key, value])),
    keyed_custom_fields: custom_fields,
  };
}

/** The status of an open application differs between the versions. */
function v1Application(state: GreenhouseState, application: GreenhouseFakeApplication, now: number) {
  const { id, candidate_id, prospect, created_at, updated_at, job_id, source_id, status } = application;
  const jobs = prospect ? application.prospective_job_ids : [job_id].filter((one) => one !== null);
  return {
    id,
    candidate_id,
    prospect,
    applied_at: created_at,
    rejected_at: null,
    last_activity_at: updated_at,
    location: null,
    source: source_id === null ? null : { id: source_id, public_name: `Source ${source_id}` },
    credited_to: null,
    recruiter: null,
    coordinator: null,
    rejection_reason: null,
    rejection_details: null,
    jobs: jobs.map((job) => ({ id: job, name: `Job ${job}` })),
    job_post_id: null,
    status: status === "in_process" ? "active" : status,
    current_stage: prospect ? null : { id: application.job_interview_stage_id ?? 1, name: "Application Review" },
    answers: [],
    prospective_office: null,
    prospective_department: null,
    prospect_detail: { prospect_pool: null, prospect_stage: null, prospect_owner: null },
    attachments: state.attachments.filter((one) => one.application_id === id).map((file) => v1Attachment(file, now)),
  };
}

const shownTypes = ["resume", "cover_letter", "offer_packet", "offer_letter", "signed_offer_letter", "take_home_test"];

/** Reads show the type `admin_only` as `other`. */
function v1Attachment({ id, filename, type, created_at }: GreenhouseFakeAttachment, now: number) {
  const url = fileUrl({ id, filename }, now);
  return { filename, url, type: shownTypes.includes(type) ? type : "other", created_at };
}

function v1Education({ options }: GreenhouseState, education: GreenhouseFakeEducation) {
  const nameOf = (id: number | null) => options.find((option) => option.id === id)?.name ?? null;
  return {
    id: education.id,
    school_name: nameOf(education.school_name_custom_field_option_id),
    degree: nameOf(education.degree_custom_field_option_id),
    discipline: nameOf(education.discipline_custom_field_option_id),
    start_date: education.start_at,
    end_date: education.end_at,
  };
}

function midnight(date: string): string {
  return `${date}T00:00:00.000Z`;
}

/** The vendor misspells `visibility`, and sends it correctly as well. */
export function v1Note({ id, created_at, body, user_id, visibility }: GreenhouseFakeNote) {
  const user = { id: user_id ?? 0, first_name: "Example", last_name: "User", name: "Example User", employee_id: null };
  return { id, created_at, body, user, private: visibility !== "public", visiblity: visibility, visibility };
}
