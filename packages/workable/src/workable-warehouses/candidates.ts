import {
  type Api,
  ApiCallError,
  ConnectorError,
  defineWarehouse,
  type FileReference,
  InputError,
  paginate,
  parameterSchema,
  type ReceiptDraft,
  type WriteContext,
} from "@hrflow-connectors/core/connector";
import { compact, extensionOf, instant, isoInstant, toBase64 } from "@hrflow-connectors/core/formats";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import {
  credentialFields,
  nextOf,
  unixSeconds,
  unlessGone,
  type WorkableCredential,
  workableConnection,
} from "../workable-connection";
import type { WorkableCandidate, WorkableNewCandidate, WorkablePaths } from "../workable-types";

/** A person to create in jobs, and the resume to add. */
export interface WorkableCandidateItem {
  candidate: WorkableNewCandidate;
  /** One candidate for each. Default: the parameter `jobShortcode`. */
  job_shortcodes?: string[];
  resume?: FileReference;
  /** Shown on the receipt. */
  warnings?: string[];
}

/** How people are created. */
export interface WorkableCandidateParameters {
  /** Job of people whose profile names none. */
  jobShortcode?: string | undefined;
  /** Slug of the stage that people begin in. Default: Workable's. */
  stage?: string | undefined;
  /** Whether people count as applicants: Workable sends them a message. Default false. */
  applied: boolean;
}

const url = "https://workable.readme.io/reference/candidates";

/** Candidates: a person's application to one job. */
export const workableCandidates = defineWarehouse({
  name: "Workable candidates",
  dataType: "profile",
  connection: workableConnection,
  read: {
    endpoints: [
      { endpoint: "GET /candidates", permission: "r_candidates", url },
      { endpoint: "GET /candidates/{id}", permission: "r_candidates", url },
    ],
    async check({ api, probe }) {
      const list = () => api.GET("/candidates", { params: { query: { limit: 1 } } });
      await probe("the list of candidates", list, "grant r_candidates");
    },
    async *read({ api, since, until, reached, logger }): AsyncGenerator<WorkableCandidate> {
      // Candidates come in the order of their ids.
      reached(null);
      const from = instant(since);
      for await (const row of listed(api, { updated_after: from === undefined ? undefined : unixSeconds(from) })) {
        if (row.anonymized) {
          logger.warn({ candidate: row.id }, "the candidate was anonymized: delete what was copied of the person");
          continue;
        }
        const details = await unlessGone(api.GET("/candidates/{id}", { params: { path: { id: row.id } } }));
        if (!details) continue;
        // What works for minutes, or reaches the hiring team, is not for keeping.
        const { resume_url: _, outbound_mailbox: __, ...candidate } = details.candidate;
        yield { ...row, ...candidate };
      }
      reached(until());
    },
    cursor: ({ updated_at, created_at }) => isoInstant(updated_at ?? created_at) ?? null,
    async file({ id, fileName }, { api, download }) {
      const { candidate } = await api.GET("/candidates/{id}", { params: { path: { id } } });
      if (!candidate.resume_url) throw new InputError(`candidate ${id} has no resume`);
      return download({ url: candidate.resume_url, fileName });
    },
  },
  write: {
    parameters: parameterSchema<
      WorkableCredential & Partial<WorkableCandidateParameters>,
      WorkableCredential & WorkableCandidateParameters
    >(
      z.object({
        ...credentialFields,
        jobShortcode: z.optional(
          z.string().check(z.meta({ secret: false, description: "Job of people whose profile names none" })),
        ),
        stage: z.optional(z.string().check(z.meta({ description: "Slug of the stage that people begin in" }))),
        applied: z._default(
          z
            .boolean()
            .check(z.meta({ description: "Whether people count as applicants: Workable sends them a message" })),
          false,
        ),
      }),
      z.toJSONSchema,
    ),
    endpoints: [
      { endpoint: "GET /candidates", permission: "r_candidates", url },
      { endpoint: "POST /jobs/{shortcode}/candidates", permission: "w_candidates", url },
      { endpoint: "PATCH /candidates/{id}", permission: "w_candidates", url },
    ],
    concurrency: 4,
    async check({ api, parameters: { jobShortcode: shortcode }, probe }) {
      const list = () => api.GET("/candidates", { params: { query: { shortcode, limit: 1 } } });
      await probe("the list of candidates", list, "grant r_candidates and w_candidates");
    },
    async write(item: WorkableCandidateItem, context: Context) {
      const { part, warn, parameters } = context;
      const shortcodes = item.job_shortcodes ?? [parameters.jobShortcode].filter((given) => given !== undefined);
      if (shortcodes.length === 0)
        throw new InputError("no tag workable_job_shortcode and no parameter jobShortcode: name the job applied to");
      for (const warning of item.warnings ?? []) warn(warning);
      const receipts: ReceiptDraft[] = [];
      for (const shortcode of shortcodes) {
        const receipt = await part(`job ${shortcode}`, () => createCandidate(shortcode, item, context));
        if (receipt) receipts.push(receipt);
      }
      return receipts;
    },
  },
});

type Context = WriteContext<WorkablePaths, WorkableCredential & WorkableCandidateParameters>;

/** A job takes an address once, so what has it and was created since is what the step created, or what refuses it. */
async function createCandidate(shortcode: string, { candidate, resume }: WorkableCandidateItem, context: Context) {
  const { api, step, optional, download, begun, parameters } = context;
  const name = `candidate of job ${shortcode}`;
  const { id, url } = await step(name, {
    // A list may show a candidate late: the time of Workable's clock proves what was not there before.
    async sent() {
      const query = { shortcode, email: candidate.email };
      const { data, headers } = await api.response.GET("/candidates", { params: { query } });
      return { at: Date.parse(headers.get("date") ?? never), known: data.candidates.map(({ id }) => id) };
    },
    async create() {
      const params = { path: { shortcode }, query: { stage: parameters.stage } };
      const body = { sourced: !parameters.applied, candidate };
      const call = api.POST("/jobs/{shortcode}/candidates", { params, body });
      return (await call.catch((error) => Promise.reject(begun.includes(name) ? ownOrOthers(error) : error))).candidate;
    },
    keep: ({ id, profile_url }) => ({ id, ...compact({ url: profile_url }) }),
    identity: { email: candidate.email },
    async find(wasSent, { at, known }) {
      const found = [];
      for await (const row of listed(api, { shortcode, created_after: unixSeconds(at - 1_000) })) {
        const isLater = (instant(row.created_at) ?? 0) >= at && !known.includes(row.id);
        if (isLater && (await wasSent("email", row.email))) found.push(row);
      }
      return found;
    },
    // Workable does not say how soon a list shows a candidate.
    visibleAfterMs: 30_000,
  });
  if (resume) {
    await optional(
      `resume of ${name}`,
      {
        async create() {
          const body = { candidate: { resume: await encoded(await download(resume)) } };
          return (await api.PATCH("/candidates/{id}", { params: { path: { id } }, body })).candidate;
        },
        keep: ({ id }) => ({ id }),
        // It replaces the resume.
        repeatable: true,
      },
      id,
    );
  }
  return { id, ...compact({ url }) };
}

/** Without a clock nothing proves that a candidate is the one that was created. */
const never = "9999-12-31";

/** After an attempt whose outcome is unknown, a refused duplicate may be the candidate that the attempt created. */
function ownOrOthers(error: unknown): unknown {
  if (!ApiCallError.isInstance(error) || error.status !== 422 || !/already exists/.test(error.message)) return error;
  const message = "the job has a candidate with this address, whom an earlier attempt or somebody else created";
  return new ConnectorError(message, { code: "unsure" });
}

const resumeTypes = ["pdf", "doc", "docx", "odt", "rtf"];
const largestResume = 5 * 1024 * 1024;

async function encoded(file: File) {
  if (!resumeTypes.includes(extensionOf(file.name) ?? ""))
    throw new InputError(`Workable takes ${resumeTypes.join(", ")} files as resumes, not ${file.type}`);
  if (file.size > largestResume) throw new InputError("Workable takes resumes of up to 5 MiB");
  return { name: file.name, data: toBase64(new Uint8Array(await file.arrayBuffer())) };
}

interface Filters {
  shortcode?: string | undefined;
  created_after?: string | undefined;
  updated_after?: string | undefined;
}

function listed(api: Api<WorkablePaths>, filters: Filters) {
  return paginate(
    (since_id) => api.GET("/candidates", { params: { query: { ...filters, limit: 100, since_id } } }),
    (page) => ({ rows: page.candidates, next: nextOf(page) }),
  );
}
