import type { GreenhouseState } from "./greenhouse-state";
import { type Filters, filters } from "./v3-filters";
import {
  applicationRow,
  attachmentRow,
  candidateRow,
  jobPostRow,
  jobRow,
  noteRow,
  optionRow,
  plainRow,
  userRow,
} from "./v3-rows";

/** A list of Harvest v3. */
export interface List {
  path: string;
  /** In addition to those of every list. */
  filters: Filters;
  rows(state: GreenhouseState, now: number): { id: number }[];
  /** Fields that only filters read. */
  unshown?: string[];
  /** Leaves out rows that the query does not ask for. */
  isHidden?(row: object, query: URLSearchParams): boolean;
}

const { ids, text, number, flag, status, date, optionOf } = filters;

const group: Filters = { parent_id: number("parent_id"), external_id: text("external_id") };

export const lists: List[] = [
  {
    path: "/candidates",
    filters: {
      private: (row, value) => value === "true" || row.private !== true,
      email: (row, value) => values(row.email_addresses).some((email) => email.toLowerCase() === value.toLowerCase()),
      tag: (row, value) => (row.tags as string[]).includes(value),
      last_activity_at: date("last_activity_at"),
      custom_field_option_id: optionOf,
    },
    rows: (state, now) => state.candidates.filter(({ readableAt }) => readableAt <= now).map(candidateRow),
  },
  {
    path: "/applications",
    filters: {
      candidate_ids: ids("candidate_id"),
      job_ids: ids("job_id"),
      prospective_job_ids: ids("prospective_job_ids"),
      job_post_ids: ids("job_post_id"),
      source_ids: ids("source_id"),
      referrer_ids: ids("referrer_id"),
      stage_ids: ids("stage_id"),
      job_interview_stage_ids: ids("job_interview_stage_id"),
      stage_name: text("stage_name"),
      status,
      prospect: flag("prospect"),
      last_activity_at: date("last_activity_at"),
      custom_field_option_id: optionOf,
    },
    rows: (state, now) => {
      const unreadable = new Set(state.candidates.filter(({ readableAt }) => readableAt > now).map(({ id }) => id));
      return state.applications.filter(({ candidate_id }) => !unreadable.has(candidate_id)).map(applicationRow);
    },
  },
  {
    path: "/attachments",
    filters: { application_ids: ids("application_id"), candidate_ids: ids("candidate_id"), type: text("type") },
    rows: ({ attachments }, now) =>
      attachments.filter(({ application_id }) => application_id !== null).map((file) => attachmentRow(file, now)),
  },
  {
    path: "/notes",
    filters: {
      candidate_ids: ids("candidate_id"),
      application_ids: ids("application_id"),
      user_ids: ids("user_id"),
      type: text("type"),
      visibility: text("visibility"),
    },
    rows: ({ notes }) => notes.map(noteRow),
  },
  {
    path: "/candidate_employments",
    filters: { candidate_ids: ids("candidate_id") },
    rows: ({ employments }) => employments.map(plainRow),
  },
  {
    path: "/candidate_educations",
    filters: { candidate_ids: ids("candidate_id") },
    rows: ({ educations }) => educations.map(plainRow),
  },
  {
    path: "/custom_field_options",
    filters: {
      custom_field_key: text("key"),
      custom_field_ids: ids("custom_field_id"),
      active: flag("active"),
    },
    rows: ({ options }) => options.map(optionRow),
    unshown: ["key"],
  },
  {
    path: "/jobs",
    filters: {
      status: (row, value) => (["open", "draft", "closed"].includes(value) ? row.status === value : undefined),
      requisition_id: text("requisition_id"),
      department_id: number("department_id"),
      office_id: (row, value) => number("office_ids")(row, value),
      confidential: flag("confidential"),
      opened_at: date("opened_at"),
      closed_at: date("closed_at"),
      custom_field_option_id: optionOf,
    },
    rows: ({ jobs }) => jobs.map(jobRow),
  },
  {
    path: "/job_posts",
    filters: {
      job_ids: ids("job_id"),
      job_board_ids: ids("job_board_id"),
      active: flag("active"),
      featured: flag("featured"),
      live: flag("live"),
      internal: flag("internal"),
    },
    rows: ({ jobPosts }) => jobPosts.map(jobPostRow),
    isHidden: (row, query) => "active" in row && row.active === false && query.get("active") !== "false",
  },
  {
    path: "/job_post_locations",
    filters: {
      job_post_ids: ids("job_post_id"),
      office_ids: ids("office_id"),
      custom_location_ids: ids("custom_location_id"),
      type: text("type"),
      plain_text_location: text("plain_text_location"),
    },
    rows: ({ jobPostLocations }) => jobPostLocations,
  },
  { path: "/departments", filters: group, rows: ({ departments }) => departments },
  { path: "/offices", filters: group, rows: ({ offices }) => offices },
  {
    path: "/users",
    filters: {
      primary_email: text("primary_email"),
      deactivated: flag("deactivated"),
      show_service_accounts: (_, value) => (value === "true" || value === "false" ? true : undefined),
    },
    rows: ({ users }) => users.map(userRow),
    isHidden: (row, query) =>
      "primary_email" in row && row.primary_email === "" && query.get("show_service_accounts") !== "true",
  },
];

function values(addresses: unknown): string[] {
  return (addresses as { value: string }[]).map(({ value }) => value);
}
