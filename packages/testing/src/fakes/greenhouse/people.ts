import { emptyCandidate } from "./candidate-shape";
import type {
  GreenhouseFakeApplication,
  GreenhouseFakeAttachment,
  GreenhouseFakeCandidate,
  GreenhouseFakeEducation,
  GreenhouseFakeEmployment,
  People,
} from "./greenhouse-state";
import { rows, type Seed, seededAt } from "./organization";

/** Records of people that the account has from the start. Absent fields get defaults. */
export interface PeopleSeed {
  candidates?: readonly Seed<GreenhouseFakeCandidate>[];
  applications?: readonly Seed<GreenhouseFakeApplication>[];
  attachments?: readonly Seed<GreenhouseFakeAttachment>[];
  employments?: readonly Seed<GreenhouseFakeEmployment>[];
  educations?: readonly Seed<GreenhouseFakeEducation>[];
}

/** Returns the records of people that an account has from the start. */
export function createPeople({ candidates, applications, attachments, employments, educations }: PeopleSeed): People {
  const dropped = () => [];
  const noDates = { start_date_month: null, start_date_year: null, end_date_month: null, end_date_year: null };
  return {
    candidates: rows(candidates, () => ({
      ...structuredClone(emptyCandidate),
      ...{ last_activity_at: seededAt, readableAt: 0, dropped: dropped() },
    })),
    applications: rows(applications, () => ({
      ...{ candidate_id: 0, job_id: null, prospect: false, prospective_job_ids: [], source_id: null },
      ...{ recruiter_id: null, coordinator_id: null, referrer_id: null, job_interview_stage_id: null },
      ...{ status: "in_process", dropped: dropped() },
    })),
    attachments: rows(attachments, (id) => ({
      ...{ application_id: null, candidate_id: 0, type: "resume", filename: `file-${id}.pdf`, visibility: "public" },
      ...{ content_type: null, source: { content: btoa(`%PDF-1.4 file ${id}`) }, dropped: dropped() },
    })),
    employments: rows(employments, () => ({
      ...{ candidate_id: 0, company_name: "Example Works", title: "Engineer", start_date: "2020-01-01" },
      ...{ end_date: null, dropped: dropped() },
    })),
    educations: rows(educations, () => ({
      ...{ candidate_id: 0, start_at: null, end_at: null, ...noDates, dropped: dropped() },
      ...{ school_name_custom_field_option_id: null, degree_custom_field_option_id: null },
      discipline_custom_field_option_id: null,
    })),
  };
}
