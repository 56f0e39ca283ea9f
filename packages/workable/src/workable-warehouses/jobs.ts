import {
  defineWarehouse,
  paginate,
  parameterSchema,
  unlessMissing,
  type WithDefaults,
} from "@hrflow-connectors/core/connector";
import { isoInstant } from "@hrflow-connectors/core/formats";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import {
  credentialFields,
  nextOf,
  unixSeconds,
  type WorkableCredential,
  workableConnection,
} from "../workable-connection";
import type { WorkableJob } from "../workable-types";

const states = ["draft", "published", "closed", "archived"] as const;

/** The account whose jobs are read, and which of them. */
export interface WorkableJobParameters extends WorkableCredential {
  /** Default `"published"`. */
  state?: (typeof states)[number] | undefined;
  /** Default false. */
  confidential?: boolean | undefined;
  /** Workable's demonstration jobs. Default false. */
  sample?: boolean | undefined;
}

type Checked = WithDefaults<WorkableJobParameters, "state" | "confidential" | "sample">;

const fields = z.object({
  ...credentialFields,
  state: z._default(z.choice(states, "Only jobs in this state"), "published"),
  confidential: z._default(z.flag("Whether confidential jobs are read"), false),
  sample: z._default(z.flag("Whether Workable's demonstration jobs are read"), false),
});

/** The jobs of an account in one state. A list has neither texts nor details: each job is a request of its own. */
export const workableJobs = defineWarehouse({
  name: "Workable jobs",
  dataType: "job",
  connection: workableConnection,
  read: {
    parameters: parameterSchema<WorkableJobParameters, Checked>(fields, z.toJSONSchema),
    endpoints: [
      { endpoint: "GET /jobs", permission: "r_jobs", url: "https://workable.readme.io/reference/jobs" },
      { endpoint: "GET /jobs/{shortcode}", permission: "r_jobs", url: "https://workable.readme.io/reference/jobs" },
    ],
    check: ({ api, probe }) =>
      probe("the list of jobs", () => api.GET("/jobs", { params: { query: { limit: 1 } } }), "grant r_jobs"),
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
      const query = { state, limit: 100, updated_after: unixSeconds(since) };
      const rows = paginate(
        (since_id) => api.GET("/jobs", { params: { query: { ...query, since_id } } }),
        (page) => ({ rows: page.jobs, next: nextOf(page) }),
      );
      for await (const row of rows) {
        if ((row.confidential && !confidential) || (row.sample && !sample)) continue;
        const { shortcode } = row;
        const job = await unlessMissing(api.GET("/jobs/{shortcode}", { params: { path: { shortcode } } }));
        if (job) yield { ...row, ...job };
      }
      reached(until());
    },
    cursor: ({ updated_at, created_at }) => isoInstant(updated_at ?? created_at) ?? null,
    id: ({ shortcode }) => shortcode,
  },
});
