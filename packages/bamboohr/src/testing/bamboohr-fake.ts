import {
  createFake,
  type Fake,
  type FakeCall,
  type FakeOptions,
  type FakeResponse,
  type FakeRoute,
} from "@hrflow-connectors/testing/fakes";
import type { BamboohrApplication, BamboohrCareersJob, BamboohrJob } from "../bamboohr-types";

export interface BamboohrFakeFile {
  id: number;
  name: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** An application, and what the API does not show of it. */
export interface BamboohrFakeApplication {
  shown: BamboohrApplication;
  comments: string[];
}

/** Everything that a company's BambooHR holds. */
export interface BamboohrState {
  jobs: BamboohrJob[];
  /** Public pages by the id of their job. */
  careersPages: Record<number, BamboohrCareersJob>;
  applications: BamboohrFakeApplication[];
  files: BamboohrFakeFile[];
}

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

type Call = FakeCall<BamboohrState>;
type Routes = FakeRoute<BamboohrState>[];

const tracking = "/api/v1/applicant_tracking";

/**
 * A BambooHR that keeps what it creates, and is as strict as the documentation: it knows no idempotency, hides inactive applications and
 * those of closed jobs unless `ALL` are asked for, takes `newSince` in its own form, and tells errors in a header.
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

/** The password is not looked at. */
function credentialFault(headers: Headers, apiKey: string): FakeResponse | undefined {
  const [, encoded = ""] = /^Basic (.+)$/.exec(headers.get("authorization") ?? "") ?? [];
  return atob(encoded).split(":")[0] === apiKey ? undefined : refusal(401, "Invalid API key");
}

const refusal = (status: number, message: string): FakeResponse => ({
  status,
  headers: { "x-bamboohr-error-message": message },
});
const success = (body: unknown): FakeResponse => ({ status: 200, body });

/** By group, the states of jobs that it has. Deleted ones come only if they are asked for. */
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
            // Those of another group than new ones are inactive here.
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

const applicationOf = ({ state, params }: Call) =>
  state.applications.find(({ shown }) => shown.id === Number(params.applicationId));

/** A list has less of an application than its own path. */
function rowOf({ id, appliedDate, status, rating = null, applicant, job }: BamboohrApplication) {
  const { id: applicantId, firstName, lastName, avatar = null, email = null, source = null } = applicant ?? {};
  return {
    ...{ id, appliedDate, rating },
    status: { id: status?.id, label: status?.label },
    applicant: { id: applicantId, firstName, lastName, avatar, email, source },
    job: { id: job?.id, title: job?.title },
  };
}

const extensions = /\.(pdf|docx?|txt|rtf|jpe?g|gif|png|tiff?|bmp)$/i;

function writeRoutes(): Routes {
  return [
    { ...{ method: "POST", path: `${tracking}/application` }, handle: createApplication },
    {
      ...{ method: "POST", path: `${tracking}/applications/{applicationId}/comments` },
      handle(call) {
        const found = applicationOf(call);
        const { comment } = (call.json ?? {}) as { comment?: unknown };
        if (!found) return refusal(404, "Application not found");
        if (typeof comment !== "string" || comment === "") return refusal(400, "The comment is empty");
        found.comments.push(comment);
        return success({ type: "comment", id: found.shown.id * 100 + found.comments.length });
      },
    },
  ];
}

/** Creates one each time, also for the same person. */
async function createApplication({ state, form, now }: Call): Promise<FakeResponse> {
  const text = (name: string) => {
    const value = form?.get(name);
    return typeof value === "string" && value.trim() !== "" ? value : null;
  };
  const [firstName, lastName, email] = [text("firstName"), text("lastName"), text("email")];
  const job = state.jobs.find(({ id }) => String(id) === text("jobId"));
  if (firstName === null || lastName === null) return refusal(422, "First and last name are required");
  if (!job) return refusal(404, "Job not found");
  if (email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return refusal(422, "Invalid email");
  const linkedinUrl = text("linkedinUrl");
  if (linkedinUrl !== null && !/^https?:\/\/([a-z0-9-]+\.)*linkedin\.com\//i.test(linkedinUrl))
    return refusal(422, "Invalid linkedinUrl");
  const resume = form?.get("resume");
  const file = resume instanceof File ? resume : undefined;
  if (file && !extensions.test(file.name)) return refusal(422, "Invalid file type");
  const bytes = new Uint8Array((await file?.arrayBuffer()) ?? []);
  const id = Math.max(60, ...state.applications.map(({ shown }) => shown.id)) + 1;
  const resumeFileId = file ? id + 1_000 : null;
  if (file) state.files.push({ id: id + 1_000, name: file.name, type: file.type, bytes });
  const isSame = ({ shown: { applicant } }: BamboohrState["applications"][number]) =>
    applicant?.firstName === firstName && applicant.lastName === lastName && applicant.email === email;
  state.applications.push({
    comments: [],
    shown: {
      ...{ id, resumeFileId, rating: null, coverLetterFileId: null },
      appliedDate: new Date(now()).toISOString().replace(/\.\d+Z$/, "+00:00"),
      status: { id: 1, label: "New", changedByUser: null },
      duplicateApplicationCount: state.applications.filter(isSame).length,
      applicant: {
        ...{ id: id + 57, firstName, lastName, email, linkedinUrl },
        ...{ phoneNumber: text("phoneNumber"), websiteUrl: text("websiteUrl"), source: text("source") },
        address: { addressLine1: text("address"), city: text("city"), zipcode: text("zip") },
        education: { institution: text("collegeName"), level: null },
      },
      job: { id: job.id, title: job.title ?? null },
    },
  });
  return success({ result: "success", candidateId: id });
}
