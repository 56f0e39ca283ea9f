import {
  type Api,
  ApiCallError,
  ConnectorError,
  defineWarehouse,
  type FileReference,
  multipart,
  paginate,
  ResponseShapeError,
  type WriteContext,
} from "@hrflow-connectors/core/connector";
import { isoInstant } from "@hrflow-connectors/core/formats";
import { fetchForCreate } from "@hrflow-connectors/hrflow-client/warehouses";
import { pMapIterable, pMapSkip } from "p-map";
import { type BamboohrCredential, bamboohrConnection } from "../bamboohr-connection";
import type { BamboohrApplication, BamboohrApplicationCreate, BamboohrPaths } from "../bamboohr-types";

/** A person, and the jobs that they apply to: one application is created for each. */
export interface BamboohrApplicationItem extends Omit<BamboohrApplicationCreate, "jobId" | "resume" | "coverLetter"> {
  jobIds: number[];
  resume?: FileReference;
  /** Added to an application that has no resume. */
  comment?: string;
  /** Warnings from the format, which are added to the receipt. */
  warnings?: string[];
}

const permission = "access to the settings of applicant tracking";
const url = "https://documentation.bamboohr.com/reference";

const accepted = "pdf doc docx txt rtf jpeg jpg gif png tiff tif bmp".split(" ");

/** Applications of one person to one job each. BambooHR has no record that connects a person's applications. */
export const bamboohrApplications = defineWarehouse({
  name: "BambooHR applications",
  dataType: "profile",
  connection: bamboohrConnection,
  read: {
    endpoints: [
      { endpoint: "GET /api/v1/applicant_tracking/applications", permission, url: `${url}/get-applications` },
      { endpoint: "GET /api/v1/applicant_tracking/applications/{applicationId}", permission, url },
      { endpoint: "GET /api/v1/files/{fileId}", permission: "access to the files of applications", url },
    ],
    read({ api, since }) {
      const rows = listApplications(api, since === null ? {} : { newSince: utc(since) });
      return pMapIterable(rows, ({ id }) => readOne(api, id), { concurrency: 4 });
    },
    cursor: ({ appliedDate }) => isoInstant(appliedDate) ?? null,
    id: ({ id }) => String(id),
    file: ({ id, fileName }, { api }) =>
      api.file("/api/v1/files/{fileId}", { params: { path: { fileId: Number(id) } }, fileName }),
  },
  write: {
    endpoints: [
      { endpoint: "POST /api/v1/applicant_tracking/application", permission, url: `${url}/create-candidate` },
      { endpoint: "GET /api/v1/applicant_tracking/applications", permission, url: `${url}/get-applications` },
      { endpoint: "POST /api/v1/applicant_tracking/applications/{applicationId}/comments", permission, url },
    ],
    concurrency: 4,
    files: { types: accepted },
    async write({ jobIds, ...item }: BamboohrApplicationItem, context) {
      const { part, parameters } = context;
      const fetched = fetchForCreate(item.resume, accepted, context);
      const ids: string[] = [];
      for (const jobId of jobIds)
        await part(`job ${jobId}`, async () => void ids.push(await writeApplication(jobId, item, fetched, context)));
      const page = `https://${parameters.companyDomain}.bamboohr.com/hiring/candidates`;
      return ids.map((id) => ({ id, url: `${page}/${id}` }));
    },
  },
});

type Context = WriteContext<BamboohrPaths, BamboohrCredential>;
type Fetched = ReturnType<typeof fetchForCreate>;

async function writeApplication(
  jobId: number,
  { resume, comment, warnings = [], ...person }: Omit<BamboohrApplicationItem, "jobIds">,
  fetched: Fetched,
  { api, step, optional, warn }: Context,
): Promise<string> {
  const { id, lacks } = await step(`application to job ${jobId}`, {
    sent: async () => ({ lacks: (await fetched()).lacks, hasEmail: person.email !== undefined }),
    async create() {
      const { file } = await fetched();
      const form = multipart({ ...person, jobId, ...(file && { resume: file }) });
      const { result, candidateId } = await api.POST("/api/v1/applicant_tracking/application", form);
      if (result !== "success" || !candidateId)
        throw new ResponseShapeError("BambooHR responded with success, but without the application");
      return { id: candidateId };
    },
    keep: ({ id }, { lacks }) => ({ id: String(id), lacks }),
    identity: { name: `${person.firstName} ${person.lastName}`, email: person.email },
    looksBefore: true,
    async find(wasSent, { hasEmail }, since) {
      const found: { id: number }[] = [];
      let isUnproven = false;
      for await (const { id, applicant } of listApplications(api, { jobId, newSince: utc(since) })) {
        const { firstName, lastName, email } = applicant;
        if (!(await wasSent("name", `${firstName} ${lastName}`))) continue;
        const isWithoutEmail = !email?.trim();
        if (isWithoutEmail ? !hasEmail : await wasSent("email", email)) found.push({ id });
        isUnproven ||= isWithoutEmail && hasEmail;
      }
      if (isUnproven && found.length === 0)
        throw new ConnectorError("an application has the name that was sent, but no e-mail address", {
          code: "unsure",
        });
      return found;
    },
    // BambooHR does not say when an application is listed.
    visibleAfterMs: 30_000,
  });
  for (const warning of [...warnings, ...(lacks === null ? [] : [lacks])]) warn(warning, id);
  if (comment && (!resume || lacks !== null)) {
    const params = { path: { applicationId: Number(id) } };
    const path = "/api/v1/applicant_tracking/applications/{applicationId}/comments";
    const create = () => api.POST(path, { params, body: { type: "comment", comment } });
    await optional(`comment on job ${jobId}`, { create, keep: ({ id }) => ({ id: id ?? null }) }, id);
  }
  return id;
}

/** Lists all applications that match, including inactive ones and those of closed jobs. The oldest come first. */
function listApplications(api: Api<BamboohrPaths>, filter: { jobId?: number; newSince?: string }) {
  const all = { applicationStatus: ["ALL" as const], jobStatusGroups: ["ALL" as const] };
  const query = { ...all, ...filter, sortBy: "created_date", sortOrder: "ASC" } as const;
  return paginate(
    (page = "1") =>
      api.GET("/api/v1/applicant_tracking/applications", { params: { query: { ...query, page: Number(page) } } }),
    ({ applications, paginationComplete }, page = "1") => ({
      rows: applications,
      next: paginationComplete || applications?.length === 0 ? null : String(Number(page) + 1),
    }),
  );
}

/** Loads an application with the details that the list leaves out. Skips one that was deleted since. */
async function readOne(api: Api<BamboohrPaths>, applicationId: number): Promise<BamboohrApplication | typeof pMapSkip> {
  try {
    return await api.GET("/api/v1/applicant_tracking/applications/{applicationId}", {
      params: { path: { applicationId } },
    });
  } catch (error) {
    if (ApiCallError.isInstance(error) && error.status === 404) return pMapSkip;
    throw error;
  }
}

/** A time in BambooHR's own format. */
const utc = (time: string | number) => new Date(time).toISOString().slice(0, 19).replace("T", " ");
