import type { RunOptions, RunResult } from "@hrflow-connectors/core";
import { greenhouse } from "@hrflow-connectors/greenhouse";
import { lever } from "@hrflow-connectors/lever";
import { createGreenhouseFake, createLeverFake, type Fake } from "@hrflow-connectors/testing/fakes";
import { secrets } from "../environment/secrets";
import { connectFlow, createHrflow, type Flow, hrflowBoard, jobParts, type ReadMode } from "./flow";

/** More than are asked for one by one before the board is listed. */
const numbers = [1, 2, 3, 4, 5];

const intoBoard = (readMode: ReadMode) => ({
  ...{ workflowId: "reliability", actionParameters: { readMode }, targetParameters: hrflowBoard },
});
type Input = ReturnType<typeof intoBoard>;

function pullJobs(
  connector: Flow["connector"],
  credential: string,
  createVendor: () => Fake<unknown>,
  run: (input: Input, options: RunOptions) => Promise<RunResult>,
): Flow {
  return {
    ...{ connector, credential, origin: connector, mayBeUnsure: false, alwaysUpdates: true },
    connect(track) {
      const hrflow = createHrflow();
      return connectFlow(
        {
          fakes: [hrflow, createVendor()],
          parts: () => jobParts(hrflow),
          change() {},
          run: (readMode, options) => run(intoBoard(readMode), options),
        },
        track,
      );
    },
  };
}

const leverId = (index: number) => `00000000-0000-4000-8000-00000000010${index}`;
const byKey = { clientDomain: "api", apiKey: secrets.leverKey };

const createLever = () =>
  createLeverFake({
    ...{ strict: true, apiKeys: [byKey.apiKey] },
    postings: numbers.map((index) => ({
      ...{ id: leverId(index), text: `Job ${index}`, categories: { team: "Bread", location: "Lyon" } },
      content: { description: `We bake ${index} loaves.`, lists: [] },
    })),
  });

const greenhouseId = (kind: number, index: number) => 4_000_000_000 + kind * 1_000 + index;
const harvest = { clientId: "greenhouse-client", clientSecret: secrets.greenhouseClient };
const board = { boardToken: "acme" };

const createGreenhouse = () =>
  createGreenhouseFake({
    ...{ strict: true, clients: { [harvest.clientId]: harvest.clientSecret } },
    departments: [{ id: greenhouseId(1, 1), name: "Kitchen" }],
    offices: [{ id: greenhouseId(2, 1), name: "Lyon", location: "Lyon, France" }],
    jobs: numbers.map((index) => ({
      ...{ id: greenhouseId(3, index), name: `Job ${index}` },
      ...{ department_id: greenhouseId(1, 1), office_ids: [greenhouseId(2, 1)] },
    })),
    jobPosts: numbers.map((index) => ({
      ...{ id: greenhouseId(4, index), job_id: greenhouseId(3, index) },
      ...{ title: `Post ${index}`, content: `<p>We bake ${index} loaves.</p>` },
    })),
    jobPostLocations: numbers.map((index) => ({
      ...{ id: greenhouseId(5, index), job_post_id: greenhouseId(4, index), plain_text_location: "Lyon" },
    })),
    boards: {
      [board.boardToken]: {
        name: "Acme",
        jobs: numbers.map((index) => ({
          ...{ id: greenhouseId(4, index), internal_job_id: greenhouseId(3, index), title: `Post ${index}` },
          ...{ location: { name: "Lyon" }, content: `&lt;p&gt;We bake ${index} loaves.&lt;/p&gt;` },
        })),
      },
    },
  });

/** The pulls of jobs. */
export const jobPulls: readonly Flow[] = [
  pullJobs("Lever", "pullJobList", createLever, (input, options) =>
    lever.pullJobList({ ...input, originParameters: byKey }, options),
  ),
  pullJobs("Lever", "pullJob", createLever, (input, options) =>
    lever.pullJob({ ...input, originParameters: { ...byKey, postingId: leverId(1) } }, options),
  ),
  pullJobs("Greenhouse", "pullJobList", createGreenhouse, (input, options) =>
    greenhouse.pullJobList({ ...input, originParameters: harvest }, options),
  ),
  pullJobs("Greenhouse", "pullJobList of a board", createGreenhouse, (input, options) =>
    greenhouse.pullJobList({ ...input, originParameters: board }, options),
  ),
  pullJobs("Greenhouse", "pullJob", createGreenhouse, (input, options) =>
    greenhouse.pullJob({ ...input, originParameters: { ...harvest, jobId: greenhouseId(3, 1) } }, options),
  ),
  pullJobs("Greenhouse", "pullJob of a board", createGreenhouse, (input, options) =>
    greenhouse.pullJob({ ...input, originParameters: { ...board, jobId: greenhouseId(4, 1) } }, options),
  ),
];
