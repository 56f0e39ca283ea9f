import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import {
  anything,
  bool,
  type Check,
  day,
  type Fault,
  type Fields,
  filled,
  id,
  listOf,
  month,
  oneOf,
  periodFaults,
  type ReadBody,
  readBody,
  type Shape,
  text,
  year,
} from "./body-checks";
import { candidateValues, names, v3Fields } from "./candidate-shape";
import type { GreenhouseSettings } from "./greenhouse-settings";
import { type GreenhouseState, optionKeys } from "./greenhouse-state";
import { addApplication, addCandidate, addEducation, addEmployment, addNote, readableCandidate } from "./records";
import { type Call, created, notFound, ok, refusedV3 } from "./responses";
import { createAttachment } from "./v3-attachments";
import { applicationRow, candidateRow, noteRow, plainRow } from "./v3-rows";

/** Returns the writes of Harvest v3. */
export function v3Writes(settings: GreenhouseSettings): FakeRoute<GreenhouseState>[] {
  return [
    { method: "POST", path: "/candidates", handle: (call) => createCandidate(call, settings) },
    { method: "PATCH", path: "/candidates/{id}", handle: updateCandidate },
    { method: "POST", path: "/applications", handle: (call) => createApplication(call, settings) },
    { method: "POST", path: "/attachments", handle: (call) => createAttachment(call, settings) },
    { method: "POST", path: "/notes", handle: createNote },
    { method: "POST", path: "/candidate_employments", handle: createEmployment },
    { method: "POST", path: "/candidate_educations", handle: createEducation },
  ];
}

function createCandidate({ state, json, now }: Call, settings: GreenhouseSettings): FakeResponse {
  const { faults, fields, dropped } = readBody(json, {
    required: names,
    optional: { ...v3Fields, application: anything },
  });
  const application = fields.application === undefined ? undefined : readApplication(fields.application, settings);
  const inner = (application?.faults ?? []).map(({ field, message }) => ({ field: `application.${field}`, message }));
  if (faults.length + inner.length > 0) return refusedV3([...faults, ...inner]);
  const candidate = addCandidate({ state, now: now(), dropped }, fields);
  if (!application) return created({ candidate: candidateRow(candidate), application: null });
  const context = { state, now: now(), dropped: application.dropped };
  const row = applicationRow(addApplication(context, candidate.id, application.fields));
  return created({ candidate: candidateRow(candidate), application: row });
}

/** Checks an application to one job, or a prospect, which may have several jobs or none. */
function readApplication(
  body: unknown,
  { hasJob }: GreenhouseSettings,
  required: Record<string, Check> = {},
): ReadBody {
  const read = readBody(body, isProspect(body) ? prospectShape(required) : jobShape(required));
  const jobs = [read.fields.job_id, read.fields.job_ids].flat().filter((job) => typeof job === "number");
  const unknown = jobs.filter((job) => !hasJob(job)).map(() => ({ field: "job_id", message: "is not a known job" }));
  return { ...read, faults: [...read.faults, ...unknown] };
}

function isProspect(body: unknown): boolean {
  return typeof body === "object" && body !== null && "prospect" in body && body.prospect === true;
}

const jobShape = (required: Record<string, Check>): Shape => ({
  required: { ...required, job_id: id },
  optional: {
    prospect: bool,
    source_id: id,
    initial_stage_id: id,
    recruiter_id: id,
    coordinator_id: id,
    referrer_id: id,
  },
});

const prospectShape = (required: Record<string, Check>): Shape => ({
  required: { ...required, prospect: bool },
  optional: { job_ids: listOf(id), prospect_pool_id: id, prospect_pool_stage_id: id, prospect_owner_id: id },
});

/** A sent list replaces the stored one. */
function updateCandidate({ state, json, params, now }: Call): FakeResponse {
  const candidate = readableCandidate(state, Number(params.id), now());
  if (!candidate) return notFound();
  const { faults, fields, dropped } = readBody(json, { optional: { ...names, ...v3Fields } });
  if (faults.length > 0) return refusedV3(faults);
  const at = new Date(now()).toISOString();
  Object.assign(candidate, candidateValues(fields), { updated_at: at, last_activity_at: at });
  candidate.dropped.push(...dropped);
  return ok(candidateRow(candidate));
}

function createApplication({ state, json, now }: Call, settings: GreenhouseSettings): FakeResponse {
  const { faults, fields, dropped } = readApplication(json, settings, { candidate_id: id });
  const all = [...faults, ...missingCandidate(state, fields, now())];
  if (all.length > 0) return refusedV3(all);
  return created(applicationRow(addApplication({ state, now: now(), dropped }, Number(fields.candidate_id), fields)));
}

const emailFields = { subject: text, email_to: listOf(text), email_from: listOf(text) };

/** An email note is only logged, and requires its addresses and subject. */
function createNote({ state, json, now }: Call): FakeResponse {
  const isEmail = typeof json === "object" && json !== null && "note_type" in json && json.note_type === "EMAIL";
  const { faults, fields, dropped } = readBody(json, {
    required: {
      candidate_id: id,
      body: text,
      note_type: oneOf("NOTE", "ACTIVITY", "EMAIL"),
      visibility: oneOf("public", "private", "admin_only"),
      ...(isEmail ? emailFields : {}),
    },
    optional: {
      ...emailFields,
      email_cc: listOf(text),
      application_id: id,
      user_id: id,
    },
  });
  const all = [...faults, ...missingCandidate(state, fields, now())];
  if (all.length > 0) return refusedV3(all);
  return created(noteRow(addNote({ state, now: now(), dropped }, Number(fields.candidate_id), fields)));
}

function createEmployment({ state, json, now }: Call): FakeResponse {
  const { faults, fields, dropped } = readBody(json, {
    required: { candidate_id: id, company_name: filled, title: filled, start_date: day },
    optional: { end_date: day },
  });
  const all = [...faults, ...missingCandidate(state, fields, now())];
  if (all.length > 0) return refusedV3(all);
  return created(plainRow(addEmployment({ state, now: now(), dropped }, Number(fields.candidate_id), fields)));
}

const optionFields = optionKeys.map((key) => ({ key, field: `${key}_custom_field_option_id` }));

function createEducation({ state, json, now }: Call): FakeResponse {
  const { faults, fields, dropped } = readBody(json, {
    required: { candidate_id: id },
    optional: {
      ...Object.fromEntries(optionFields.map(({ field }) => [field, id])),
      start_date: day,
      start_date_month: month,
      start_date_year: year,
      end_date: day,
      end_date_month: month,
      end_date_year: year,
    },
  });
  const unknown = optionFields.filter(
    ({ key, field }) =>
      typeof fields[field] === "number" && !state.options.some((one) => one.key === key && one.id === fields[field]),
  );
  const all = [
    ...faults,
    ...missingCandidate(state, fields, now()),
    ...unknown.map(({ field }) => ({ field, message: "is not a known option" })),
    ...periodFaults(fields, ["start_date", "start_date_month", "start_date_year"]),
    ...periodFaults(fields, ["end_date", "end_date_month", "end_date_year"]),
  ];
  if (all.length > 0) return refusedV3(all);
  return created(plainRow(addEducation({ state, now: now(), dropped }, Number(fields.candidate_id), fields)));
}

function missingCandidate(state: GreenhouseState, { candidate_id }: Fields, now: number): Fault[] {
  if (typeof candidate_id !== "number" || readableCandidate(state, candidate_id, now)) return [];
  return [{ field: "candidate_id", message: "is not a known candidate" }];
}
