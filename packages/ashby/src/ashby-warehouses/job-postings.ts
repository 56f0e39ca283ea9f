import { defineWarehouse, parameterSchema, type WithDefaults } from "@hrflow-connectors/core/connector";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import { type AshbyCredential, ashbyConnection, credentialFields, endpoint } from "../ashby-connection";

export interface AshbyJobPostingsParameters extends AshbyCredential {
  /** Whether postings are left out that the board does not list. Default true. */
  listedOnly?: boolean | undefined;
}

type Checked = WithDefaults<AshbyJobPostingsParameters, "listedOnly">;
const fields = z.object({
  ...credentialFields,
  listedOnly: z._default(z.flag("Whether postings are left out that the board does not list"), true),
});

/** Ashby's published job postings, the least recently updated first. The list has no pages; each text takes a request. */
export const ashbyJobPostings = defineWarehouse({
  name: "Ashby job postings",
  dataType: "job",
  connection: ashbyConnection,
  read: {
    parameters: parameterSchema<AshbyJobPostingsParameters, Checked>(fields, z.toJSONSchema),
    endpoints: [endpoint("/jobPosting.list", "jobsRead"), endpoint("/jobPosting.info", "jobsRead")],
    async *read({ api, since, parameters: { listedOnly } }) {
      const { results } = await api.POST("/jobPosting.list", { body: { listedOnly } });
      // Ashby does not promise the time of an update.
      const changed = results.filter(({ updatedAt }) => !updatedAt || updatedAt >= (since ?? ""));
      for (const row of changed.sort((one, other) => ((one.updatedAt ?? "") < (other.updatedAt ?? "") ? -1 : 1))) {
        const { results } = await api.POST("/jobPosting.info", { body: { jobPostingId: row.id } });
        yield { ...row, ...results };
      }
    },
    cursor: ({ updatedAt }) => updatedAt ?? null,
    isFiltered: () => false,
    check: ({ api, probe }) =>
      probe("the list of postings", () => api.POST("/jobPosting.list", { body: {} }), "grant jobsRead"),
  },
});
