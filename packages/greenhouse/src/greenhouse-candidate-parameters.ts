import * as z from "@hrflow-connectors/hrflow-client/schema";
import {
  type CheckedV1Credential,
  type CheckedV3Credential,
  eitherFields,
  type HarvestV1Credential,
  type HarvestV3Credential,
  oneCredential,
  v1Fields,
  v3Fields,
} from "./greenhouse-credentials";
import {
  type Checked,
  flag,
  type Id,
  id,
  ids,
  type None,
  schema,
  type TimeParameters,
  text,
  time,
  times,
} from "./greenhouse-parameter-fields";

/** Which candidates are read. All filters apply together. */
export interface GreenhouseCandidateFilters extends TimeParameters {
  /** Only those who applied to this job. */
  jobId?: Id | undefined;
  /** Only those with this e-mail address. */
  email?: string | undefined;
  candidateIds?: readonly Id[] | undefined;
  /** Whether private candidates are read that the credential may see. Default false. */
  includePrivate?: boolean | undefined;
}

/** Which candidates are read, where Harvest v3 alone can filter. */
export interface GreenhouseV3CandidateFilters extends GreenhouseCandidateFilters {
  /** Only those with an application in this state. With `jobId`, to that job. */
  applicationStatus?: "active" | "rejected" | "hired" | "converted" | undefined;
  /** Only those with this tag. */
  tag?: string | undefined;
  /** Only those with this option in a custom field. */
  customFieldOptionId?: Id | undefined;
  lastActivityAfter?: string | undefined;
  lastActivityBefore?: string | undefined;
}

/** The account whose candidates are read, by Harvest v3 or v1, and which of them. */
export type GreenhouseProfilesParameters =
  | (HarvestV3Credential & GreenhouseV3CandidateFilters)
  | (HarvestV1Credential &
      GreenhouseCandidateFilters &
      None<Omit<GreenhouseV3CandidateFilters, keyof GreenhouseCandidateFilters>>);

/** The candidate to read. */
export type GreenhouseProfileParameters = (HarvestV3Credential | HarvestV1Credential) & { candidateId: Id };

export type CheckedCandidateFilters = Checked<GreenhouseV3CandidateFilters>;

const candidateFilters = {
  ...times,
  jobId: z.optional(id("a job", "Only those who applied to this job")),
  email: text("an e-mail address", "Only those with this e-mail address"),
  candidateIds: z.optional(ids("candidate", "Only these candidates")),
  includePrivate: flag("Whether private candidates are read that the credential may see. Default false"),
};
const statuses = ["active", "rejected", "hired", "converted"] as const;
const v3CandidateFilters = {
  applicationStatus: z.optional(z.choice(statuses, "Only those with an application in this state (Harvest v3)")),
  tag: text("the name of a tag", "Only those with this tag (Harvest v3)"),
  customFieldOptionId: z.optional(
    id("an option of a custom field", "Only those with this option in a custom field (Harvest v3)"),
  ),
  lastActivityAfter: time("Only those with an activity at or after this time (Harvest v3)"),
  lastActivityBefore: time("Only those whose last activity was before this time (Harvest v3)"),
};

/** What Harvest v1 cannot filter by is refused beside its credential. */
const onlyV3 = z.superRefine((given: object, context) => {
  if (!("auth" in given) || given.auth === undefined) return;
  for (const name of Object.keys(v3CandidateFilters)) {
    if ((given as Record<string, unknown>)[name] === undefined) continue;
    const message = "Harvest v1 has no such filter; give clientId and clientSecret in place of auth, or leave it out";
    context.addIssue({ code: "custom", path: [name], message });
  }
});

type CheckedCredential = CheckedV3Credential | CheckedV1Credential;

/** Of `greenhouse.pullProfileList`. */
export const profilesParameters = schema<GreenhouseProfilesParameters, CheckedCredential & CheckedCandidateFilters>(
  z.object({ ...eitherFields, ...candidateFilters, ...v3CandidateFilters }).check(oneCredential, onlyV3),
);
export const profilesV3Parameters = schema<
  HarvestV3Credential & GreenhouseV3CandidateFilters,
  CheckedV3Credential & CheckedCandidateFilters
>(z.object({ ...v3Fields, ...candidateFilters, ...v3CandidateFilters }));
export const profilesV1Parameters = schema<
  HarvestV1Credential & GreenhouseCandidateFilters,
  CheckedV1Credential & CheckedCandidateFilters
>(z.object({ ...v1Fields, ...candidateFilters }));

export interface OneCandidate {
  candidateId: number;
}
const oneCandidate = { candidateId: id("a candidate", "The candidate to read") };

/** Of `greenhouse.pullProfile`. */
export const candidateId = {
  either: schema<GreenhouseProfileParameters, CheckedCredential & OneCandidate>(
    z.object({ ...eitherFields, ...oneCandidate }).check(oneCredential),
  ),
  v3: schema<HarvestV3Credential & { candidateId: Id }, CheckedV3Credential & OneCandidate>(
    z.object({ ...v3Fields, ...oneCandidate }),
  ),
  v1: schema<HarvestV1Credential & { candidateId: Id }, CheckedV1Credential & OneCandidate>(
    z.object({ ...v1Fields, ...oneCandidate }),
  ),
};
