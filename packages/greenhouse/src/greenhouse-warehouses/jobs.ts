import { defineWarehouse, InputError, parameterSchema, ResponseShapeError } from "@hrflow-connectors/core";
import { instant, isoInstant, listOf } from "@hrflow-connectors/core/formats";
import * as z from "zod/mini";
import { createJobBoardClient } from "../greenhouse-client";
import { unwrap } from "../greenhouse-error";
import type { GreenhouseJob } from "../greenhouse-types";

/** What `greenhouse.pullJobList` needs to know of the board. */
export interface GreenhouseJobsParameters {
  /** What stands in the board's address: `acme` in `https://boards.greenhouse.io/acme`. */
  boardToken: string;
}

const tokenMessage = "expected the token of a job board: letters, digits, _ and - alone";

const fields = z.object({
  boardToken: z
    .string(tokenMessage)
    .check(
      z.regex(/^[A-Za-z0-9_-]+$/, tokenMessage),
      z.meta({ description: "Token of the job board, as it stands in the board's address" }),
    ),
});

const parameters = parameterSchema<GreenhouseJobsParameters>(fields, () => z.toJSONSchema(fields, { io: "input" }));

/** A board comes whole, in one body. */
const maxResponseBytes = 128 * 1024 * 1024;

/**
 * The published jobs of a public Greenhouse board, the longest unchanged first. The vendor filters nothing: what did not
 * change since the last run is left out here.
 *
 * @see https://developers.greenhouse.io/job-board.html#list-jobs
 */
export const greenhouseJobs = defineWarehouse({
  specificationVersion: "v1",
  name: "Greenhouse jobs",
  dataType: "job",
  read: {
    parameters,
    endpoints: [
      {
        method: "GET",
        path: "/{board_token}/jobs",
        url: "https://developers.greenhouse.io/job-board.html#list-jobs",
      },
    ],
    async *read({ boardToken }, { http, readFrom }): AsyncGenerator<GreenhouseJob> {
      const door = http.with({ maxResponseBytes });
      const client = createJobBoardClient({ fetch: (request) => door.fetch(request) });
      const params = { path: { board_token: boardToken }, query: { content: true } };
      const { jobs } = await unwrap(client.GET("/{board_token}/jobs", { params }));
      if (!Array.isArray(jobs)) throw new ResponseShapeError(`the board ${boardToken} answered no list of jobs`);
      const changed = listOf(jobs).filter((job) => readFrom === null || (changedAt(job) ?? readFrom) >= readFrom);
      yield* changed.sort((a, b) => (instant(a.updated_at) ?? 0) - (instant(b.updated_at) ?? 0));
    },
    incremental: {
      cursor(job) {
        const cursor = changedAt(job);
        if (cursor === undefined) throw new InputError(`updated_at of job ${job.id} is no date`);
        return cursor;
      },
    },
  },
});

/** In UTC, so that it sorts as time does. */
function changedAt(job: GreenhouseJob): string | undefined {
  return isoInstant(job.updated_at);
}
