import {
  type GreenhouseFakeApplication,
  type GreenhouseFakeAttachment,
  type GreenhouseFakeCandidate,
  type GreenhouseFakeNote,
  type GreenhouseFakeOption,
  optionKeys,
} from "./greenhouse-state";
import type { GreenhouseFakeJob, GreenhouseFakeJobPost, GreenhouseFakeUser } from "./organization";

// Each function returns a record in the format of Harvest v3.

export function candidateRow({ dropped: _, readableAt: __, ...row }: GreenhouseFakeCandidate) {
  return row;
}

export function applicationRow({ dropped: _, ...row }: GreenhouseFakeApplication) {
  return {
    ...row,
    job_post_id: null,
    agency_note_id: null,
    stage_id: null,
    stage_name: row.prospect ? null : "Application Review",
    needs_decision: false,
    rejected_at: null,
    last_activity_at: row.updated_at,
    location_address: null,
    answers: [],
    custom_fields: {},
  };
}

export function attachmentRow({ dropped: _, source: __, ...row }: GreenhouseFakeAttachment, now: number) {
  return { ...row, url: fileUrl(row, now) };
}

/** The host of the files. */
export const filesUrl = "https://files.greenhouse.example";

/** Returns the signed URL of a file, which is valid for seven days. */
export function fileUrl({ id, filename }: Pick<GreenhouseFakeAttachment, "id" | "filename">, now: number): string {
  return `${filesUrl}/${id}/${encodeURIComponent(filename)}?signature=${now}`;
}

const shownVisibility: Record<string, string> = {
  public: "publicly_visible",
  private: "privately_visible",
  admin_only: "admin_only_visible",
};

/** Reads and writes use different names for a visibility. */
export function noteRow({ dropped: _, ...row }: GreenhouseFakeNote) {
  return { ...row, body_with_tags: row.body, visibility: shownVisibility[row.visibility] ?? row.visibility };
}

const firstCustomField = 4_000_000_901;

/** The key is not shown, but lists filter by it. */
export function optionRow({ active = true, ...row }: GreenhouseFakeOption, index: number) {
  const custom_field_id = firstCustomField + (optionKeys as readonly string[]).indexOf(row.key);
  return { ...row, custom_field_id, external_id: null, sort_order: index, active };
}

export function jobPostRow(post: GreenhouseFakeJobPost) {
  return { ...post, demographic_question_set_id: null, questions: [] };
}

export function jobRow(job: GreenhouseFakeJob) {
  return { custom_fields: {}, ...job };
}

export function userRow(user: GreenhouseFakeUser) {
  const lists = { linked_candidate_ids: [], office_ids: [], department_ids: [], interviewer_tags: [] };
  return { ...user, job_title: null, agency_id: null, ...lists, custom_fields: {} };
}

/** For records whose stored format is that of Harvest v3. */
export function plainRow<Row extends { dropped: string[] }>({ dropped: _, ...row }: Row) {
  return row;
}
