import {
  type Api,
  ConnectorError,
  defineWarehouse,
  type FileReference,
  type OriginFile,
  unlessMissing,
} from "@hrflow-connectors/core/connector";
import { compact, instant, listOf } from "@hrflow-connectors/core/formats";
import { type GreenhouseCandidateRecord, recordOfV1 } from "../formats/greenhouse-records";
import { type CheckedCandidateFilters, candidateId, profilesV1Parameters } from "../greenhouse-candidate-parameters";
import { harvestV1Connection, v1Endpoint } from "../greenhouse-connection";
import type { GreenhouseHarvestV1Paths, GreenhouseV1Candidate } from "../greenhouse-types";
import { changedAt } from "./read-candidates-v3";
import { idGroups, withParts } from "./read-parts";
import { overlapMs, readWindows, type TimeWindow, type WindowRows } from "./read-windows";
import { listRecordsV1, openListV1 } from "./responses";

type V1Api = Api<GreenhouseHarvestV1Paths>;

const list = v1Endpoint("GET /candidates", "get-list-candidates");
const one = v1Endpoint("GET /candidates/{id}", "get-retrieve-candidate");

/** Reads candidates by Harvest v1, which returns each with all that belongs to it. */
export const candidatesReadV1 = defineWarehouse({
  name: "Greenhouse candidates (Harvest v1)",
  dataType: "profile",
  connection: harvestV1Connection,
  read: {
    parameters: profilesV1Parameters,
    endpoints: [list, one],
    async check({ api, probe }) {
      const read = () => api.GET("/candidates", { params: { query: { per_page: 1 } } });
      await probe("the list of candidates", read, "allow the key to read candidates");
    },
    overlapMs,
    cursor: changedAt,
    file: fetchFile,
    async *read({ api, parameters, ...place }): AsyncGenerator<GreenhouseCandidateRecord> {
      const windows = readWindows(place, parameters, (window) => openWindow(api, parameters, window));
      yield* withParts(place, windows, async (rows) => rows.map(recordOfV1));
    },
  },
});

/** Reads one candidate by Harvest v1. */
export const candidateReadV1 = defineWarehouse({
  name: "Greenhouse candidate (Harvest v1)",
  dataType: "profile",
  connection: harvestV1Connection,
  read: {
    parameters: candidateId.v1,
    endpoints: [one],
    async check({ api, parameters: { candidateId: id }, probe }) {
      const read = () => api.GET("/candidates/{id}", { params: { path: { id } } });
      await probe(`the candidate ${id}`, read, "check candidateId, and allow the key to read candidates");
    },
    file: fetchFile,
    async *read({ api, parameters }): AsyncGenerator<GreenhouseCandidateRecord> {
      const found = await readCandidate(api, parameters.candidateId);
      if (found) yield recordOfV1(found);
    },
  },
});

async function openWindow(
  api: V1Api,
  { jobId, email, candidateIds, includePrivate }: CheckedCandidateFilters,
  { field, from, before }: TimeWindow,
): Promise<WindowRows<GreenhouseV1Candidate>> {
  const times =
    field === "created_at"
      ? { created_after: from, created_before: before }
      : { updated_after: from, updated_before: before };
  const query = { skip_count: true, ...compact({ ...times, job_id: jobId, email }) };
  type Query = typeof query & { candidate_ids?: number[] };
  const candidates = (given: Query) => api.response.GET("/candidates", { params: { query: given } });
  const rowsOf = async function* (some: Iterable<number>) {
    for (const candidate_ids of idGroups(some))
      yield* listRecordsV1<GreenhouseV1Candidate, Query>({ ...query, candidate_ids }, candidates);
  };
  const ids = candidateIds && new Set(candidateIds);
  // Beside an e-mail address the vendor ignores the ids.
  const chosen = email === undefined ? ids : undefined;
  const opened = chosen ? undefined : await openListV1(query, candidates);
  return {
    isLong: opened ? opened.isLong : (chosen?.size ?? 0) > mostIdsAtOnce,
    canSplit: !chosen,
    newest: field === "created_at" ? (opened?.first ?? []) : [],
    async *rows() {
      const rows = opened ? opened.rows() : rowsOf(chosen ?? []);
      for await (const row of rows) {
        // The list has no filter for it.
        if (row.is_private && !includePrivate) continue;
        if (!ids || ids.has(row.id)) yield row;
      }
    },
  };
}

const mostIdsAtOnce = 500;

/** Undefined if the candidate does not exist, or is still being built. */
function readCandidate(api: V1Api, id: number): Promise<GreenhouseV1Candidate | undefined> {
  return unlessMissing(api.GET("/candidates/{id}", { params: { path: { id } } }));
}

/** Files have no id: the newest resume of the candidate with the name is meant. Its URL is valid for seven days. */
async function fetchFile(
  { id, fileName }: OriginFile,
  { api, download }: { api: V1Api; download: (file: FileReference) => Promise<File> },
): Promise<File> {
  const candidate = await readCandidate(api, Number(id));
  const named = listOf(candidate?.attachments).filter(({ filename }) => !fileName || filename === fileName);
  // Another file may have the same name.
  const resumes = named.filter(({ type }) => type === "resume");
  const files = resumes.length > 0 ? resumes : named;
  const [newest] = files.sort((a, b) => (instant(b.created_at) ?? 0) - (instant(a.created_at) ?? 0));
  if (newest) return download({ url: newest.url, fileName: newest.filename });
  throw new ConnectorError(`Greenhouse has no file "${fileName ?? ""}" of candidate ${id}`, { code: "not_found" });
}
