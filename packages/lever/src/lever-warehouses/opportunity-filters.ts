import { parameterSchema, type WithDefaults } from "@hrflow-connectors/core/connector";
import { instant } from "@hrflow-connectors/core/formats";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import { type CheckedCredential, credentialCheck, credentialFields, type LeverCredential } from "../lever-connection";
import type { LeverOpportunity } from "../lever-types";

/** Which opportunities are read. Several values of a filter are alternatives, and tags and locations are case-sensitive. */
export interface LeverOpportunityFilters {
  /** The most opportunities to read. Default: all. */
  limit?: number | undefined;
  /** Whether resumes are read, with a request for each opportunity. Default true. */
  resumes?: boolean | undefined;
  /** `all` and `confidential` need a credential with access to confidential data. Default `non-confidential`. */
  confidentiality?: "non-confidential" | "confidential" | "all" | undefined;
  tag?: string[] | undefined;
  source?: string[] | undefined;
  origin?: NonNullable<LeverOpportunity["origin"]>[] | undefined;
  stageId?: string[] | undefined;
  postingId?: string[] | undefined;
  /** Postings of archived applications. */
  archivedPostingId?: string[] | undefined;
  archiveReasonId?: string[] | undefined;
  contactId?: string[] | undefined;
  /** Where the posting is, not where the person is. */
  location?: string[] | undefined;
  /** One address: all opportunities of the people who have it. */
  email?: string | undefined;
  /** Only archived or only active ones. Default: both. */
  archived?: boolean | undefined;
  /** Only snoozed or only unsnoozed ones. Default: both. */
  snoozed?: boolean | undefined;
  /** Times are in ISO 8601, inclusive. */
  createdAtStart?: string | undefined;
  createdAtEnd?: string | undefined;
  /** Leaves out what Lever never updated, which is most of it. */
  updatedAtStart?: string | undefined;
  updatedAtEnd?: string | undefined;
  /** When the stage was last changed. */
  advancedAtStart?: string | undefined;
  advancedAtEnd?: string | undefined;
  archivedAtStart?: string | undefined;
  archivedAtEnd?: string | undefined;
}

/** The account that `lever.pullProfileList` reads, and which of its opportunities. */
export type LeverOpportunityListParameters = LeverCredential & LeverOpportunityFilters;

/** The account that `lever.pullProfile` reads, and which opportunity. */
export type LeverOpportunityParameters = LeverCredential & { opportunityId: string };

export type CheckedOpportunityList = CheckedCredential & WithDefaults<LeverOpportunityFilters, "resumes">;

/** The id of a record, which its author must not leave blank: a blank one would name the list. */
export const recordId = (what: string) => z.text(`Id of ${what}`, { expected: `the id of ${what}` });

/** A filter of texts. An empty list would filter nothing. */
export const textFilter = (what: string) =>
  z.optional(
    z
      .array(z.text(what, { expected: `${what} as texts` }), `expected a list of ${what}`)
      .check(z.minLength(1, `expected a list of ${what}`), z.meta({ description: `Only these ${what}` })),
  );

/** A filter whose values are known. */
export const choice = <Value extends string>(values: readonly Value[], description: string) =>
  z.optional(z.choice(values, description));

/** The most records to read. */
export const limitField = z.optional(
  z
    .int("expected a whole number")
    .check(z.positive("expected a number from 1"), z.meta({ description: "The most records to read. Default: all" })),
);

const time = (description: string) =>
  z.optional(
    z.string("expected a time in ISO 8601").check(
      z.superRefine((value: string, context) => {
        if (instant(value) === undefined) context.addIssue({ code: "custom", message: "expected a time in ISO 8601" });
      }),
      z.meta({ format: "date-time", description }),
    ),
  );

const origins = ["agency", "applied", "internal", "referred", "sourced", "university"] as const;
export const confidentialities = ["non-confidential", "confidential", "all"] as const;

const fields = z
  .object({
    ...credentialFields,
    limit: limitField,
    resumes: z._default(
      z.flag("Whether resumes are read, with a request for each opportunity, up to 10 side by side"),
      true,
    ),
    confidentiality: choice(
      confidentialities,
      "Whether confidential opportunities are read. Default: only those that are not",
    ),
    tag: textFilter("tags"),
    source: textFilter("sources"),
    origin: z.optional(
      z
        .array(z.enum(origins, `expected one of ${origins.join(", ")}`), "expected a list of origins")
        .check(z.minLength(1, "expected a list of origins"), z.meta({ description: "Only these origins" })),
    ),
    stageId: textFilter("stage ids"),
    postingId: textFilter("posting ids"),
    archivedPostingId: textFilter("posting ids of archived applications"),
    archiveReasonId: textFilter("archive reason ids"),
    contactId: textFilter("contact ids"),
    location: textFilter("locations of postings"),
    email: z.optional(
      z.text("All opportunities of the people with this e-mail address", { expected: "an e-mail address" }),
    ),
    archived: z.optional(z.flag("Only archived opportunities, or only active ones. Default: both")),
    snoozed: z.optional(z.flag("Only snoozed opportunities, or only others. Default: both")),
    createdAtStart: time("Earliest creation, inclusive"),
    createdAtEnd: time("Latest creation, inclusive"),
    updatedAtStart: time("Earliest update, inclusive; leaves out what was never updated"),
    updatedAtEnd: time("Latest update, inclusive; leaves out what was never updated"),
    advancedAtStart: time("Earliest change of the stage, inclusive"),
    advancedAtEnd: time("Latest change of the stage, inclusive"),
    archivedAtStart: time("Earliest archiving, inclusive"),
    archivedAtEnd: time("Latest archiving, inclusive"),
  })
  .check(credentialCheck);

export const opportunityListParameters = parameterSchema<LeverOpportunityListParameters, CheckedOpportunityList>(
  fields,
  z.toJSONSchema,
);

export type CheckedOpportunityId = CheckedCredential & { opportunityId: string };

export const opportunityIdParameters = parameterSchema<LeverOpportunityParameters, CheckedOpportunityId>(
  z.object({ ...credentialFields, opportunityId: recordId("an opportunity") }).check(credentialCheck),
  z.toJSONSchema,
);

/** The filters as Lever's query spells them, times in milliseconds. */
export function filterQuery(parameters: CheckedOpportunityList) {
  const { confidentiality, tag, source, origin, location, email, archived, snoozed } = parameters;
  return {
    ...{ confidentiality, tag, source, origin, location, email, archived, snoozed },
    stage_id: parameters.stageId,
    posting_id: parameters.postingId,
    archived_posting_id: parameters.archivedPostingId,
    archive_reason_id: parameters.archiveReasonId,
    contact_id: parameters.contactId,
    created_at_start: instant(parameters.createdAtStart),
    created_at_end: instant(parameters.createdAtEnd),
    updated_at_start: instant(parameters.updatedAtStart),
    updated_at_end: instant(parameters.updatedAtEnd),
    advanced_at_start: instant(parameters.advancedAtStart),
    advanced_at_end: instant(parameters.advancedAtEnd),
    archived_at_start: instant(parameters.archivedAtStart),
    archived_at_end: instant(parameters.archivedAtEnd),
  };
}

/** Whether the filters leave opportunities out. The default leaves out confidential ones, but no run without filters wrote any. */
export function isFiltered(parameters: CheckedOpportunityList): boolean {
  const { confidentiality, ...filters } = filterQuery(parameters);
  const given = [parameters.limit, ...Object.values(filters)];
  return confidentiality === "confidential" || given.some((filter) => filter !== undefined);
}
