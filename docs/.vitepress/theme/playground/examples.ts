import type { AshbyJobPosting } from "@hrflow-connectors/ashby";
import type { BamboohrJobWithPage } from "@hrflow-connectors/bamboohr";
import type { GreenhouseJob } from "@hrflow-connectors/greenhouse";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import type { LeverPosting } from "@hrflow-connectors/lever";
import type { WorkableJob } from "@hrflow-connectors/workable";

/** A synthetic person, who applies to a job of each vendor. */
export const exampleProfile = {
  key: "7f3c1a9e5b2d4c6f8a0b1c2d3e4f5a6b7c8d9e0f",
  reference: "candidate-2041",
  created_at: "2026-03-02T09:15:00+0000",
  info: {
    full_name: "Noor Lindqvist",
    first_name: "Noor",
    last_name: "Lindqvist",
    email: "noor.lindqvist@example.com",
    phone: "+12025550143",
    date_birth: "1994-05-17T00:00:00+0000",
    location: { text: "Lyon, France", lat: 45.764, lng: 4.8357 },
    urls: [{ type: "linkedin", url: "https://www.linkedin.com/in/noor-lindqvist-example" }],
    summary: "Backend engineer who likes small, well-tested services.",
  },
  text: "Noor Lindqvist\nBackend engineer who likes small, well-tested services.",
  experiences: [
    {
      company: "Example Logistics",
      title: "Senior Backend Engineer",
      date_start: "2022-04-01T00:00:00",
      date_end: null,
      description: "Moved the order pipeline to event streams.",
    },
  ],
  educations: [
    {
      school: "Example University",
      title: "Master's Degree in Computer Science",
      date_start: "2016-09-01T00:00:00",
      date_end: "2018-06-30T00:00:00",
    },
  ],
  skills: [
    { name: "typescript", type: "hard", value: null },
    { name: "postgresql", type: "hard", value: null },
  ],
  languages: [{ name: "french", value: null }],
  tags: [
    { name: "lever_posting_id", value: "f2f01e16-27f8-4711-a728-7d49499795a0" },
    { name: "greenhouse_job_id", value: "4000000123" },
    { name: "ashby_job_id", value: "5f1d3c2b-0000-4000-8000-000000000001" },
    { name: "bamboohr_job_id", value: "22" },
    { name: "workable_job_shortcode", value: "9CD658E131" },
  ],
  attachments: [
    {
      type: "resume",
      file_name: "noor-lindqvist",
      original_file_name: "noor-lindqvist",
      extension: ".pdf",
      public_url: "https://files.example.com/noor-lindqvist.pdf",
    },
  ],
} as Partial<HrflowProfile>;

export const leverPosting: LeverPosting = {
  id: "f2f01e16-27f8-4711-a728-7d49499795a0",
  text: "Backend Engineer",
  state: "published",
  createdAt: 1772442900000,
  updatedAt: 1772529300000,
  confidentiality: "non-confidential",
  categories: { team: "Platform", department: "Engineering", location: "Lyon", commitment: "Full-time" },
  tags: ["backend"],
  country: "FR",
  workplaceType: "hybrid",
  salaryRange: { min: 52000, max: 64000, currency: "EUR", interval: "per-year-salary" },
  content: {
    description: "You build the services that move orders.",
    lists: [{ text: "What you bring", content: "<li>TypeScript</li><li>PostgreSQL</li>" }],
  },
  urls: { show: "https://jobs.lever.co/example/f2f01e16", apply: "https://jobs.lever.co/example/f2f01e16/apply" },
};

export const greenhouseJob: GreenhouseJob = {
  id: 4461450008,
  internal_job_id: 4000000123,
  title: "Backend Engineer",
  updated_at: "2026-10-01T08:30:00-05:00",
  first_published: "2026-09-01T08:00:00-05:00",
  requisition_id: "REQ-7",
  location: { name: "Lyon, France" },
  absolute_url: "https://boards.greenhouse.io/example/jobs/4461450008",
  language: "en",
  metadata: [{ id: 1, name: "Remote", value: true, value_type: "yes_no" }],
  content: "&lt;p&gt;You build the services that move orders.&lt;/p&gt;",
  departments: [{ id: 11, name: "Engineering" }],
  offices: [{ id: 21, name: "Lyon", location: "Lyon, France" }],
};

export const ashbyPosting: Partial<AshbyJobPosting> = {
  id: "0b6a1c52-0000-4000-8000-000000000002",
  jobId: "5f1d3c2b-0000-4000-8000-000000000001",
  title: "Backend Engineer",
  departmentName: "Engineering",
  teamName: "Platform",
  locationName: "Lyon",
  employmentType: "FullTime",
  workplaceType: "Hybrid",
  isListed: true,
  publishedDate: "2026-03-02",
  updatedAt: "2026-03-03T09:15:00.000Z",
  descriptionHtml: "<p>You build the services that move orders.</p>",
  externalLink: "https://jobs.ashbyhq.com/example/0b6a1c52",
};

export const bamboohrJob: BamboohrJobWithPage = {
  id: 22,
  title: { id: null, label: "Backend Engineer" },
  postedDate: "2026-03-02T09:15:00+00:00",
  status: { id: 1, label: "Open" },
  department: { id: 11, label: "Engineering" },
  location: { id: 3, label: "Lyon", address: { city: "Lyon", country: "France" } },
  hiringLead: { employeeId: 7, firstName: "Ada", lastName: "Example", jobTitle: { id: 4, label: "CTO" } },
  newApplicantsCount: 2,
  postingUrl: "https://example.bamboohr.com/careers/22",
  careersPage: {
    description: "<p>You build the services that move orders.</p>",
    employmentStatusLabel: "Full-Time",
    datePosted: "2026-03-02",
    locationType: "2",
  },
};

export const workableJob: Partial<WorkableJob> = {
  id: "5b5ce1",
  shortcode: "9CD658E131",
  title: "Backend Engineer",
  state: "published",
  department: "Engineering",
  employment_type: "Full-time",
  created_at: "2026-03-02T00:00:00Z",
  updated_at: "2026-03-03T09:00:00Z",
  url: "https://example.workable.com/jobs/9CD658E131",
  description: "<p>You build the services that move orders.</p>",
  requirements: "<ul><li>TypeScript</li></ul>",
  location: { location_str: "Lyon, France", city: "Lyon", country: "France", country_code: "FR" },
  keywords: ["typescript"],
  salary: { salary_from: 52000, salary_to: 64000, salary_currency: "eur" },
};
