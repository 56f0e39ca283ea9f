import { type Api, defineWarehouse } from "@hrflow-connectors/core/connector";
import { compact, listOf } from "@hrflow-connectors/core/formats";
import type { GreenhouseHarvestJobRecord, GreenhouseJobRecord } from "../formats/greenhouse-records";
import { harvestV3Connection } from "../greenhouse-connection";
import {
  type CheckedJobFilters,
  hasJobFilter,
  jobDefaults,
  jobParameters,
  jobsParameters,
} from "../greenhouse-job-parameters";
import type {
  GreenhouseHarvestJob,
  GreenhouseHarvestPaths,
  GreenhouseJobPost,
  GreenhouseJobPostLocation,
} from "../greenhouse-types";
import { changedAt } from "./jobs";
import { createFinder, groupBy, idGroups, withParts } from "./read-parts";
import { overlapMs, readWindows } from "./read-windows";
import { allRecordsV3, checkListsV3, checkRecordV3, type ListV3, listRecordsV3 } from "./responses";
import { dateFilter, openWindowV3, rowsById } from "./window-v3";

type V3Api = Api<GreenhouseHarvestPaths>;

const url = "https://harvestdocs.greenhouse.io";
const endpoints = [
  { endpoint: "GET /jobs", permission: "harvest:jobs:list", url },
  { endpoint: "GET /job_posts", permission: "harvest:job_posts:list", url },
  { endpoint: "GET /job_post_locations", permission: "harvest:job_post_locations:list", url },
  { endpoint: "GET /departments", permission: "harvest:departments:list", url },
  { endpoint: "GET /offices", permission: "harvest:offices:list", url },
] as const;

const lists = ["jobs", "job_posts", "job_post_locations", "departments", "offices"] as const;

/** Reads the jobs of an account by Harvest v3, with their posts. */
export const jobsReadV3 = defineWarehouse({
  name: "Greenhouse jobs (Harvest v3)",
  dataType: "job",
  connection: harvestV3Connection,
  read: {
    parameters: jobsParameters.v3,
    endpoints,
    check: (context) => checkListsV3(context, lists),
    // A job that is closed or turns confidential is to leave the board.
    isFiltered: (parameters) => hasJobFilter(parameters),
    overlapMs,
    cursor: changedAt,
    async *read({ api, parameters, ...place }): AsyncGenerator<GreenhouseJobRecord> {
      const ids = parameters.jobIds && new Set(parameters.jobIds);
      const filters = filtersOf(parameters);
      const parts = [postsPage(api), postsPage(api, false)].map((list) => ({ list, parentOf: jobOf }));
      const windows = readWindows(place, parameters, (window) =>
        openWindowV3(window, { filters, ids, list: jobsPage(api), parts, isWanted: isNoTemplate }),
      );
      yield* withParts(place, windows, completer(api, parameters));
    },
  },
});

/** Reads one job by Harvest v3. */
export const jobReadV3 = defineWarehouse({
  name: "Greenhouse job (Harvest v3)",
  dataType: "job",
  connection: harvestV3Connection,
  read: {
    parameters: jobParameters.v3,
    endpoints,
    async check(context) {
      await checkListsV3(context, lists);
      await checkRecordV3(context, "job", context.parameters.jobId);
    },
    isFiltered: () => true,
    async *read({ api, parameters }): AsyncGenerator<GreenhouseJobRecord> {
      const found: GreenhouseHarvestJob[] = [];
      for await (const row of rowsById([parameters.jobId], jobsPage(api))) found.push(row);
      yield* await completer(api, parameters)(found);
    },
  },
});

function filtersOf(parameters: CheckedJobFilters) {
  const { status = jobDefaults.status, confidential = jobDefaults.confidential } = parameters;
  const { requisitionId, departmentId, officeId, customFieldOptionId } = parameters;
  return compact({
    status,
    requisition_id: requisitionId,
    department_id: departmentId,
    office_id: officeId,
    confidential,
    custom_field_option_id: customFieldOptionId,
    opened_at: dateFilter(parameters.openedAfter, parameters.openedBefore),
    closed_at: dateFilter(parameters.closedAfter, parameters.closedBefore),
  });
}

/** The list has no filter for them. */
const isNoTemplate = ({ is_template }: GreenhouseHarvestJob) => is_template !== true;

function jobsPage(api: V3Api): ListV3<GreenhouseHarvestJob, object> {
  return (query) => api.response.GET("/jobs", { params: { query } });
}

/** The list hides posts that are not active, which are deleted ones, unless it is asked for them alone. */
function postsPage(api: V3Api, active?: false): ListV3<GreenhouseJobPost, object> {
  return (query) =>
    api.response.GET("/job_posts", {
      params: { query: "cursor" in query ? query : { ...query, ...compact({ active }) } },
    });
}

const jobOf = ({ job_id }: GreenhouseJobPost) => job_id;

/** Reads what belongs to at most 50 jobs. */
function completer(
  api: V3Api,
  { internalPosts }: Pick<CheckedJobFilters, "internalPosts">,
): (jobs: GreenhouseHarvestJob[]) => Promise<GreenhouseHarvestJobRecord[]> {
  const departments = createFinder((ids) =>
    listRecordsV3({ ids }, (query) => api.response.GET("/departments", { params: { query } })),
  );
  const offices = createFinder((ids) =>
    listRecordsV3({ ids }, (query) => api.response.GET("/offices", { params: { query } })),
  );
  return async (jobs) => {
    if (jobs.length === 0) return [];
    const all = await postsOf(
      api,
      jobs.map(({ id }) => id),
    );
    // What employees alone may read is not for a board that candidates see.
    const posts = all.filter(({ internal }) => internalPosts || internal !== true);
    const locations = await locationsOf(
      api,
      posts.map(({ id }) => id),
    );
    const locationsOfPosts = groupBy(locations, ({ job_post_id }) => job_post_id);
    const located = groupBy(
      posts.map((post) => ({ ...post, locations: locationsOfPosts.get(post.id) ?? [] })),
      jobOf,
    );
    const postsOfJob = ({ id }: GreenhouseHarvestJob) => located.get(id) ?? [];
    const officeIds = (job: GreenhouseHarvestJob) => [
      ...listOf(job.office_ids),
      ...postsOfJob(job).flatMap((post) => post.locations.flatMap((one) => one.office_id ?? [])),
    ];
    const [departmentOf, officeOf] = await Promise.all([
      departments(jobs.map(({ department_id }) => department_id)),
      offices(jobs.flatMap(officeIds)),
    ]);
    return jobs.map((job) => ({
      ...job,
      posts: postsOfJob(job),
      department: departmentOf.get(job.department_id ?? 0) ?? null,
      offices: [...new Set(officeIds(job))].flatMap((id) => officeOf.get(id) ?? []),
    }));
  };
}

async function postsOf(api: V3Api, job_ids: number[]): Promise<GreenhouseJobPost[]> {
  const [active, inactive] = await Promise.all([
    allRecordsV3({ job_ids }, postsPage(api)),
    allRecordsV3({ job_ids }, postsPage(api, false)),
  ]);
  return [...new Map([...active, ...inactive].map((post) => [post.id, post])).values()];
}

async function locationsOf(api: V3Api, posts: number[]): Promise<GreenhouseJobPostLocation[]> {
  const groups = idGroups(posts).map((job_post_ids) =>
    allRecordsV3({ job_post_ids }, (query) => api.response.GET("/job_post_locations", { params: { query } })),
  );
  return (await Promise.all(groups)).flat();
}
