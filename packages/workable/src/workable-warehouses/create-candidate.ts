import {
  type Api,
  ApiCallError,
  ConnectorError,
  type FileReference,
  InputError,
  paginate,
  type WriteContext,
} from "@hrflow-connectors/core/connector";
import { compact, extensionOf, instant, toBase64 } from "@hrflow-connectors/core/formats";
import { nextOf, unixSeconds, type WorkableCredential } from "../workable-connection";
import type { WorkableErrorBody, WorkableNewCandidate, WorkablePaths } from "../workable-types";

/** A person to create in jobs, and the resume to add. */
export interface WorkableCandidateItem {
  candidate: WorkableNewCandidate;
  /** One candidate for each. Default: the parameter `jobShortcode`. */
  job_shortcodes?: string[];
  resume?: FileReference;
  /** Warnings from the format, which are added to the receipt. */
  warnings?: string[];
}

/** How people are created. */
export interface WorkableCandidateParameters {
  /** The job of people whose profile names no job. */
  jobShortcode?: string | undefined;
  /** Slug of the stage that people begin in. Default: Workable's. */
  stage?: string | undefined;
  /** Whether people count as applicants: Workable sends them a message. Default false. */
  applied: boolean;
}

export type WriteCandidate = WriteContext<WorkablePaths, WorkableCredential & WorkableCandidateParameters>;

/** Creates a candidate in a job, which accepts each address once. Only a candidate that the step created is ever changed. */
export async function createCandidate(
  shortcode: string,
  { candidate, resume }: WorkableCandidateItem,
  context: WriteCandidate,
) {
  const { api, step, optional, download, begun, parameters } = context;
  const name = `candidate of job ${shortcode}`;
  const { id, url } = await step(name, {
    // Lists may show candidates late. Workable's clock proves which were created since, and the domain that we created them.
    async sent() {
      const query = { shortcode, email: candidate.email };
      const { data, headers } = await api.response.GET("/candidates", { params: { query } });
      const at = Date.parse(headers.get("date") ?? never);
      return { at, known: data.candidates.map(({ id }) => id), domain: candidate.domain ?? null };
    },
    async create() {
      const params = { path: { shortcode }, query: { stage: parameters.stage } };
      const body = { sourced: !parameters.applied, candidate };
      const call = api.POST("/jobs/{shortcode}/candidates", { params, body });
      return (await call.catch((error) => Promise.reject(begun.includes(name) ? ownOrOthers(error) : error))).candidate;
    },
    keep: ({ id, profile_url }) => ({ id, ...compact({ url: profile_url }) }),
    identity: { email: candidate.email },
    async find(wasSent, { at, known, domain }) {
      const found = [];
      for await (const row of listed(api, { shortcode, created_after: unixSeconds(at - 1_000) })) {
        const isLater = (instant(row.created_at) ?? 0) >= at && !known.includes(row.id);
        const isOurs = domain === null || row.domain === domain;
        if (isLater && isOurs && (await wasSent("email", row.email))) found.push(row);
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
        // A second upload replaces the first.
        repeatable: true,
      },
      id,
    );
  }
  return { id, ...compact({ url }) };
}

/** Used if Workable sends no time: then no candidate is proved to be the created one. */
const never = "9999-12-31";

/** After an attempt whose outcome is unknown, a refused duplicate may be the candidate that the attempt created. */
function ownOrOthers(error: unknown): unknown {
  const { validation_errors: faults } = ((ApiCallError.isInstance(error) && error.body) || {}) as WorkableErrorBody;
  if (!faults?.email?.includes("candidate already exists")) return error;
  const message = "the job has a candidate with this address, whom an earlier attempt or somebody else created";
  return new ConnectorError(message, { code: "unsure" });
}

const resumeTypes = ["pdf", "doc", "docx", "odt", "rtf"];
const largestResume = 5 * 1024 * 1024;
export const resumeLimits = { types: resumeTypes, maxBytes: largestResume };

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

/** All pages of a list of candidates. */
export function listed(api: Api<WorkablePaths>, filters: Filters) {
  return paginate(
    (since_id) => api.GET("/candidates", { params: { query: { ...filters, limit: 100, since_id } } }),
    (page) => ({ rows: page.candidates, next: nextOf(page) }),
  );
}
