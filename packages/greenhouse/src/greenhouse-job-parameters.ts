import * as z from "@hrflow-connectors/hrflow-client/schema";
import {
  boardToken,
  type CheckedV3Credential,
  type HarvestV3Credential,
  type JobBoardParameters,
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
  /** Whether posts of internal boards, which are for employees, show a job too. Default false. */
  internalPosts?: boolean | undefined;
}

/** The public board that is read, or the account by Harvest v3 and which of its jobs. */
export type GreenhouseJobsParameters =
  | (JobBoardParameters & None<HarvestV3Credential & GreenhouseJobFilters>)
  | (HarvestV3Credential & GreenhouseJobFilters & None<JobBoardParameters>);

/** The job to read: of a public board the id of its post, by Harvest v3 its own. */
export type GreenhouseJobParameters = (
  | (JobBoardParameters & None<HarvestV3Credential & InternalPosts>)
  | (HarvestV3Credential & InternalPosts & None<JobBoardParameters>)
) & { jobId: Id };

type InternalPosts = Pick<GreenhouseJobFilters, "internalPosts">;

export type CheckedJobFilters = Checked<GreenhouseJobFilters>;

const jobFilters = {
  ...times,
  status: z.optional(z.choice(["open", "draft", "closed"], "Only jobs in this state. Default open")),
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

/** Whether posts of internal boards show a job. It leaves no job out. */
const internalPosts = {
  internalPosts: flag("Whether posts of internal boards, which are for employees, show a job too"),
};

/** What a board shows: neither drafts nor closed jobs, and none that only some employees may know of. */
export const jobDefaults = { status: "open", confidential: false } satisfies CheckedJobFilters;

/** Whether other jobs are read than those that belong on a board by default. */
export const hasJobFilter = (parameters: CheckedJobFilters): boolean =>
  (Object.keys(jobFilters) as (keyof CheckedJobFilters)[]).some(
    (name) => parameters[name] !== undefined && parameters[name] !== (jobDefaults as CheckedJobFilters)[name],
  );

export interface OneJob {
  jobId: number;
}
type CheckedJobs = JobBoardParameters | (CheckedV3Credential & CheckedJobFilters);
type CheckedJob = (JobBoardParameters | (CheckedV3Credential & InternalPosts)) & OneJob;

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
      for (const name of [...credential, ...Object.keys(jobFilters), "internalPosts"].filter(has))
        report(name, message);
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
    z.object({ ...boardOrV3, ...jobFilters, ...internalPosts }).check(boardOrCredential),
  ),
  v3: schema<HarvestV3Credential & GreenhouseJobFilters, CheckedV3Credential & CheckedJobFilters>(
    z.object({ ...v3Fields, ...jobFilters, ...internalPosts }),
  ),
};

/** Of `greenhouse.pullJob`. */
export const jobParameters = {
  either: schema<GreenhouseJobParameters, CheckedJob>(
    z.object({ ...boardOrV3, ...internalPosts, ...oneJob }).check(boardOrCredential),
  ),
  board: schema<JobBoardParameters & { jobId: Id }, JobBoardParameters & OneJob>(z.object({ boardToken, ...oneJob })),
  v3: schema<HarvestV3Credential & InternalPosts & { jobId: Id }, CheckedV3Credential & InternalPosts & OneJob>(
    z.object({ ...v3Fields, ...internalPosts, ...oneJob }),
  ),
};
