import type { Fields } from "./body-checks";
import { candidateValues, emptyCandidate } from "./candidate-shape";
import {
  addRecord,
  type GreenhouseFakeApplication,
  type GreenhouseFakeAttachment,
  type GreenhouseFakeCandidate,
  type GreenhouseFakeEducation,
  type GreenhouseFakeEmployment,
  type GreenhouseFakeNote,
  type GreenhouseState,
} from "./greenhouse-state";

/** The context of a write. Both versions use it. */
export interface WriteContext {
  state: GreenhouseState;
  now: number;
  /** Names of the fields to drop. */
  dropped: string[];
}

export function addCandidate(
  { state, now, dropped }: WriteContext,
  fields: Fields,
  readableAt = now,
): GreenhouseFakeCandidate {
  const last_activity_at = new Date(now).toISOString();
  const values = { ...emptyCandidate, ...candidateValues(fields), last_activity_at, dropped, readableAt };
  return addRecord(state, state.candidates, now, values);
}

export function addApplication(
  { state, now, dropped }: WriteContext,
  candidate: number,
  fields: Fields,
): GreenhouseFakeApplication {
  const reference = (name: string) => (fields[name] ?? null) as number | null;
  return addRecord(state, state.applications, now, {
    candidate_id: candidate,
    job_id: reference("job_id"),
    prospect: fields.prospect === true,
    prospective_job_ids: (fields.job_ids ?? []) as number[],
    source_id: reference("source_id"),
    recruiter_id: reference("recruiter_id"),
    coordinator_id: reference("coordinator_id"),
    referrer_id: reference("referrer_id"),
    job_interview_stage_id: reference("initial_stage_id"),
    status: "in_process",
    dropped,
  });
}

/** Attaches a file. An existing resume or cover letter becomes `other`. */
export function addAttachment(
  { state, now, dropped }: WriteContext,
  owner: { candidate: number; application: number | null },
  fields: Fields,
): GreenhouseFakeAttachment {
  const type = String(fields.type);
  for (const existing of state.attachments) {
    const isSame = existing.candidate_id === owner.candidate && existing.application_id === owner.application;
    if (isSame && existing.type === type && ["resume", "cover_letter"].includes(type)) {
      existing.type = "other";
      existing.updated_at = new Date(now).toISOString();
    }
  }
  return addRecord(state, state.attachments, now, {
    candidate_id: owner.candidate,
    application_id: owner.application,
    type,
    filename: String(fields.filename),
    visibility: String(fields.visibility ?? (["resume", "cover_letter"].includes(type) ? "public" : "admin_only")),
    content_type: (fields.content_type ?? null) as string | null,
    source: fields.url === undefined ? { content: String(fields.content) } : { url: String(fields.url) },
    dropped,
  });
}

export function addNote({ state, now, dropped }: WriteContext, candidate: number, fields: Fields): GreenhouseFakeNote {
  return addRecord(state, state.notes, now, {
    candidate_id: candidate,
    application_id: (fields.application_id ?? null) as number | null,
    user_id: (fields.user_id ?? null) as number | null,
    type: String(fields.note_type ?? "NOTE"),
    visibility: String(fields.visibility ?? "admin_only"),
    subject: (fields.subject ?? null) as string | null,
    body: String(fields.body),
    dropped,
  });
}

export function addEmployment(
  { state, now, dropped }: WriteContext,
  candidate: number,
  fields: Fields,
): GreenhouseFakeEmployment {
  return addRecord(state, state.employments, now, {
    candidate_id: candidate,
    company_name: String(fields.company_name),
    title: String(fields.title),
    start_date: String(fields.start_date).slice(0, 10),
    end_date: fields.end_date ? String(fields.end_date).slice(0, 10) : null,
    dropped,
  });
}

/** Expects the field names of Harvest v3. Stores a date as month and year too, because the vendor shows these. */
export function addEducation(
  { state, now, dropped }: WriteContext,
  candidate: number,
  fields: Fields,
): GreenhouseFakeEducation {
  const option = (name: string) => (fields[`${name}_custom_field_option_id`] ?? null) as number | null;
  const start = period(fields, "start_date");
  const end = period(fields, "end_date");
  return addRecord(state, state.educations, now, {
    candidate_id: candidate,
    school_name_custom_field_option_id: option("school_name"),
    degree_custom_field_option_id: option("degree"),
    discipline_custom_field_option_id: option("discipline"),
    start_at: start.at,
    end_at: end.at,
    start_date_month: start.month,
    start_date_year: start.year,
    end_date_month: end.month,
    end_date_year: end.year,
    dropped,
  });
}

function period(fields: Fields, side: "start_date" | "end_date") {
  const month = (fields[`${side}_month`] ?? null) as number | null;
  const year = (fields[`${side}_year`] ?? null) as number | null;
  const date = fields[side];
  if (typeof date === "string") {
    const at = new Date(date);
    return { at: at.toISOString(), month: at.getUTCMonth() + 1, year: at.getUTCFullYear() };
  }
  if (month === null || year === null) return { at: null, month, year };
  return { at: new Date(Date.UTC(year, month - 1, 1)).toISOString(), month, year };
}

/** Returns a candidate unless it is still being created. */
export function readableCandidate(
  state: GreenhouseState,
  id: number,
  now: number,
): GreenhouseFakeCandidate | undefined {
  return state.candidates.find((candidate) => candidate.id === id && candidate.readableAt <= now);
}
