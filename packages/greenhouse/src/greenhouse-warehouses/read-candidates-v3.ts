import {
  type Api,
  type ApiResponse,
  ConnectorError,
  defineWarehouse,
  type FileReference,
  type OriginFile,
} from "@hrflow-connectors/core/connector";
import { compact, isoInstant } from "@hrflow-connectors/core/formats";
import type { GreenhouseCandidateRecord } from "../formats/greenhouse-records";
import { type CheckedCandidateFilters, candidateId, profilesV3Parameters } from "../greenhouse-candidate-parameters";
import { harvestV3Connection } from "../greenhouse-connection";
import type { GreenhouseCandidate, GreenhouseHarvestPaths } from "../greenhouse-types";
import { completeCandidates, partLists } from "./complete-candidates-v3";
import { withParts } from "./read-parts";
import { overlapMs, readWindows, type TimeWindow, type WindowRows } from "./read-windows";
import { checkListsV3, checkRecordV3, type ListV3, listRecordsV3 } from "./responses";
import { dateFilter, openWindowV3, rowsById } from "./window-v3";

type V3Api = Api<GreenhouseHarvestPaths>;

const url = "https://harvestdocs.greenhouse.io";
const endpoints = [
  { endpoint: "GET /candidates", permission: "harvest:candidates:list", url },
  { endpoint: "GET /applications", permission: "harvest:applications:list", url },
  { endpoint: "GET /candidate_employments", permission: "harvest:candidate_employments:list", url },
  { endpoint: "GET /candidate_educations", permission: "harvest:candidate_educations:list", url },
  { endpoint: "GET /custom_field_options", permission: "harvest:custom_field_options:list", url },
  { endpoint: "GET /attachments", permission: "harvest:attachments:list", url },
] as const;

const lists = [
  ...(["candidates", "applications", "candidate_employments", "candidate_educations"] as const),
  ...(["custom_field_options", "attachments"] as const),
];

/** Reads candidates by Harvest v3: a list of each kind of record, for 50 candidates at a time. */
export const candidatesReadV3 = defineWarehouse({
  name: "Greenhouse candidates (Harvest v3)",
  dataType: "profile",
  connection: harvestV3Connection,
  read: {
    parameters: profilesV3Parameters,
    endpoints,
    check: (context) => checkListsV3(context, lists),
    overlapMs,
    cursor: changedAt,
    file: fetchFile,
    async *read({ api, parameters, ...place }): AsyncGenerator<GreenhouseCandidateRecord> {
      const ids = await chosenIds(api, parameters);
      const windows = readWindows(place, parameters, (window) => openWindow(api, parameters, ids, window));
      yield* withParts(place, windows, completeCandidates(api));
    },
  },
});

/** Reads one candidate by Harvest v3. */
export const candidateReadV3 = defineWarehouse({
  name: "Greenhouse candidate (Harvest v3)",
  dataType: "profile",
  connection: harvestV3Connection,
  read: {
    parameters: candidateId.v3,
    endpoints,
    async check(context) {
      await checkListsV3(context, lists);
      await checkRecordV3(context, "candidate", context.parameters.candidateId);
    },
    file: fetchFile,
    async *read({ api, parameters }): AsyncGenerator<GreenhouseCandidateRecord> {
      const found: GreenhouseCandidate[] = [];
      for await (const row of rowsById([parameters.candidateId], candidatesPage(api))) found.push(row);
      yield* await completeCandidates(api)(found);
    },
  },
});

/** When a candidate or anything that belongs to it changed last. */
export function changedAt(candidate: GreenhouseCandidateRecord): string | null {
  const { applications, educations, employments, attachments } = candidate;
  const parts = [candidate, ...applications, ...educations, ...employments, ...attachments];
  const times = parts.flatMap(({ updated_at }) => isoInstant(updated_at) ?? []);
  return times.sort().at(-1) ?? null;
}

/** The ids that the parameters ask for; undefined for all candidates. The list of candidates knows nothing of jobs. */
async function chosenIds(api: V3Api, parameters: CheckedCandidateFilters): Promise<Set<number> | undefined> {
  const { candidateIds, jobId, applicationStatus: status } = parameters;
  const given = candidateIds && new Set(candidateIds);
  if (jobId === undefined && status === undefined) return given;
  const found = new Set<number>();
  const query = compact({ job_ids: jobId === undefined ? [] : [jobId], status });
  const applications = listRecordsV3(query, (page) => api.response.GET("/applications", { params: { query: page } }));
  for await (const { candidate_id } of applications) {
    if (!given || given.has(candidate_id)) found.add(candidate_id);
  }
  return found;
}

/** The filters of the list itself. */
function filtersOf(parameters: CheckedCandidateFilters) {
  const { email, tag, includePrivate, customFieldOptionId, lastActivityAfter, lastActivityBefore } = parameters;
  return compact({
    email,
    tag,
    private: includePrivate === true,
    custom_field_option_id: customFieldOptionId,
    last_activity_at: dateFilter(lastActivityAfter, lastActivityBefore),
  });
}

/**
 * Applications, files, employments and educations are records of their own. A window of changes also holds the candidates whose parts
 * changed.
 */
function openWindow(
  api: V3Api,
  parameters: CheckedCandidateFilters,
  ids: Set<number> | undefined,
  window: TimeWindow,
): Promise<WindowRows<GreenhouseCandidate>> {
  const findParents = (rows: PartRow[]) => applicantsOf(api, rows);
  const parts = partLists(api).map((list) => ({
    ...{ list: list as ListV3<PartRow, object>, parentOf: candidateOf, findParents },
  }));
  return openWindowV3(window, {
    ...{ filters: filtersOf(parameters), ids, list: candidatesPage(api), parts },
    // Checked again, should Greenhouse ignore the filter: a private candidate is only read if it is asked for.
    isWanted: (row) => parameters.includePrivate === true || row.private !== true,
  });
}

type PartRow = { candidate_id?: number | null; application_id?: number | null };

const candidateOf = ({ candidate_id }: PartRow) => candidate_id;

/** The candidates of files that name their application alone. */
async function applicantsOf(api: V3Api, rows: PartRow[]): Promise<number[]> {
  const ids = new Set(rows.flatMap(({ application_id }) => application_id ?? []));
  const found: number[] = [];
  const list: ListV3<{ id: number; candidate_id: number }, object> = (query) =>
    api.response.GET("/applications", { params: { query } });
  for await (const { candidate_id } of rowsById(ids, list)) found.push(candidate_id);
  return found;
}

/** A row may be only a message that a candidate is hidden or still being built, which has no id. */
function candidatesPage(api: V3Api): ListV3<GreenhouseCandidate, object> {
  return (query) =>
    api.response.GET("/candidates", { params: { query } }) as Promise<ApiResponse<GreenhouseCandidate[]>>;
}

/** The URL of a file is valid for seven days, so it is asked for when the file is needed. */
async function fetchFile(
  { id, fileName }: OriginFile,
  { api, download }: { api: V3Api; download: (file: FileReference) => Promise<File> },
): Promise<File> {
  const rows = await api.GET("/attachments", { params: { query: { ids: [Number(id)] } } });
  // If the list ignores the filter, its first row is the file of somebody else.
  const attachment = rows.find((row) => String(row.id) === id);
  if (!attachment) throw new ConnectorError(`Greenhouse has no attachment ${id}`, { code: "not_found" });
  return download({ url: attachment.url, fileName: fileName ?? attachment.filename });
}
