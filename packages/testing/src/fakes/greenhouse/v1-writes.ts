import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import {
  anything,
  type Check,
  dateText,
  type Fault,
  type Fields,
  filled,
  id,
  listOf,
  month,
  object,
  oneOf,
  periodFaults,
  type ReadBody,
  readBody,
  text,
  year,
} from "./body-checks";
import { names, v1Fields } from "./candidate-shape";
import type { GreenhouseSettings } from "./greenhouse-settings";
import type { GreenhouseState } from "./greenhouse-state";
import {
  addApplication,
  addAttachment,
  addCandidate,
  addEducation,
  addEmployment,
  addNote,
  readableCandidate,
} from "./records";
import { type Call, created, notFound, refused } from "./responses";
import { createV1Attachment, readV1File } from "./v1-attachments";
import { v1Candidate, v1Note } from "./v1-rows";

/** Returns the writes of Harvest v1. */
export function v1Writes(settings: GreenhouseSettings): FakeRoute<GreenhouseState>[] {
  return [
    { method: "POST", path: "/candidates", handle: (call) => createCandidate(call, settings) },
    { method: "POST", path: "/candidates/{id}/attachments", handle: (call) => createV1Attachment(call, settings) },
    { method: "POST", path: "/candidates/{id}/activity_feed/notes", handle: createNote },
  ];
}

const periodFields = {
  start_date: dateText,
  start_month: month,
  start_year: year,
  end_date: dateText,
  end_month: month,
  end_year: year,
};

/** A user is identified by id or email address. */
const user: Check = (value) => {
  const isById = typeof value === "object" && value !== null && "id" in value;
  return object({ required: isById ? { id } : { email: text } })(value);
};

const noteShape = { required: { user_id: id, body: text, visibility: oneOf("admin_only", "private", "public") } };

const candidateShape = {
  required: { ...names, applications: listOf(anything, 1) },
  optional: {
    ...v1Fields,
    employments: listOf(
      object({
        required: { company_name: filled, title: filled, start_date: dateText },
        optional: { end_date: dateText },
      }),
    ),
    educations: listOf(object({ optional: { school_id: id, degree_id: id, discipline_id: id, ...periodFields } })),
    activity_feed_notes: listOf(object(noteShape)),
    recruiter: user,
    coordinator: user,
  },
};

function createCandidate({ state, json, now }: Call, settings: GreenhouseSettings): FakeResponse {
  const { faults, fields, dropped } = readBody(json, candidateShape);
  const applications = Array.isArray(fields.applications)
    ? fields.applications.map((application) => readApplication(application, settings))
    : [];
  const all = [
    ...faults,
    ...applications.flatMap((application) => application.faults),
    ...rowsOf(fields.educations).flatMap((education) => educationFaults(state, education)),
  ];
  if (all.length > 0) return refused(all);

  const at = now();
  const context = { state, now: at, dropped: [] };
  const candidate = addCandidate({ ...context, dropped }, fields, at + settings.v1ReadableAfterMs);
  for (const application of applications)
    addWithFiles({ ...context, dropped: application.dropped }, candidate.id, application);
  for (const employment of rowsOf(fields.employments)) addEmployment(context, candidate.id, employment);
  for (const education of rowsOf(fields.educations)) addEducation(context, candidate.id, v3Education(education));
  for (const note of rowsOf(fields.activity_feed_notes)) addNote(context, candidate.id, note);

  if (settings.v1ReadableAfterMs <= 0) return created(v1Candidate(state, candidate, now()));
  const own = state.applications.filter(({ candidate_id }) => candidate_id === candidate.id);
  return { status: 202, body: { id: candidate.id, application_ids: own.map((application) => application.id) } };
}

function createNote({ state, json, params, now }: Call): FakeResponse {
  const candidate = readableCandidate(state, Number(params.id), now());
  if (!candidate) return notFound();
  const { faults, fields, dropped } = readBody(json, noteShape);
  if (faults.length > 0) return refused(faults);
  return created(v1Note(addNote({ state, now: now(), dropped }, candidate.id, fields)));
}

function readApplication(body: unknown, { hasJob, fetches }: GreenhouseSettings): ReadBody & { files: Fields[] } {
  const read = readBody(body, {
    required: { job_id: id },
    optional: {
      prospect: oneOf(false),
      source_id: id,
      initial_stage_id: id,
      recruiter_id: id,
      coordinator_id: id,
      referrer: object({ required: { type: oneOf("id", "email", "outside"), value: anything } }),
      attachments: listOf(object({})),
    },
  });
  const faults = [...read.faults];
  const { job_id } = read.fields;
  if (typeof job_id === "number" && !hasJob(job_id)) faults.push({ field: "job_id", message: "is not a known job" });
  const types = ["resume", "cover_letter", "other", "take_home_test", "offer_letter", "signed_offer_letter"];
  const files = rowsOf(read.fields.attachments).map((file) => readV1File(file, types, fetches));
  return {
    ...read,
    faults: [...faults, ...files.flatMap((file) => file.faults)],
    files: files.map((file) => file.fields),
  };
}

function addWithFiles(
  context: Parameters<typeof addApplication>[0],
  candidate: number,
  application: ReturnType<typeof readApplication>,
) {
  const added = addApplication(context, candidate, application.fields);
  for (const file of application.files) addAttachment(context, { candidate, application: added.id }, file);
}

const optionNames = { school_id: "school_name", degree_id: "degree", discipline_id: "discipline" } as const;

function educationFaults({ options }: GreenhouseState, education: Fields): Fault[] {
  const unknown = Object.entries(optionNames).filter(
    ([field, key]) => field in education && !options.some((one) => one.key === key && one.id === education[field]),
  );
  return [
    ...unknown.map(([field]) => ({ field, message: "is not a known option" })),
    ...periodFaults(education, ["start_date", "start_month", "start_year"]),
    ...periodFaults(education, ["end_date", "end_month", "end_year"]),
  ];
}

/** Converts to the field names of Harvest v3, which the records use. */
function v3Education({ start_month, start_year, end_month, end_year, ...education }: Fields): Fields {
  const options = Object.entries(optionNames).map(([field, key]) => [
    `${key}_custom_field_option_id`,
    education[field],
  ]);
  const months = {
    start_date_month: start_month,
    start_date_year: start_year,
    end_date_month: end_month,
    end_date_year: end_year,
  };
  return { ...education, ...Object.fromEntries(options), ...months };
}

function rowsOf(list: unknown): Fields[] {
  return Array.isArray(list) ? list.filter((row) => typeof row === "object" && row !== null) : [];
}
