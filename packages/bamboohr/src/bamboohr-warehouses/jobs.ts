import {
  type Api,
  defineWarehouse,
  paginate,
  parameterSchema,
  unlessMissing,
  type WithDefaults,
} from "@hrflow-connectors/core/connector";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import { pMapIterable } from "p-map";
import { type BamboohrCredential, bamboohrConnection, credentialFields } from "../bamboohr-connection";
import type { BamboohrCareersJob, BamboohrJob, BamboohrPaths } from "../bamboohr-types";

/** A job opening, and its public page if it has one. */
export interface BamboohrJobWithPage extends BamboohrJob {
  careersPage?: BamboohrCareersJob | undefined;
}

const statusGroups = ["ALL", "DRAFT_AND_OPEN", "Open", "Filled", "Draft", "Deleted", "On Hold", "Canceled"] as const;

/** The job openings that `bamboohr.pullJobList` reads. */
export interface BamboohrJobsParameters extends BamboohrCredential {
  /** States of the jobs. Default `["Open"]`. */
  statusGroups?: (typeof statusGroups)[number][] | undefined;
  /** Whether to read texts from the company's careers pages: the API returns no texts. Default true. */
  careersPages?: boolean | undefined;
}

type CheckedParameters = WithDefaults<BamboohrJobsParameters, "statusGroups" | "careersPages">;

const fields = z.object({
  ...credentialFields,
  statusGroups: z._default(z.choices(statusGroups, "States of the jobs"), ["Open"]),
  careersPages: z._default(z.flag("Whether texts are read from the company's careers pages"), true),
});

/** The job openings of a company. The list has no pages, and no filter by time. */
export const bamboohrJobs = defineWarehouse({
  name: "BambooHR job openings",
  dataType: "job",
  connection: bamboohrConnection,
  read: {
    parameters: parameterSchema<BamboohrJobsParameters, CheckedParameters>(fields, z.toJSONSchema),
    endpoints: [
      {
        endpoint: "GET /api/v1/applicant_tracking/jobs",
        permission: "access to the settings of applicant tracking",
        url: "https://documentation.bamboohr.com/reference/get-job-summaries",
      },
      { endpoint: "GET /careers/{jobId}/detail", permission: "none" },
    ],
    read({ api, parameters: { statusGroups, careersPages } }) {
      const list = () => api.GET("/api/v1/applicant_tracking/jobs", { params: { query: { statusGroups } } });
      const jobs = paginate(list, (rows) => ({ rows, next: null }));
      const withPage = async (job: BamboohrJob): Promise<BamboohrJobWithPage> =>
        careersPages && job.status?.label === "Open" ? { ...job, careersPage: await readPage(api, job.id) } : job;
      return pMapIterable(jobs, withPage, { concurrency: 3 });
    },
    id: ({ id }) => String(id),
    isFiltered: ({ statusGroups }) => !statusGroups.some((group) => ["Open", "DRAFT_AND_OPEN", "ALL"].includes(group)),
  },
});

/** Statuses of the pages of a company without careers pages, and of a job without one. Any other status is a failure. */
const absent = [302, 404];

/** Undefined if the job, or the company, has no public page. */
async function readPage(api: Api<BamboohrPaths>, jobId: number): Promise<BamboohrCareersJob | undefined> {
  const page = await unlessMissing(api.GET("/careers/{jobId}/detail", { params: { path: { jobId } } }), absent);
  return page?.result?.jobOpening ?? undefined;
}
