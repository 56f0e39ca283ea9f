import { defineWarehouse, InputError, parameterSchema, type ReceiptDraft } from "@hrflow-connectors/core/connector";
import { instant, isoInstant } from "@hrflow-connectors/core/formats";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import {
  credentialFields,
  unixSeconds,
  unlessGone,
  type WorkableCredential,
  workableConnection,
} from "../workable-connection";
import type { WorkableCandidate } from "../workable-types";
import {
  createCandidate,
  listed,
  resumeLimits,
  type WorkableCandidateItem,
  type WorkableCandidateParameters,
  type WriteCandidate,
} from "./create-candidate";

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
        // A link that expires within minutes and the hiring team's address must not be stored.
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
    files: resumeLimits,
    async check({ api, parameters: { jobShortcode: shortcode }, probe }) {
      const list = () => api.GET("/candidates", { params: { query: { shortcode, limit: 1 } } });
      await probe("the list of candidates", list, "grant r_candidates and w_candidates");
    },
    async write(item: WorkableCandidateItem, context: WriteCandidate) {
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
