import type {
  GreenhouseApplication,
  GreenhouseAttachment,
  GreenhouseCandidate,
  GreenhouseCandidateEducation,
  GreenhouseCandidateEmployment,
  GreenhouseCustomFieldOption,
  GreenhouseDepartment,
  GreenhouseHarvestJob,
  GreenhouseJobPost,
  GreenhouseJobPostLocation,
  GreenhouseOffice,
} from "@hrflow-connectors/greenhouse/client";
import { samplePosting } from "./sample-posting";

/** The oldest candidate and the oldest job have it. What belongs to one of them has the same id. */
export const firstId = 4_000_000_000;

const time = "2025-01-02T03:04:05.000Z";
const times = { created_at: time, updated_at: time };

export function candidate(id: number, createdAt: string): GreenhouseCandidate {
  return {
    id,
    created_at: createdAt,
    updated_at: createdAt,
    first_name: "Ada",
    last_name: `Example ${id}`,
    preferred_name: null,
    company: "Example Works",
    title: "Engineer",
    last_activity_at: createdAt,
    private: false,
    can_email: true,
    tags: ["typescript"],
    linked_user_ids: [],
    phone_numbers: [{ value: "+12025550123", type: "mobile" }],
    email_addresses: [{ value: `ada.${id}@example.com`, type: "personal" }],
    addresses: [{ value: "1 Example Street, Paris", type: "home" }],
    website_addresses: [{ value: `https://ada-${id}.example.com`, type: "personal" }],
    social_media_addresses: [{ value: `https://profiles.example.com/ada-${id}` }],
    custom_fields: { notice: { name: "Notice", type: "short_text", value: "3 months" } },
  };
}

export const application = (id: number): GreenhouseApplication => ({
  ...{ id, candidate_id: id, ...times, job_id: firstId + (id % 40), source_id: 7, stage_name: "Phone screen" },
  ...{ status: "in_process", prospect: false, rejected_at: null, last_activity_at: time, location_address: "Paris" },
  ...{ prospective_job_ids: [], custom_fields: {} },
});

export const employment = (id: number): GreenhouseCandidateEmployment => ({
  ...{ id, candidate_id: id, ...times, company_name: "Example Works", title: "Engineer" },
  ...{ start_date: "2018-03-01", end_date: "2022-06-30", latest: true },
});

export const education = (id: number): GreenhouseCandidateEducation => ({
  ...{ id, candidate_id: id, ...times, start_at: "2012-09-01", end_at: "2016-06-30", latest: true },
  school_name_custom_field_option_id: 1_000 + (id % 50),
  degree_custom_field_option_id: 2_000 + (id % 5),
  discipline_custom_field_option_id: 3_000 + (id % 20),
});

export const attachment = (id: number): GreenhouseAttachment => ({
  ...{ id, candidate_id: id, application_id: id, ...times, type: "resume", filename: "ada.pdf" },
  ...{ url: `https://files.example.com/${id}/ada.pdf?signature=${"0".repeat(64)}`, content_type: "application/pdf" },
});

export const option = (id: number): GreenhouseCustomFieldOption => ({ id, name: `Option ${id}`, active: true });

export const job = (id: number, createdAt: string): GreenhouseHarvestJob => ({
  ...{ id, created_at: createdAt, updated_at: createdAt, name: `Software Engineer ${id}`, requisition_id: `R-${id}` },
  ...{ confidential: false, status: "open", opened_at: createdAt, closed_at: null, is_template: false },
  ...{ department_id: 100 + (id % 20), office_ids: [200 + (id % 10)], custom_fields: {} },
});

/** Text of a common size. */
export const jobContent = (samplePosting(0).content?.lists ?? []).map(({ content }) => content).join("");

export const post = (id: number): GreenhouseJobPost => ({
  ...{ id, job_id: id, job_board_id: 1, ...times, title: `Software Engineer ${id}`, content: jobContent },
  ...{ internal: false, active: true, live: true, featured: false, first_published_at: time, language: "en" },
  public_url: `https://boards.example.com/acme/jobs/${id}`,
});

export const postLocation = (id: number): GreenhouseJobPostLocation => ({
  ...{ id, job_post_id: id, ...times, type: "office", plain_text_location: "Paris, France" },
  office_id: 200 + (id % 10),
});

export const department = (id: number): GreenhouseDepartment => ({ id, ...times, name: `Department ${id}` });

export const office = (id: number): GreenhouseOffice => ({
  ...{ id, ...times, name: `Office ${id}`, location: "Paris, France" },
});
