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
import {
  createFinder,
  groupBy,
  idGroups,
  overlapMs,
  readWindows,
  type TimeWindow,
  type WindowRows,
  withParts,
} from "./read-windows";
import { checkListsV3, checkRecordV3, collect, type ListV3, listRecordsV3 } from "./responses";
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
      yield* withParts(place, windows, completer(api));
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
      yield* await completer(api)(found);
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
 * What belongs to a candidate is a record of its own: where a window goes by changes, candidates whose application, file, employment
 * or education changed are among them.
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
    // Whatever the filter lets through: what is private is not to leave Greenhouse unasked.
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

/** The lists of what belongs to candidates. */
function partLists(api: V3Api) {
  return [
    (query: object) => api.response.GET("/applications", { params: { query } }),
    (query: object) => api.response.GET("/candidate_employments", { params: { query } }),
    (query: object) => api.response.GET("/candidate_educations", { params: { query } }),
    (query: object) => api.response.GET("/attachments", { params: { query } }),
  ] as const;
}

/** Reads what belongs to at most 50 candidates. */
function completer(api: V3Api): (candidates: GreenhouseCandidate[]) => Promise<GreenhouseCandidateRecord[]> {
  const options = createFinder((ids) =>
    listRecordsV3({ ids }, (query) => api.response.GET("/custom_field_options", { params: { query } })),
  );
  return async (candidates) => {
    if (candidates.length === 0) return [];
    const query = { candidate_ids: candidates.map(({ id }) => id) };
    const [listApplications, listEmployments, listEducations, listAttachments] = partLists(api);
    const [applied, employed, taught, filed] = await Promise.all([
      collect(listRecordsV3(query, listApplications)),
      collect(listRecordsV3(query, listEmployments)),
      collect(listRecordsV3(query, listEducations)),
      collect(listRecordsV3(query, listAttachments)),
    ]);
    const applicants = new Map(applied.map(({ id, candidate_id }) => [id, candidate_id]));
    // A file may name its application alone: then it is not among those of the candidates.
    const groups = idGroups(applicants.keys()).map((application_ids) =>
      collect(listRecordsV3({ application_ids }, listAttachments)),
    );
    const files = new Map([...filed, ...(await Promise.all(groups)).flat()].map((file) => [file.id, file]));
    const applications = groupBy(applied, ({ candidate_id }) => candidate_id);
    const employments = groupBy(employed, ({ candidate_id }) => candidate_id);
    const educations = groupBy(taught, ({ candidate_id }) => candidate_id);
    const attachments = groupBy(
      [...files.values()],
      (file) => file.candidate_id ?? applicants.get(file.application_id),
    );
    const names = await options(
      taught.flatMap((education) => [
        education.school_name_custom_field_option_id,
        education.degree_custom_field_option_id,
        education.discipline_custom_field_option_id,
      ]),
    );
    const nameOf = (id: number | null | undefined) => names.get(id ?? 0)?.name;
    return candidates.map((candidate) => ({
      ...candidate,
      applications: applications.get(candidate.id) ?? [],
      employments: employments.get(candidate.id) ?? [],
      educations: (educations.get(candidate.id) ?? []).map((education) => ({
        ...education,
        ...compact({
          school_name: nameOf(education.school_name_custom_field_option_id),
          degree: nameOf(education.degree_custom_field_option_id),
          discipline: nameOf(education.discipline_custom_field_option_id),
        }),
      })),
      attachments: (attachments.get(candidate.id) ?? []).map(({ url: _, ...file }) => file),
    }));
  };
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
