import { defineWarehouse, InputError, ResponseShapeError } from "@hrflow-connectors/core/connector";
import { instant, isoInstant, listOf } from "@hrflow-connectors/core/formats";
import { jobBoardConnection } from "../greenhouse-connection";
import type { GreenhouseJob } from "../greenhouse-types";

/**
 * The published jobs of a public Greenhouse board, the longest unchanged first. The vendor has no filter: jobs that did not change
 * since the last run are left out here.
 *
 * @see https://developers.greenhouse.io/job-board.html#list-jobs
 */
export const greenhouseJobs = defineWarehouse({
  name: "Greenhouse jobs",
  dataType: "job",
  connection: jobBoardConnection,
  read: {
    endpoints: [
      { endpoint: "GET /{board_token}/jobs", url: "https://developers.greenhouse.io/job-board.html#list-jobs" },
    ],
    async check({ api, parameters: { boardToken }, probe }) {
      const board = () => api.GET("/{board_token}", { params: { path: { board_token: boardToken } } });
      await probe(`the board ${boardToken}`, board, "give boardToken the last part of the board's address");
    },
    async *read({ api, parameters: { boardToken }, since }): AsyncGenerator<GreenhouseJob> {
      const params = { path: { board_token: boardToken }, query: { content: true } };
      const { jobs } = await api.GET("/{board_token}/jobs", { params });
      if (!Array.isArray(jobs)) throw new ResponseShapeError(`the board ${boardToken} returned no list of jobs`);
      const changed = listOf(jobs).filter((job) => since === null || (changedAt(job) ?? since) >= since);
      yield* changed.sort((a, b) => (instant(a.updated_at) ?? 0) - (instant(b.updated_at) ?? 0));
    },
    // Every job of the board.
    isFiltered: () => false,
    cursor(job) {
      const cursor = changedAt(job);
      if (cursor === undefined) throw new InputError(`updated_at of job ${job.id} is not a date`);
      return cursor;
    },
  },
});

/** In UTC, so that it sorts as time does. */
function changedAt(job: GreenhouseJob): string | undefined {
  return isoInstant(job.updated_at);
}
