import {
  defineWarehouse,
  paginate,
  parameterSchema,
  type ReadContext,
  unlessMissing,
} from "@hrflow-connectors/core/connector";
import { instant, isoInstant, listOf } from "@hrflow-connectors/core/formats";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import {
  type CheckedCredential,
  confidentialAdvice,
  credentialCheck,
  credentialFields,
  type LeverCredential,
  leverConnection,
} from "../lever-connection";
import type { LeverPaths, LeverPosting, LeverPostingState } from "../lever-types";
import { choice, confidentialities, limitField, recordId, textFilter } from "./opportunity-filters";
import { largestPage, pageOf } from "./responses";
import { overlapMs } from "./time-windows";

/** The account that `lever.pullJobList` reads, and which of its postings. Several values of a filter are alternatives. */
export type LeverPostingsParameters = LeverCredential & {
  /** Which postings are read. Default `["published"]`: drafts never reach a board unless asked for. */
  state?: LeverPostingState[] | undefined;
  /** The most postings to read. An incremental run that leaves some out begins at the same place again. Default: all. */
  limit?: number | undefined;
  /** `all` and `confidential` need a credential with access to confidential data. Default `non-confidential`. */
  confidentiality?: "non-confidential" | "confidential" | "all" | undefined;
  /** Where the posting is shown. Default: on the public site, as far as it is published. */
  distributionChannel?: ("public" | "internal")[] | undefined;
  tag?: string[] | undefined;
  team?: string[] | undefined;
  department?: string[] | undefined;
  location?: string[] | undefined;
  commitment?: string[] | undefined;
};

/** The account that `lever.pullJob` reads, and which posting. */
export type LeverPostingParameters = LeverCredential & { postingId: string };

const states = ["published", "internal", "closed", "draft", "pending", "rejected"] as const;
const channels = ["public", "internal"] as const;

const fields = z
  .object({
    ...credentialFields,
    state: z._default(
      z
        .array(z.enum(states, `expected one of ${states.join(", ")}`), "expected a list of states")
        .check(z.minLength(1, "expected at least one state"), z.meta({ description: "Which postings are read" })),
      ["published"],
    ),
    limit: limitField,
    confidentiality: choice(
      confidentialities,
      "Whether confidential postings are read. Default: only those that are not",
    ),
    distributionChannel: z.optional(
      z
        .array(z.enum(channels, `expected one of ${channels.join(", ")}`), "expected a list of channels")
        .check(z.minLength(1, "expected at least one channel"), z.meta({ description: "Where the posting is shown" })),
    ),
    tag: textFilter("tags"),
    team: textFilter("teams"),
    department: textFilter("departments"),
    location: textFilter("locations"),
    commitment: textFilter("commitments"),
  })
  .check(credentialCheck);

type CheckedPostingsParameters = CheckedCredential &
  Omit<LeverPostingsParameters, keyof LeverCredential> & { state: LeverPostingState[] };

const endpoint = {
  url: "https://hire.lever.co/developer/documentation#list-all-postings",
  permission: "postings:read:admin",
};

/**
 * Lever's postings, read page by page, after the first pass those alone that changed.
 *
 * @see https://hire.lever.co/developer/documentation#list-all-postings
 */
export const leverPostings = defineWarehouse({
  name: "Lever postings",
  dataType: "job",
  connection: leverConnection,
  read: {
    parameters: parameterSchema<LeverPostingsParameters, CheckedPostingsParameters>(fields, z.toJSONSchema),
    endpoints: [{ endpoint: "GET /postings", ...endpoint }],
    async check({ api, parameters: { confidentiality }, probe }) {
      const list = () => api.GET("/postings", { params: { query: { limit: 1, confidentiality } } });
      await probe("the list of postings", list, `grant postings:read:admin${confidentialAdvice(confidentiality)}`);
    },
    // Published postings and more: one that is not read any more is not published. Anything else that is given leaves some of them out.
    isFiltered: ({ state, limit, confidentiality, distributionChannel, tag, team, department, location, commitment }) =>
      !state.includes("published") ||
      confidentiality === "confidential" ||
      [limit, distributionChannel, tag, team, department, location, commitment].some((filter) => filter !== undefined),
    read: readPostings,
    cursor: ({ updatedAt, createdAt }) => isoInstant(updatedAt ?? createdAt) ?? null,
    overlapMs,
  },
});

/** One posting by its id. One that does not exist is an empty read. */
export const leverPosting = defineWarehouse({
  name: "Lever posting",
  dataType: "job",
  connection: leverConnection,
  read: {
    parameters: parameterSchema<LeverPostingParameters, CheckedCredential & { postingId: string }>(
      z.object({ ...credentialFields, postingId: recordId("a posting") }).check(credentialCheck),
      z.toJSONSchema,
    ),
    endpoints: [
      {
        endpoint: "GET /postings/{posting}",
        ...endpoint,
        url: "https://hire.lever.co/developer/documentation#retrieve-a-single-posting",
      },
    ],
    async check({ api, parameters: { postingId }, probe }) {
      const read = () => api.GET("/postings/{posting}", { params: { path: { posting: postingId } } });
      const advice = "check postingId; grant postings:read:admin, and for a confidential one confidential:access:admin";
      await probe(`the posting ${postingId}`, read, advice);
    },
    isFiltered: () => true,
    async *read({ api, parameters: { postingId } }): AsyncGenerator<LeverPosting> {
      const found = await unlessMissing(api.GET("/postings/{posting}", { params: { path: { posting: postingId } } }));
      if (found) yield found.data;
    },
  },
});

/** The cursor of a read that has nothing before it. */
const fromTheBeginning = "all postings";

async function* readPostings({
  api,
  parameters,
  since,
  until,
  reached,
}: ReadContext<LeverPaths, CheckedPostingsParameters>): AsyncGenerator<LeverPosting> {
  const { state, limit = Number.POSITIVE_INFINITY, confidentiality } = parameters;
  const { distributionChannel, tag, team, department, location, commitment } = parameters;
  const first = instant(since);
  const query =
    first === undefined
      ? { state, confidentiality, distributionChannel, tag, team, department, location, commitment }
      : // Lever combines this filter with confidentiality alone.
        { confidentiality, updated_at_start: first };
  // Newest first: what breaks off has reached nothing.
  reached(first === undefined ? fromTheBeginning : new Date(first + overlapMs).toISOString());
  let left = limit;
  const pages = paginate(
    (offset) => api.GET("/postings", { params: { query: { ...query, limit: largestPage, offset } } }),
    pageOf,
  );
  for await (const posting of pages) {
    if (first !== undefined && !isSelected(posting, parameters)) continue;
    if (left <= 0) return;
    left -= 1;
    yield posting;
  }
  reached(until());
}

/** Whether a posting passes the filters as Lever's list does. */
function isSelected(posting: LeverPosting, parameters: CheckedPostingsParameters): boolean {
  const { state, distributionChannel, tag } = parameters;
  const isAmong = (wanted: readonly string[] | undefined, ...values: readonly (string | null | undefined)[]) =>
    wanted === undefined || values.some((value) => typeof value === "string" && wanted.includes(value));
  const { state: ownState, categories, distributionChannels } = posting;
  // Lever lists published postings that are on its public site, unless a channel is asked for.
  const wantedChannels = distributionChannel ?? (ownState === "published" ? ["public"] : undefined);
  return (
    isAmong(state, ownState) &&
    (!Array.isArray(distributionChannels) || isAmong(wantedChannels, ...listOf(distributionChannels))) &&
    isAmong(tag, ...listOf(posting.tags)) &&
    isAmong(parameters.team, categories?.team) &&
    isAmong(parameters.department, categories?.department) &&
    isAmong(parameters.location, categories?.location) &&
    isAmong(parameters.commitment, categories?.commitment)
  );
}
