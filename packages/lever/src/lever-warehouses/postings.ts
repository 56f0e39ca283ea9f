import { defineWarehouse, paginate, parameterSchema } from "@hrflow-connectors/core/connector";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import {
  type CheckedCredential,
  credentialCheck,
  credentialFields,
  type LeverCredential,
  leverConnection,
  pageOf,
} from "../lever-connection";
import type { LeverPosting, LeverPostingState } from "../lever-types";

/** The account that `lever.pullJobList` reads, and which of its postings. */
export type LeverPostingsParameters = LeverCredential & {
  /** Which postings are read. Default `["published"]`: drafts never reach a board unless asked for. */
  state?: LeverPostingState[] | undefined;
};

const states = ["published", "internal", "closed", "draft", "pending", "rejected"] as const;

const fields = z
  .object({
    ...credentialFields,
    state: z._default(
      z
        .array(z.enum(states, `expected one of ${states.join(", ")}`), "expected a list of states")
        .check(z.minLength(1, "expected at least one state"), z.meta({ description: "Which postings are read" })),
      ["published"],
    ),
  })
  .check(credentialCheck);

type CheckedPostingsParameters = CheckedCredential & { state: LeverPostingState[] };

/** The largest page that Lever returns. */
const limit = 100;

/**
 * Lever's postings, read page by page.
 *
 * @see https://hire.lever.co/developer/documentation#list-all-postings
 */
export const leverPostings = defineWarehouse({
  name: "Lever postings",
  dataType: "job",
  connection: leverConnection,
  read: {
    parameters: parameterSchema<LeverPostingsParameters, CheckedPostingsParameters>(fields, z.toJSONSchema),
    endpoints: [
      {
        endpoint: "GET /postings",
        url: "https://hire.lever.co/developer/documentation#list-all-postings",
        permission: "postings:read:admin",
      },
    ],
    async check({ api, probe }) {
      const list = () => api.GET("/postings", { params: { query: { limit: 1 } } });
      await probe("the list of postings", list, "grant postings:read:admin");
    },
    // Published postings and more: one that is not read any more is not published. Other states say nothing of those that are.
    isFiltered: ({ state }) => !state.includes("published"),
    read: ({ api, parameters: { state } }): AsyncIterable<LeverPosting> =>
      paginate((offset) => api.GET("/postings", { params: { query: { state, limit, offset } } }), pageOf),
  },
});
