import type { Api } from "@hrflow-connectors/core/connector";
import { trimmed } from "@hrflow-connectors/core/formats";
import type { Resume } from "@hrflow-connectors/hrflow-client/warehouses";
import type { GreenhouseEmploymentItem } from "../formats/greenhouse-items";
import type { GreenhouseCandidateEducation, GreenhouseHarvestPaths } from "../greenhouse-types";
import { isResumeName } from "./attach-resume";
import { listRecordsV3 } from "./responses";

/*
 * Finds the parts of a candidate that an earlier attempt may have created. The first match will do: the candidate is ours, and
 * parts of the same content are the same for Greenhouse.
 */

type HarvestApi = Api<GreenhouseHarvestPaths>;

/** The candidate's application to a job. */
export function findApplication(api: HarvestApi, candidate: number, job: number): Promise<{ id: number } | null> {
  const query = { candidate_ids: [candidate], job_ids: [job] };
  const rows = listRecordsV3(query, (page) => api.response.GET("/applications", { params: { query: page } }));
  return firstId(rows, ({ candidate_id, job_id }) => candidate_id === candidate && job_id === job);
}

/** The candidate's employment of the same company, title and period. */
export function findEmployment(
  api: HarvestApi,
  candidate: number,
  sent: GreenhouseEmploymentItem,
): Promise<{ id: number } | null> {
  const query = { candidate_ids: [candidate] };
  const rows = listRecordsV3(query, (page) => api.response.GET("/candidate_employments", { params: { query: page } }));
  return firstId(
    rows,
    (row) =>
      row.candidate_id === candidate &&
      trimmed(row.company_name) === trimmed(sent.company_name) &&
      trimmed(row.title) === trimmed(sent.title) &&
      row.start_date?.slice(0, 10) === sent.start_date &&
      (row.end_date?.slice(0, 10) || undefined) === sent.end_date,
  );
}

const optionFields = [
  "school_name_custom_field_option_id",
  "degree_custom_field_option_id",
  "discipline_custom_field_option_id",
] as const;

type EducationIds = Pick<GreenhouseCandidateEducation, "candidate_id" | (typeof optionFields)[number]>;

/**
 * The candidate's education of the same school, degree and discipline that is not `taken` by another one of the item. Periods are not
 * compared: how Greenhouse shows them is not certain.
 */
export function findEducation(
  api: HarvestApi,
  sent: EducationIds,
  taken: ReadonlySet<unknown>,
): Promise<{ id: number } | null> {
  const query = { candidate_ids: [sent.candidate_id] };
  const rows = listRecordsV3(query, (page) => api.response.GET("/candidate_educations", { params: { query: page } }));
  return firstId(
    rows,
    (row) =>
      !taken.has(row.id) &&
      row.candidate_id === sent.candidate_id &&
      optionFields.every((field) => (row[field] ?? null) === (sent[field] ?? null)),
  );
}

/** The candidate's note of the same text. */
export function findNote(api: HarvestApi, candidate: number, body: string): Promise<{ id: number } | null> {
  const query = { candidate_ids: [candidate] };
  const rows = listRecordsV3(query, (page) => api.response.GET("/notes", { params: { query: page } }));
  return firstId(rows, (row) => row.candidate_id === candidate && trimmed(row.body) === trimmed(body));
}

/** The resume of an application. */
export function findResume(api: HarvestApi, application: number, resume: Resume): Promise<{ id: number } | null> {
  const query = { application_ids: [application], type: "resume" as const };
  const rows = listRecordsV3(query, (page) => api.response.GET("/attachments", { params: { query: page } }));
  return firstId(
    rows,
    ({ application_id, filename }) => application_id === application && isResumeName(filename, resume),
  );
}

async function firstId<Row extends { id: number }>(
  rows: AsyncIterable<Row>,
  isMatch: (row: Row) => boolean,
): Promise<{ id: number } | null> {
  for await (const row of rows) if (isMatch(row)) return { id: row.id };
  return null;
}
