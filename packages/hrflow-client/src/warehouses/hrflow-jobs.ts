import { defineWarehouse, parameterSchema, type ReceiptDraft } from "@hrflow-connectors/core";
import * as z from "zod/mini";
import type { HrflowClient } from "../hrflow-client";
import type { HrflowJob, HrflowJobWrite } from "../hrflow-types";
import { clientFor, credentialFields, keyField } from "./hrflow-credential";
import { isMissing, unwrap } from "./hrflow-error";
import { hrflowRateLimit } from "./hrflow-rate-limit";
import { mergeJob } from "./merge-job";

/** A job as it is indexed. */
export interface HrflowJobItem extends HrflowJobWrite {}

export interface HrflowJobsParameters {
  /** API key of the HrFlow.ai account. Secret. */
  apiSecret: string;
  /** E-mail address of the HrFlow.ai account. */
  apiUser: string;
  /** Key of the board that the jobs are stored on. */
  boardKey: string;
  /** Whether a job that the board holds already is updated. Default false: it is left as it is. */
  updateContent?: boolean | undefined;
}

type Complete = HrflowJobsParameters & { updateContent: boolean };

const fields = z.object({
  ...credentialFields,
  boardKey: keyField("the board that the jobs are stored on"),
  updateContent: z._default(
    z
      .boolean("expected true or false")
      .check(
        z.meta({ description: "Whether a job that the board holds already is updated; else it is left as it is" }),
      ),
    false,
  ),
});

const parameters = parameterSchema<HrflowJobsParameters, Complete>(fields, () =>
  z.toJSONSchema(fields, { io: "input" }),
);

/**
 * The jobs of an HrFlow.ai board. A job is known by its `reference`: it is created, or updated when it exists and
 * `updateContent` is set. Nothing is archived.
 *
 * @see https://developers.hrflow.ai/reference/index-a-job
 */
export const hrflowJobs = defineWarehouse({
  specificationVersion: "v1",
  name: "HrFlow.ai jobs",
  dataType: "job",
  write: {
    parameters,
    endpoints: [
      { method: "GET", path: "/job/indexing", url: "https://developers.hrflow.ai", permission: "read" },
      { method: "POST", path: "/job/indexing", url: "https://developers.hrflow.ai", permission: "write" },
      { method: "PUT", path: "/job/indexing", url: "https://developers.hrflow.ai", permission: "write" },
    ],
    rateLimits: [hrflowRateLimit],
    concurrency: 8,
    async open({ boardKey, updateContent, ...credential }, { http }) {
      const client = clientFor(credential, http);
      return {
        async write(item: HrflowJobItem): Promise<ReceiptDraft> {
          const existing = item.reference ? await findJob(client, boardKey, item.reference) : null;
          if (!existing) return createJob(client, boardKey, item);
          if (!updateContent) return { ...receiptOf(existing), warnings: [leftAlone] };
          return updateJob(client, boardKey, mergeJob(existing, item));
        },
      };
    },
  },
});

const leftAlone = "the board holds this job already; it was left as it is, since updateContent is not set";

/** Only HrFlow.ai's own word that there is no such job counts as "not there": any other answer must not lead to a second job. */
async function findJob(client: HrflowClient, boardKey: string, reference: string): Promise<HrflowJob | null> {
  const query = { board_key: boardKey, reference };
  try {
    return await unwrap(client.GET("/job/indexing", { params: { query } }));
  } catch (error) {
    if (isMissing(error, "job")) return null;
    throw error;
  }
}

async function createJob(client: HrflowClient, boardKey: string, job: HrflowJobItem): Promise<ReceiptDraft> {
  return receiptOf(await unwrap(client.POST("/job/indexing", { body: { board_key: boardKey, job } })));
}

async function updateJob(client: HrflowClient, boardKey: string, job: HrflowJobItem): Promise<ReceiptDraft> {
  return receiptOf(await unwrap(client.PUT("/job/indexing", { body: { board_key: boardKey, job } })));
}

function receiptOf(job: HrflowJob): ReceiptDraft {
  return { id: job.key ?? String(job.id) };
}
