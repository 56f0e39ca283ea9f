import { type Api, defineWarehouse, parameterSchema, type ReceiptDraft } from "@hrflow-connectors/core/connector";
import * as z from "zod/mini";
import type { HrflowJob, HrflowJobWrite, HrflowPaths } from "../hrflow-types";
import {
  credentialFields,
  dataOf,
  type HrflowCredential,
  hrflowConnection,
  isMissing,
  keyField,
} from "./hrflow-connection";

/** A job as it is indexed. */
export interface HrflowJobItem extends HrflowJobWrite {}

export interface HrflowJobsParameters extends HrflowCredential {
  /** Key of the board that the jobs are stored on. */
  boardKey: string;
  /** Whether a job that the board already holds is updated. Default false: it is left as it is. */
  updateContent?: boolean | undefined;
}

type Checked = HrflowJobsParameters & { updateContent: boolean };

const updateContent = z
  .boolean("expected true or false")
  .check(
    z.meta({ description: "Whether a job that the board already holds is updated; otherwise it is left as it is" }),
  );

const fields = z.object({
  ...credentialFields,
  boardKey: keyField("the board that the jobs are stored on"),
  updateContent: z._default(updateContent, false),
});

const url = "https://developers.hrflow.ai";

/**
 * The jobs of an HrFlow.ai board. A job is known by its `reference`: it is created, or updated if it exists and `updateContent` is
 * set. Nothing is archived.
 *
 * @see https://developers.hrflow.ai/reference/index-a-job
 */
export const hrflowJobs = defineWarehouse({
  name: "HrFlow.ai jobs",
  dataType: "job",
  connection: hrflowConnection,
  write: {
    parameters: parameterSchema<HrflowJobsParameters, Checked>(fields, z.toJSONSchema),
    endpoints: [
      { endpoint: "GET /job/indexing", url, permission: "read" },
      { endpoint: "POST /job/indexing", url, permission: "write" },
      { endpoint: "PUT /job/indexing", url, permission: "write" },
    ],
    concurrency: 8,
    // A job is known by its reference.
    idempotent: true,
    scope: ({ boardKey }) => boardKey,
    async write(job: HrflowJobItem, { api, parameters, warn }): Promise<ReceiptDraft> {
      const { boardKey: board_key, updateContent } = parameters;
      const existing = job.reference ? await findJob(api, board_key, job.reference) : null;
      if (!existing) return receiptOf(dataOf(await api.POST("/job/indexing", { body: { board_key, job } })));
      if (updateContent) {
        const merged = mergeJob(existing, job);
        return receiptOf(dataOf(await api.PUT("/job/indexing", { body: { board_key, job: merged } })));
      }
      warn("the board already holds this job; it was left as it is, since updateContent is not set");
      return receiptOf(existing);
    },
  },
});

/** Only HrFlow.ai's own statement that there is no such job counts as absent: anything else must not lead to a second job. */
async function findJob(api: Api<HrflowPaths>, board_key: string, reference: string): Promise<HrflowJob | null> {
  try {
    return dataOf(await api.GET("/job/indexing", { params: { query: { board_key, reference } } }));
  } catch (error) {
    if (isMissing(error, "job")) return null;
    throw error;
  }
}

/**
 * A stored job with the changes of another. An update replaces the whole job, so everything that should stay is sent again; what
 * HrFlow.ai manages itself is left out.
 */
function mergeJob(stored: HrflowJob, changes: HrflowJobWrite): HrflowJobWrite {
  const { id, board, board_key, archive, archived_at, updated_at, ...kept } = stored;
  const present = Object.entries(kept).filter(([, value]) => value !== null && value !== undefined);
  return { ...(Object.fromEntries(present) as Partial<HrflowJobWrite>), ...changes };
}

function receiptOf(job: HrflowJob): ReceiptDraft {
  return { id: job.key ?? String(job.id) };
}
