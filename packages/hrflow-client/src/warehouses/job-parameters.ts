import { parameterSchema } from "@hrflow-connectors/core/connector";
import * as z from "../schema";
import { archiveLimitField, credentialFields, flag, type HrflowCredential, keyField } from "./hrflow-connection";

export interface HrflowJobsParameters extends HrflowCredential {
  /** Key of the board that the jobs are stored on. */
  boardKey: string;
  /** Whether a job that the board already holds is updated. Default false: it is left as it is. */
  updateContent?: boolean | undefined;
  /** Whether the texts of a job are parsed for skills, languages and the like before it is stored. Default false. */
  enrichWithParsing?: boolean | undefined;
  /**
   * Whether jobs are archived that the workflow wrote and the origin does not hold any more. Needs a store. Only a complete, unfiltered
   * run without a failure archives. Default false.
   */
  sync?: boolean | undefined;
  /** The share of the board's jobs that one run archives at most; with more to archive, it archives none. Default 0.2. */
  archiveLimit?: number | undefined;
}

type Flags = "updateContent" | "enrichWithParsing" | "sync";
export type CheckedJobsParameters = HrflowJobsParameters & Record<Flags, boolean> & { archiveLimit: number };

const fields = z.object({
  ...credentialFields,
  boardKey: keyField("the board that the jobs are stored on"),
  updateContent: flag("Whether a job that the board already holds is updated; otherwise it is left as it is"),
  enrichWithParsing: flag(
    "Whether the texts of a job are parsed for skills, languages and the like before it is stored",
  ),
  sync: flag("Whether jobs are archived that the workflow wrote and the origin does not hold any more; needs a store"),
  archiveLimit: archiveLimitField("the board's jobs"),
});

export const jobsParameters = parameterSchema<HrflowJobsParameters, CheckedJobsParameters>(fields, z.toJSONSchema);
