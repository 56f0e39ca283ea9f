import {
  type Api,
  changesOf,
  defineWarehouse,
  type PlanContext,
  type PlanDraft,
  type ReceiptDraft,
  type WriteContext,
} from "@hrflow-connectors/core/connector";
import type { HrflowJob, HrflowJobWrite, HrflowPaths } from "../hrflow-types";
import { type BoardJobs, createBoardJobs, liveJobs, setArchived } from "./board-jobs";
import { enrichJob } from "./enrich-job";
import { checkBoard } from "./hrflow-check";
import { asAskedFor, dataOf, hrflowConnection, isMissing, isReferenceUsed } from "./hrflow-connection";
import { type CheckedJobsParameters, jobsParameters } from "./job-parameters";
import { mergeLocation, mergeNamed } from "./merge-profile";
import { inTurn, warnOfRival, withReference } from "./reference-turns";
import { asWritten } from "./written-fields";

/** A job as it is indexed. */
export interface HrflowJobItem extends HrflowJobWrite {}

const url = "https://developers.hrflow.ai";

/**
 * The jobs of an HrFlow.ai board. A job is known by its `reference`: it is created, or updated if it exists and `updateContent` is
 * set, also if another item of the run or another process created it meanwhile. With `sync`, jobs are archived behind core's guard.
 *
 * @see https://developers.hrflow.ai/reference/index-a-job
 */
export const hrflowJobs = defineWarehouse({
  name: "HrFlow.ai jobs",
  dataType: "job",
  connection: hrflowConnection,
  write: {
    parameters: jobsParameters,
    endpoints: [
      { endpoint: "GET /storing/jobs", url, permission: "read" },
      { endpoint: "GET /job/indexing", url, permission: "read" },
      { endpoint: "POST /job/indexing", url, permission: "write" },
      { endpoint: "PUT /job/indexing", url, permission: "write" },
      { endpoint: "PATCH /job/indexing/archive", url, permission: "write" },
      { endpoint: "POST /text/parsing", url, permission: "write" },
    ],
    concurrency: 8,
    check: (context) => checkBoard(context),
    // A job is known by its reference.
    idempotent: true,
    scope: ({ boardKey }) => boardKey,
    async write(item: HrflowJobItem, context: Context): Promise<ReceiptDraft> {
      const job = withReference(item, "job");
      return inTurn(context, job.reference, () => writeJob(job, context));
    },
    plan: async (item: HrflowJobItem, context: PlanningContext) => planJob(withReference(item, "job"), context),
    archive: {
      parameter: "sync",
      limit: ({ archiveLimit }) => archiveLimit,
      live: ({ api, parameters }) => liveJobs(api, parameters.boardKey),
      archive: (key, { api, parameters }) => setArchived(api, parameters.boardKey, key, true),
    },
  },
});

type Context = WriteContext<HrflowPaths, CheckedJobsParameters>;
type PlanningContext = PlanContext<HrflowPaths, CheckedJobsParameters>;
type Known = HrflowJobItem & { reference: string };

const leftAsItIs = "left as it is, since updateContent is not set";

async function writeJob(job: Known, context: Context): Promise<ReceiptDraft> {
  const { api, parameters, warn } = context;
  const { boardKey: board_key, updateContent } = parameters;
  const { reference } = job;
  warnOfRival(context, reference, "job", "board");
  const leave = (id: string) => {
    warn(`the board already holds this job; it was ${leftAsItIs}`);
    return { id };
  };
  let enriched: Promise<HrflowJobItem> | undefined;
  const complete = () => {
    enriched ??= enrichedIfAsked(job, context);
    return enriched;
  };
  const key = await boardOf(context).keyOf(reference);
  if (typeof key === "string" && !updateContent) return leave(key);
  let existing = key === null ? null : await findJob(api, board_key, reference);
  // The reference of an archived job is free.
  if (!existing || existing.archived_at) {
    try {
      return await createJob(await complete(), context);
    } catch (error) {
      if (!isReferenceUsed(error)) throw error;
      // Another process created it since the lookup, or the board's list does not show it.
      existing = await findJob(api, board_key, reference);
      if (!existing) throw error;
      // Where it is not, the job is restored: the origin holds it again.
      if (existing.archived_at && existing.key) await setArchived(api, board_key, existing.key, false);
    }
  }
  if (!updateContent) return leave(receiptOf(existing).id);
  const merged = asWritten(mergeJob(existing, await complete(), context));
  return receiptOf(dataOf(await api.PUT("/job/indexing", { body: { board_key, job: merged } })));
}

/** What `writeJob` would do. What parsing would add is not known. */
async function planJob(job: Known, context: PlanningContext): Promise<PlanDraft> {
  const { api, parameters } = context;
  const { boardKey, updateContent, enrichWithParsing } = parameters;
  const notes: string[] = [];
  const parsed = enrichWithParsing ? ["its texts would be parsed, which may add to it"] : [];
  const warn = (message: string) => void notes.push(message);
  const isSecond = warnOfRival({ ...context, warn }, job.reference, "job", "board");
  const key = await boardOf(context).keyOf(job.reference);
  if (typeof key === "string" && !updateContent) return { action: "skip", id: key, notes: [...notes, leftAsItIs] };
  const existing = key === null ? null : await findJob(api, boardKey, job.reference);
  if (existing && !existing.archived_at) {
    const { id } = receiptOf(existing);
    if (!updateContent) return { action: "skip", id, notes: [...notes, leftAsItIs] };
    const changes = changesOf(existing, mergeJob(existing, job, context));
    return { action: "update", id, changes, notes: [...notes, ...parsed] };
  }
  if (isSecond && updateContent) return { action: "update", notes: [...notes, ...parsed] };
  if (isSecond) return { action: "skip", notes: [...notes, leftAsItIs] };
  const archived =
    "the board holds an archived job of this reference, which is restored if HrFlow.ai takes no second one";
  return { action: "create", item: job, notes: [...notes, ...parsed, ...(existing ? [archived] : [])] };
}

async function enrichedIfAsked(job: HrflowJobItem, context: Context): Promise<HrflowJobItem> {
  const { api, warn, parameters } = context;
  if (!parameters.enrichWithParsing) return job;
  // Another run adds nothing to a job that it leaves as it is.
  const warnPending = parameters.updateContent ? context.warnPending : warn;
  return enrichJob(job, { api, warn, warnPending });
}

async function createJob(job: HrflowJobItem, { api, parameters }: Context): Promise<ReceiptDraft> {
  const body = { board_key: parameters.boardKey, job: asWritten(job) };
  return receiptOf(dataOf(await api.POST("/job/indexing", { body })));
}

/** What a run knows of its board, by the parameters of the run. */
const boards = new WeakMap<object, BoardJobs>();

function boardOf({ parameters, api }: Pick<Context, "parameters" | "api">): BoardJobs {
  const board = boards.get(parameters) ?? createBoardJobs(api, parameters.boardKey);
  boards.set(parameters, board);
  return board;
}

/** A job is absent only if HrFlow.ai itself says so: after any other response, a create could be a second one. */
async function findJob(api: Api<HrflowPaths>, board_key: string, reference: string): Promise<HrflowJob | null> {
  try {
    const job = dataOf(await api.GET("/job/indexing", { params: { query: { board_key, reference } } }));
    return asAskedFor(job, reference, "job");
  } catch (error) {
    if (isMissing(error, "job")) return null;
    throw error;
  }
}

/**
 * A stored job with the changes of another. An update replaces the whole job, so everything that should stay is sent again, also what
 * others tagged; what HrFlow.ai manages itself is left out.
 */
export function mergeJob(
  stored: HrflowJob,
  changes: HrflowJobWrite,
  { ownTags }: Pick<PlanningContext, "ownTags">,
): HrflowJobWrite {
  const { id, board, board_key, archive, archived_at, updated_at, ...kept } = stored;
  const present = Object.entries(kept).filter(([, value]) => value !== null && value !== undefined);
  const merged: HrflowJobWrite = { ...(Object.fromEntries(present) as Partial<HrflowJobWrite>), ...changes };
  for (const name of ["tags", "metadatas"] as const) {
    if (stored[name] && merged[name] !== stored[name])
      merged[name] = mergeNamed(stored[name], changes[name], ownTags) as NonNullable<HrflowJobWrite["tags"]>;
  }
  // One with coordinates and no text is known by these.
  if (typeof changes.location?.lat !== "number" || changes.location.text)
    merged.location = mergeLocation(stored.location, changes.location) as HrflowJobWrite["location"];
  return merged;
}

function receiptOf(job: HrflowJob): ReceiptDraft {
  return { id: job.key ?? String(job.id) };
}
