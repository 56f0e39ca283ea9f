import {
  type Api,
  ConnectorError,
  defineWarehouse,
  type FileReference,
  nextFromLink,
  type OriginFile,
  paginate,
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
import { type ListV1, listRecordsV1, type OpenedList, pageSize } from "./responses";

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
  { field, from, before, isWhole }: TimeWindow,
): Promise<WindowRows<GreenhouseV1Candidate>> {
  const times =
    field === "created_at"
      ? { created_after: from, created_before: before }
      : { updated_after: from, updated_before: before };
  const query = compact({ ...times, job_id: jobId, email });
  type Query = typeof query & { skip_count: boolean; candidate_ids?: number[] };
  const candidates = (given: Query) => api.response.GET("/candidates", { params: { query: given } });
  const rowsOf = async function* (some: Iterable<number>) {
    for (const candidate_ids of idGroups(some))
      yield* listRecordsV1<GreenhouseV1Candidate, Query>({ ...query, skip_count: true, candidate_ids }, candidates);
  };
  const ids = candidateIds && new Set(candidateIds);
  // Beside an e-mail address the vendor ignores the ids.
  const chosen = email === undefined ? ids : undefined;
  const opened = chosen ? undefined : await openListV1(query, candidates, isWhole);
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

/**
 * Several pages are read from the last one to the first one, which is asked for again: once a record is deleted, those after it move to
 * the page before, which is still to come. `isCounted`: the vendor counts its pages at once.
 */
async function openListV1<Row, Query extends object>(
  query: Query,
  list: ListV1<Row, Query & { skip_count: boolean }>,
  isCounted: boolean,
): Promise<OpenedList<Row>> {
  const load = (page?: number, skip_count = true) =>
    list({ ...query, skip_count, per_page: pageSize, ...(page === undefined ? {} : { page }) });
  const first = await load(undefined, !isCounted);
  const isLong = nextFromLink(first.headers, "page") !== undefined;
  async function* rows() {
    if (!isLong) return yield* listOf(first.data);
    const { headers } = isCounted ? first : await load(undefined, false);
    const last = lastPage(headers);
    // Without their number, forwards.
    const start = last ?? "1";
    yield* paginate(
      async (page = start) => ({ page: Number(page), ...(await load(Number(page))) }),
      ({ page, data, headers }) => ({
        rows: data,
        next: last === undefined ? nextFromLink(headers, "page") : page > 1 ? String(page - 1) : undefined,
      }),
    );
  }
  return { isLong, first: listOf(first.data), rows };
}

/** The number of the last page, if the vendor counted them. */
function lastPage(headers: Headers): string | undefined {
  return /[?&]page=(\d+)[^<>]*>\s*;[^<]*\brel="?last\b/i.exec(headers.get("link") ?? "")?.[1];
}

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
