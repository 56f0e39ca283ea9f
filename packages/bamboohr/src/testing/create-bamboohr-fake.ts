import {
  createFake,
  type Fake,
  type FakeOptions,
  type FakeResponse,
  type FakeRoute,
} from "@hrflow-connectors/testing/fakes";
import type { BamboohrApplication, BamboohrCareersJob, BamboohrJob } from "../bamboohr-types";
import {
  addComment,
  applicationOf,
  type BamboohrFakeFile,
  type BamboohrState,
  createApplication,
  refusal,
  success,
} from "./bamboohr-state";

export type { BamboohrFakeApplication, BamboohrFakeFile, BamboohrState } from "./bamboohr-state";

export interface BamboohrFakeOptions extends FakeOptions {
  companyDomain: string;
  apiKey: string;
  jobs?: BamboohrJob[];
  /** Public pages by the id of their job. */
  careersPages?: Record<number, BamboohrCareersJob>;
  applications?: BamboohrApplication[];
  files?: BamboohrFakeFile[];
  /** How many applications a page has. BambooHR does not document it. Default 50. */
  pageSize?: number;
}

type Routes = FakeRoute<BamboohrState>[];

const tracking = "/api/v1/applicant_tracking";

/**
 * A BambooHR that keeps what it creates, and is as strict as the documentation: it knows no idempotency, hides inactive applications and
 * those of closed jobs unless `ALL` are asked for, takes `newSince` in its own form, and reports errors in a header.
 */
export function createBamboohrFake(options: BamboohrFakeOptions): Fake<BamboohrState> {
  const { companyDomain, apiKey, jobs = [], careersPages = {}, applications = [], files = [], pageSize = 50 } = options;
  return createFake<BamboohrState>(
    {
      name: "BambooHR",
      createState: () =>
        structuredClone({
          ...{ jobs, careersPages, files },
          applications: applications.map((shown) => ({ shown, comments: [] })),
        }),
      before: ({ path, headers }) => (path.startsWith("/careers") ? undefined : credentialFault(headers, apiKey)),
      bases: [
        {
          url: `https://${companyDomain}.bamboohr.com`,
          routes: [...jobRoutes(), ...readRoutes(pageSize), ...writeRoutes()],
        },
      ],
    },
    options,
  );
}

/** BambooHR ignores the password. */
function credentialFault(headers: Headers, apiKey: string): FakeResponse | undefined {
  const [, encoded = ""] = /^Basic (.+)$/.exec(headers.get("authorization") ?? "") ?? [];
  return atob(encoded).split(":")[0] === apiKey ? undefined : refusal(401, "Invalid API key");
}

/** Whether a job is in one of the groups of states. */
function isInGroup({ status }: Pick<BamboohrJob, "status">, groups: string[]): boolean {
  const label = status?.label ?? "";
  return groups.some((group) => {
    if (group === "ALL") return true;
    return group === "DRAFT_AND_OPEN" ? ["Draft", "Open"].includes(label) : group === label;
  });
}

function listIn(query: URLSearchParams, name: string): string[] | undefined {
  return query.get(name)?.split(",");
}

const groups = ["ALL", "DRAFT_AND_OPEN", "Open", "Filled", "Draft", "Deleted", "On Hold", "Canceled"];

function jobRoutes(): Routes {
  return [
    {
      ...{ method: "GET", path: `${tracking}/jobs` },
      handle({ state, query }) {
        const asked = listIn(query, "statusGroups") ?? groups.slice(2).filter((group) => group !== "Deleted");
        const unknown = asked.find((group) => !groups.includes(group));
        if (unknown !== undefined) return refusal(400, `Invalid status group ${unknown}`);
        return success(state.jobs.filter((job) => isInGroup(job, asked)));
      },
    },
    {
      ...{ method: "GET", path: "/careers/{jobId}/detail" },
      handle({ state, params }) {
        const jobOpening = state.careersPages[Number(params.jobId)];
        return jobOpening ? success({ result: { jobOpening } }) : { status: 404 };
      },
    },
  ];
}

const isTime = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;
const timeOf = ({ appliedDate }: BamboohrApplication) => Date.parse(appliedDate ?? "");

function readRoutes(pageSize: number): Routes {
  return [
    {
      ...{ method: "GET", path: `${tracking}/applications` },
      handle({ state, query }) {
        const newSince = query.get("newSince");
        if (newSince !== null && !isTime.test(newSince)) return refusal(400, "Invalid newSince");
        const jobId = query.get("jobId");
        const jobGroups = listIn(query, "jobStatusGroups") ?? ["DRAFT_AND_OPEN"];
        const isAll = query.get("applicationStatus") === "ALL";
        const found = state.applications
          .map(({ shown }) => shown)
          .filter((one) => {
            const job = state.jobs.find(({ id }) => id === one.job?.id);
            // Here, applications with any other status than "New" are inactive.
            const isShown = isAll || one.status?.label === "New";
            const isLater = newSince === null || timeOf(one) > Date.parse(`${newSince.replace(" ", "T")}Z`);
            const isOfJob = jobId === null || one.job?.id === Number(jobId);
            return isShown && isLater && isOfJob && isInGroup(job ?? {}, jobGroups);
          })
          .sort((one, other) => timeOf(one) - timeOf(other) || one.id - other.id);
        if (query.get("sortOrder") !== "ASC") found.reverse();
        const page = Number(query.get("page") ?? 1);
        const paginationComplete = found.length <= page * pageSize;
        const url = `https://api.bamboohr.com${tracking}/applications?page=${page + 1}`;
        return success({
          applications: found.slice((page - 1) * pageSize, page * pageSize).map(rowOf),
          ...{ paginationComplete, nextPageUrl: paginationComplete ? null : url },
        });
      },
    },
    {
      ...{ method: "GET", path: `${tracking}/applications/{applicationId}` },
      handle: (call) => {
        const found = applicationOf(call);
        return found ? success(found.shown) : refusal(404, "Application not found");
      },
    },
    {
      ...{ method: "GET", path: "/api/v1/files/{fileId}" },
      handle({ state, params }) {
        const file = state.files.find(({ id }) => id === Number(params.fileId));
        if (!file) return refusal(404, "File not found");
        const headers = { "content-type": "application/octet-stream" };
        return {
          status: 200,
          body: file.bytes,
          headers: { ...headers, "content-disposition": `attachment; filename="${file.name}"` },
        };
      },
    },
  ];
}

/** An application as lists show it: without its details. */
function rowOf({ id, appliedDate, status, rating = null, applicant, job }: BamboohrApplication) {
  const { id: applicantId, firstName, lastName, avatar = null, email = null, source = null } = applicant ?? {};
  return {
    ...{ id, appliedDate, rating },
    status: { id: status?.id, label: status?.label },
    applicant: { id: applicantId, firstName, lastName, avatar, email, source },
    job: { id: job?.id, title: job?.title },
  };
}

function writeRoutes(): Routes {
  return [
    { ...{ method: "POST", path: `${tracking}/application` }, handle: createApplication },
    { ...{ method: "POST", path: `${tracking}/applications/{applicationId}/comments` }, handle: addComment },
  ];
}
