import { createPageGuard, defineWarehouse, parameterSchema, ResponseShapeError } from "@hrflow-connectors/core";
import * as z from "zod/mini";
import { unwrap } from "../lever-error";
import type { LeverPosting, LeverPostingState } from "../lever-types";
import {
  type CheckedCredential,
  connect,
  credentialCheck,
  credentialFields,
  type LeverCredential,
} from "./lever-credential";
import { leverRateLimit } from "./lever-rate-limit";

/** What `lever.pullJobList` needs to know of the Lever account. */
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

const parameters = parameterSchema<LeverPostingsParameters, CheckedCredential & { state: LeverPostingState[] }>(
  fields,
  () => z.toJSONSchema(fields, { io: "input" }),
);

/** The most that Lever answers on a page. */
const pageSize = 100;

/**
 * Lever's postings, read page by page.
 *
 * @see https://hire.lever.co/developer/documentation#list-all-postings
 */
export const leverPostings = defineWarehouse({
  specificationVersion: "v1",
  name: "Lever postings",
  dataType: "job",
  read: {
    parameters,
    endpoints: [
      {
        method: "GET",
        path: "/postings",
        url: "https://hire.lever.co/developer/documentation#list-all-postings",
        permission: "postings:read:admin",
      },
    ],
    rateLimits: [leverRateLimit],
    async *read({ state, ...credential }, context): AsyncGenerator<LeverPosting> {
      const client = await connect(credential, context);
      const follow = createPageGuard("postings");
      for (let offset: string | undefined; ; ) {
        const query = { state, limit: pageSize, ...(offset ? { offset } : {}) };
        const page = await unwrap(client.GET("/postings", { params: { query } }));
        if (!Array.isArray(page.data))
          throw new ResponseShapeError("Lever answered a page of postings without the postings");
        yield* page.data;
        if (!page.hasNext) return;
        if (!page.next) throw new ResponseShapeError("Lever says that there are more postings, but not where");
        offset = follow(page.next, page.data.length);
      }
    },
  },
});
