import { defineWarehouse, paginate, parameterSchema } from "@hrflow-connectors/core/connector";
import { instant, isoInstant } from "@hrflow-connectors/core/formats";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import {
  credentialFields,
  nextOf,
  unixSeconds,
  unlessGone,
  type WorkableCredential,
  workableConnection,
} from "../workable-connection";
import type { WorkableJob } from "../workable-types";

const states = ["draft", "published", "closed", "archived"] as const;

/** Which jobs are read. */
export interface WorkableJobParameters {
  /** Default `"published"`. */
  state: (typeof states)[number];
  /** Default false. */
  confidential: boolean;
  /** Workable's demonstration jobs. Default false. */
  sample: boolean;
}

const flag = (description: string) => z._default(z.boolean().check(z.meta({ description })), false);

/** The jobs of an account in one state. A list has neither texts nor details: each job is a request of its own. */
export const workableJobs = defineWarehouse({
  name: "Workable jobs",
  dataType: "job",
  connection: workableConnection,
  read: {
    parameters: parameterSchema<
      WorkableCredential & Partial<WorkableJobParameters>,
      WorkableCredential & WorkableJobParameters
    >(
      z.object({
        ...credentialFields,
        state: z._default(z.enum(states).check(z.meta({ description: "Only jobs in this state" })), "published"),
        confidential: flag("Whether confidential jobs are read"),
        sample: flag("Whether Workable's demonstration jobs are read"),
      }),
      z.toJSONSchema,
    ),
    endpoints: [
      { endpoint: "GET /jobs", permission: "r_jobs", url: "https://workable.readme.io/reference/jobs" },
      { endpoint: "GET /jobs/{shortcode}", permission: "r_jobs", url: "https://workable.readme.io/reference/jobs" },
    ],
    async check({ api, probe }) {
      await probe("the list of jobs", () => api.GET("/jobs", { params: { query: { limit: 1 } } }), "grant r_jobs");
    },
    isFiltered: ({ state }) => state !== "published",
    async *read({
      api,
      parameters: { state, confidential, sample },
      since,
      until,
      reached,
    }): AsyncGenerator<WorkableJob> {
      // Jobs come in the order of their ids.
      reached(null);
      const from = instant(since);
      const query = { state, limit: 100, updated_after: from === undefined ? undefined : unixSeconds(from) };
      const rows = paginate(
        (since_id) => api.GET("/jobs", { params: { query: { ...query, since_id } } }),
        (page) => ({ rows: page.jobs, next: nextOf(page) }),
      );
      for await (const row of rows) {
        if ((row.confidential && !confidential) || (row.sample && !sample)) continue;
        const { shortcode } = row;
        const job = await unlessGone(api.GET("/jobs/{shortcode}", { params: { path: { shortcode } } }));
        if (job) yield { ...row, ...job };
      }
      reached(until());
    },
    cursor: ({ updated_at, created_at }) => isoInstant(updated_at ?? created_at) ?? null,
    id: ({ shortcode }) => shortcode,
  },
});
