import { trimmed } from "@hrflow-connectors/core/formats";
import type { HarvestClient } from "../greenhouse-client";
import type { GreenhouseCandidateEducation, GreenhouseCandidateEmploymentCreate } from "../greenhouse-types";
import type { MadeId } from "./created-ids";
import { listRecordsV3 } from "./list-records";
import { startOfSearch } from "./start-of-search";

/** The candidate's application to a job. */
export async function findApplication(
  client: HarvestClient,
  candidate: number,
  job: number,
): Promise<{ id: number } | null> {
  const query = { candidate_ids: [candidate], job_ids: [job] };
  const rows = listRecordsV3(query, (page) => client.GET("/applications", { params: { query: page } }));
  return firstId(rows, ({ candidate_id, job_id }) => candidate_id === candidate && job_id === job);
}

/** The candidate's period of work of the same company, title and start; `taken` are those that were made before it. */
export async function findEmployment(
  client: HarvestClient,
  sent: GreenhouseCandidateEmploymentCreate,
  taken: readonly MadeId[],
): Promise<MadeId | null> {
  const query = { candidate_ids: [sent.candidate_id] };
  const rows = listRecordsV3(query, (page) => client.GET("/candidate_employments", { params: { query: page } }));
  return firstId(
    rows,
    (row) =>
      isFree(row, taken) &&
      row.candidate_id === sent.candidate_id &&
      trimmed(row.company_name) === trimmed(sent.company_name) &&
      trimmed(row.title) === trimmed(sent.title) &&
      row.start_date?.slice(0, 10) === sent.start_date,
  );
}

const optionFields = [
  "school_name_custom_field_option_id",
  "degree_custom_field_option_id",
  "discipline_custom_field_option_id",
] as const;

type EducationIds = Pick<GreenhouseCandidateEducation, "candidate_id" | (typeof optionFields)[number]>;

/** The candidate's period of study of the same school, degree and discipline. */
export async function findEducation(
  client: HarvestClient,
  sent: EducationIds,
  taken: readonly MadeId[],
): Promise<MadeId | null> {
  const query = { candidate_ids: [sent.candidate_id] };
  const rows = listRecordsV3(query, (page) => client.GET("/candidate_educations", { params: { query: page } }));
  return firstId(
    rows,
    (row) =>
      isFree(row, taken) &&
      row.candidate_id === sent.candidate_id &&
      optionFields.every((field) => (row[field] ?? null) === (sent[field] ?? null)),
  );
}

/** The candidate's note of the same text. Notes cannot be asked for by candidate: those of the time are read. */
export async function findNote(
  client: HarvestClient,
  candidate: number,
  body: string,
  startedAt: number,
): Promise<MadeId | null> {
  const query = { created_at: `gte|${startOfSearch(startedAt)}` };
  const rows = listRecordsV3(query, (page) => client.GET("/notes", { params: { query: page } }));
  return firstId(rows, (row) => row.candidate_id === candidate && trimmed(row.body) === trimmed(body));
}

function isFree({ id }: { id: number }, taken: readonly MadeId[]): boolean {
  return !taken.some((made) => made.id === id);
}

async function firstId<Row extends { id: number }>(
  rows: AsyncIterable<Row>,
  fits: (row: Row) => boolean,
): Promise<{ id: number } | null> {
  for await (const row of rows) if (fits(row)) return { id: row.id };
  return null;
}
