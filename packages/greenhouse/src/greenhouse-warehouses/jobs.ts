import {
  type CheckContext,
  defineWarehouse,
  InputError,
  ResponseShapeError,
  unlessMissing,
} from "@hrflow-connectors/core/connector";
import { instant, isoInstant, listOf } from "@hrflow-connectors/core/formats";
import { type GreenhouseJobRecord, isHarvestJob } from "../formats/greenhouse-records";
import { jobBoardConnection } from "../greenhouse-connection";
import { jobParameters } from "../greenhouse-job-parameters";
import type { GreenhouseJobBoardPaths } from "../greenhouse-types";
import { overlapMs } from "./read-windows";

const url = "https://developers.greenhouse.io/job-board.html";

/** The published jobs of a public board, the longest unchanged first. The vendor has no filter: jobs that did not change since the
 * last run are left out here.
 */
export const boardJobs = defineWarehouse({
  name: "Greenhouse jobs (Job Board)",
  dataType: "job",
  connection: jobBoardConnection,
  read: {
    endpoints: [{ endpoint: "GET /{board_token}/jobs", permission: "none", url: `${url}#list-jobs` }],
    check: checkBoard,
    async *read({ api, parameters: { boardToken }, since, total }): AsyncGenerator<GreenhouseJobRecord> {
      const params = { path: { board_token: boardToken }, query: { content: true } };
      const { jobs } = await api.GET("/{board_token}/jobs", { params });
      if (!Array.isArray(jobs)) throw new ResponseShapeError(`the board ${boardToken} returned no list of jobs`);
      const changed = listOf(jobs).filter((job) => since === null || (isoInstant(job.updated_at) ?? since) >= since);
      total(changed.length);
      yield* changed.sort((a, b) => (instant(a.updated_at) ?? 0) - (instant(b.updated_at) ?? 0));
    },
    // Every job of the board.
    isFiltered: () => false,
    overlapMs,
    cursor: changedAt,
  },
});

/** One published job of a public board. */
export const boardJob = defineWarehouse({
  name: "Greenhouse job (Job Board)",
  dataType: "job",
  connection: jobBoardConnection,
  read: {
    parameters: jobParameters.board,
    endpoints: [
      { endpoint: "GET /{board_token}/jobs/{job}", permission: "none", url: `${url}#retrieve-a-job` },
      { endpoint: "GET /{board_token}", permission: "none", url: `${url}#retrieve-job-board` },
    ],
    async check(context) {
      const { api, parameters, probe } = context;
      await checkBoard(context);
      const path = { board_token: parameters.boardToken, job: parameters.jobId };
      const read = () => api.GET("/{board_token}/jobs/{job}", { params: { path } });
      await probe(`the job ${parameters.jobId}`, read, "give jobId the id of a job's post that the board shows");
    },
    isFiltered: () => true,
    async *read({ api, parameters: { boardToken, jobId } }): AsyncGenerator<GreenhouseJobRecord> {
      const path = { board_token: boardToken };
      const query = { pay_transparency: true };
      const params = { path: { ...path, job: jobId }, query };
      const job = await unlessMissing(api.GET("/{board_token}/jobs/{job}", { params }));
      // A board that does not exist is a failure, a job that does not is an empty read.
      if (job) yield job;
      else await api.GET("/{board_token}", { params: { path } });
    },
  },
});

/** Looks at the board. It is public: no key is needed. */
export async function checkBoard({
  api,
  parameters: { boardToken },
  probe,
}: CheckContext<GreenhouseJobBoardPaths, { boardToken: string }>): Promise<void> {
  const board = () => api.GET("/{board_token}", { params: { path: { board_token: boardToken } } });
  await probe(`the board ${boardToken}`, board, "give boardToken the last part of the board's address");
}

/** When the job or one of its posts changed last, in UTC, so that it sorts as time does. */
export function changedAt(job: GreenhouseJobRecord): string {
  const parts = isHarvestJob(job) ? [job, ...job.posts, ...job.posts.flatMap(({ locations }) => locations)] : [job];
  const times = parts.flatMap(({ updated_at }) => isoInstant(updated_at) ?? []);
  const last = times.sort().at(-1);
  if (last === undefined) throw new InputError(`updated_at of job ${job.id} is not a date`);
  return last;
}
