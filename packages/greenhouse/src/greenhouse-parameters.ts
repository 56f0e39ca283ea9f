import { type ParameterSchema, parameterSchema } from "@hrflow-connectors/core/connector";
import { isoInstant } from "@hrflow-connectors/core/formats";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import {
  boardToken,
  type CheckedV1Credential,
  type CheckedV3Credential,
  eitherFields,
  type HarvestV1Credential,
  type HarvestV3Credential,
  idField,
  type JobBoardParameters,
  oneCredential,
  v1Fields,
  v3Fields,
} from "./greenhouse-credentials";
import type { TimeFilters } from "./greenhouse-warehouses/read-windows";

type Id = string | number;

/** Times are ISO 8601; without an offset they are UTC. `...After` includes the time itself, `...Before` does not. */
interface TimeParameters {
  createdAfter?: string | undefined;
  createdBefore?: string | undefined;
  updatedAfter?: string | undefined;
  updatedBefore?: string | undefined;
  /** The most records to read in a run, the oldest first. In incremental mode, the next run goes on after them. */
  limit?: number | undefined;
}

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

type None<Fields> = { [Field in keyof Fields]?: undefined };

/** The account whose candidates are read, by Harvest v3 or v1, and which of them. */
export type GreenhouseProfilesParameters =
  | (HarvestV3Credential & GreenhouseV3CandidateFilters)
  | (HarvestV1Credential &
      GreenhouseCandidateFilters &
      None<Omit<GreenhouseV3CandidateFilters, keyof GreenhouseCandidateFilters>>);

/** The candidate to read. */
export type GreenhouseProfileParameters = (HarvestV3Credential | HarvestV1Credential) & { candidateId: Id };

/** Which jobs of an account are read. Templates never are. */
export interface GreenhouseJobFilters extends TimeParameters {
  /** Default `open`. */
  status?: "open" | "draft" | "closed" | undefined;
  jobIds?: readonly Id[] | undefined;
  requisitionId?: string | undefined;
  departmentId?: Id | undefined;
  officeId?: Id | undefined;
  /** Only those that are, or are not, confidential. Default false. */
  confidential?: boolean | undefined;
  openedAfter?: string | undefined;
  openedBefore?: string | undefined;
  closedAfter?: string | undefined;
  closedBefore?: string | undefined;
  /** Only those with this option in a custom field. */
  customFieldOptionId?: Id | undefined;
}

/** The public board that is read, or the account by Harvest v3 and which of its jobs. */
export type GreenhouseJobsParameters =
  | (JobBoardParameters & None<HarvestV3Credential & GreenhouseJobFilters>)
  | (HarvestV3Credential & GreenhouseJobFilters & None<JobBoardParameters>);

/** The job to read: of a public board the id of its post, by Harvest v3 its own. */
export type GreenhouseJobParameters = (
  | (JobBoardParameters & None<HarvestV3Credential>)
  | (HarvestV3Credential & None<JobBoardParameters>)
) & { jobId: Id };

/** Filters once checked: ids as numbers, times in UTC. */
export interface CheckedCandidateFilters extends TimeFilters {
  jobId?: number | undefined;
  email?: string | undefined;
  candidateIds?: number[] | undefined;
  applicationStatus?: "active" | "rejected" | "hired" | "converted" | undefined;
  tag?: string | undefined;
  customFieldOptionId?: number | undefined;
  lastActivityAfter?: string | undefined;
  lastActivityBefore?: string | undefined;
  includePrivate?: boolean | undefined;
}

export interface CheckedJobFilters extends TimeFilters {
  status?: "open" | "draft" | "closed" | undefined;
  jobIds?: number[] | undefined;
  requisitionId?: string | undefined;
  departmentId?: number | undefined;
  officeId?: number | undefined;
  confidential?: boolean | undefined;
  openedAfter?: string | undefined;
  openedBefore?: string | undefined;
  closedAfter?: string | undefined;
  closedBefore?: string | undefined;
  customFieldOptionId?: number | undefined;
}

const id = (what: string, description: string) => z.pipe(idField(what, description), z.transform(Number));
const ids = (what: string, description: string) =>
  z.array(id(what, description), `expected a list of ids of ${what}s`).check(z.meta({ description }));

const time = (description: string) => {
  const error = "expected a time in ISO 8601, such as 2026-01-31T09:00:00Z";
  const isTime = z.superRefine((value: string, context) => {
    if (isoInstant(value) === undefined) context.addIssue({ code: "custom", message: error });
  });
  const text = z.string(error).check(isTime, z.meta({ description }));
  return z.optional(
    z.pipe(
      text,
      z.transform((value: string) => isoInstant(value) ?? value),
    ),
  );
};
const text = (what: string, description: string) => {
  const message = `expected ${what}`;
  return z.optional(z.string(message).check(z.trim(), z.minLength(1, message), z.meta({ description })));
};
const flag = (description: string) => z.optional(z.boolean("expected true or false").check(z.meta({ description })));

const times = {
  createdAfter: time("Only those created at or after this time"),
  createdBefore: time("Only those created before this time"),
  updatedAfter: time("Only those changed at or after this time"),
  updatedBefore: time("Only those changed before this time"),
  limit: z.optional(
    z
      .int("expected a whole number")
      .check(z.positive("expected a number above 0"), z.meta({ description: "The most records to read in a run" })),
  ),
};
const candidateFilters = {
  ...times,
  jobId: z.optional(id("a job", "Only those who applied to this job")),
  email: text("an e-mail address", "Only those with this e-mail address"),
  candidateIds: z.optional(ids("candidate", "Only these candidates")),
  includePrivate: flag("Whether private candidates are read that the credential may see. Default false"),
};
const statuses = ["active", "rejected", "hired", "converted"] as const;
const v3CandidateFilters = {
  applicationStatus: z.optional(
    z
      .enum(statuses, `expected one of ${statuses.join(", ")}`)
      .check(z.meta({ description: "Only those with an application in this state" })),
  ),
  tag: text("the name of a tag", "Only those with this tag"),
  customFieldOptionId: z.optional(id("an option of a custom field", "Only those with this option in a custom field")),
  lastActivityAfter: time("Only those with an activity at or after this time"),
  lastActivityBefore: time("Only those whose last activity was before this time"),
};
const jobStatuses = ["open", "draft", "closed"] as const;
const jobFilters = {
  ...times,
  status: z.optional(
    z
      .enum(jobStatuses, `expected one of ${jobStatuses.join(", ")}`)
      .check(z.meta({ description: "Only jobs in this state. Default open" })),
  ),
  jobIds: z.optional(ids("job", "Only these jobs")),
  requisitionId: text("the id of a requisition", "Only jobs with this id of the requisition"),
  departmentId: z.optional(id("a department", "Only jobs of this department")),
  officeId: z.optional(id("an office", "Only jobs of this office")),
  confidential: flag("Only jobs that are, or are not, confidential. Default false"),
  openedAfter: time("Only jobs opened at or after this time"),
  openedBefore: time("Only jobs opened before this time"),
  closedAfter: time("Only jobs closed at or after this time"),
  closedBefore: time("Only jobs closed before this time"),
  customFieldOptionId: z.optional(id("an option of a custom field", "Only jobs with this option in a custom field")),
};

/** What a board shows: neither drafts nor closed jobs, and none that only some employees may know of. */
export const jobDefaults = { status: "open", confidential: false } satisfies CheckedJobFilters;

/** Whether other jobs are read than those that belong on a board by default. */
export const hasJobFilter = (parameters: CheckedJobFilters): boolean =>
  (Object.keys(jobFilters) as (keyof CheckedJobFilters)[]).some(
    (name) => parameters[name] !== undefined && parameters[name] !== (jobDefaults as CheckedJobFilters)[name],
  );

type Checked<V3, V1, Fields> = (V3 | V1) & Fields;
const schema = <Input, Output>(fields: Parameters<typeof parameterSchema>[0]): ParameterSchema<Input, Output> =>
  parameterSchema<Input, Output>(fields, z.toJSONSchema);

type CheckedProfiles = Checked<CheckedV3Credential, CheckedV1Credential, CheckedCandidateFilters>;

/** What Harvest v1 cannot filter by is refused beside its credential. */
const onlyV3 = z.superRefine((given: object, context) => {
  if (!("auth" in given) || given.auth === undefined) return;
  for (const name of Object.keys(v3CandidateFilters)) {
    if ((given as Record<string, unknown>)[name] === undefined) continue;
    const message = "Harvest v1 has no such filter; give clientId and clientSecret in place of auth, or leave it out";
    context.addIssue({ code: "custom", path: [name], message });
  }
});

/** Of `greenhouse.pullProfileList`. */
export const profilesParameters = schema<GreenhouseProfilesParameters, CheckedProfiles>(
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
  either: schema<GreenhouseProfileParameters, Checked<CheckedV3Credential, CheckedV1Credential, OneCandidate>>(
    z.object({ ...eitherFields, ...oneCandidate }).check(oneCredential),
  ),
  v3: schema<HarvestV3Credential & { candidateId: Id }, CheckedV3Credential & OneCandidate>(
    z.object({ ...v3Fields, ...oneCandidate }),
  ),
  v1: schema<HarvestV1Credential & { candidateId: Id }, CheckedV1Credential & OneCandidate>(
    z.object({ ...v1Fields, ...oneCandidate }),
  ),
};

export interface OneJob {
  jobId: number;
}
type CheckedJobs = JobBoardParameters | (CheckedV3Credential & CheckedJobFilters);
type CheckedJob = (JobBoardParameters | CheckedV3Credential) & OneJob;

const oneJob = { jobId: id("a job", "The job to read: of a board the id of the post, else the job's own") };
const boardOrV3 = {
  boardToken: z.optional(boardToken),
  clientId: z.optional(v3Fields.clientId),
  clientSecret: z.optional(v3Fields.clientSecret),
  userId: v3Fields.userId,
};

/** Checks that either a board is given, or a credential of Harvest v3. Only the latter can filter. */
const boardOrCredential = z.superRefine(
  (given: object, context) => {
    const values = given as Record<string, unknown>;
    const report = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const has = (name: string) => values[name] !== undefined;
    const credential = ["clientId", "clientSecret", "userId"];
    if (has("boardToken")) {
      const message =
        "cannot be combined with boardToken, whose public board needs and takes none; leave one of them out";
      for (const name of [...credential, ...Object.keys(jobFilters)].filter(has)) report(name, message);
    } else if (!credential.some(has)) {
      report("boardToken", "expected the token of a job board, or clientId and clientSecret (Harvest v3)");
    } else {
      for (const name of ["clientId", "clientSecret"].filter((one) => !has(one)))
        report(name, "Harvest v3 needs clientId together with clientSecret");
    }
  },
  { when: () => true },
);

/** Of `greenhouse.pullJobList`. */
export const jobsParameters = {
  either: schema<GreenhouseJobsParameters, CheckedJobs>(
    z.object({ ...boardOrV3, ...jobFilters }).check(boardOrCredential),
  ),
  v3: schema<HarvestV3Credential & GreenhouseJobFilters, CheckedV3Credential & CheckedJobFilters>(
    z.object({ ...v3Fields, ...jobFilters }),
  ),
};

/** Of `greenhouse.pullJob`. */
export const jobParameters = {
  either: schema<GreenhouseJobParameters, CheckedJob>(z.object({ ...boardOrV3, ...oneJob }).check(boardOrCredential)),
  board: schema<JobBoardParameters & { jobId: Id }, JobBoardParameters & OneJob>(z.object({ boardToken, ...oneJob })),
  v3: schema<HarvestV3Credential & { jobId: Id }, CheckedV3Credential & OneJob>(z.object({ ...v3Fields, ...oneJob })),
};
