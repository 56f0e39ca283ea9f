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

const minuteMs = 60_000;
const ago = (minutes: number) => Date.now() - minutes * minuteMs;
const added = 6;

interface JobVendor {
  fake: Fake<unknown>;
  /** Changes a job and adds one. */
  change(): void;
}

function pullJobs(
  connector: Flow["connector"],
  credential: string,
  createVendor: () => JobVendor,
  run: (input: Input, options: RunOptions) => Promise<RunResult>,
): Flow {
  return {
    ...{ connector, credential, origin: connector, mayBeUnsure: false, alwaysUpdates: true },
    connect(track) {
      const hrflow = createHrflow();
      const { fake, change } = createVendor();
      return connectFlow(
        {
          ...{ fakes: [hrflow, fake], change, parts: () => jobParts(hrflow) },
          run: (readMode, options) => run(intoBoard(readMode), options),
        },
        track,
      );
    },
  };
}

const leverId = (index: number) => `00000000-0000-4000-8000-00000000010${index}`;
const byKey = { clientDomain: "api", apiKey: secrets.leverKey };

function leverWith(indexes: readonly number[], at: number) {
  return createLeverFake({
    ...{ strict: true, apiKeys: [byKey.apiKey] },
    postings: indexes.map((index) => ({
      ...{ id: leverId(index), text: `Job ${index}`, categories: { team: "Bread", location: "Lyon" } },
      ...{ content: { description: `We bake ${index} loaves.`, lists: [] }, createdAt: at, updatedAt: at },
    })),
  });
}

function createLever(): JobVendor {
  const fake = leverWith(numbers, ago(1_000));
  return {
    fake,
    change() {
      Object.assign(fake.state.postings[1] ?? {}, { text: "Changed", updatedAt: ago(10) });
      fake.state.postings.push(...leverWith([added], ago(20)).state.postings);
    },
  };
}

const greenhouseId = (kind: number, index: number) => 4_000_000_000 + kind * 1_000 + index;
const harvest = { clientId: "greenhouse-client", clientSecret: secrets.greenhouseClient };
const board = { boardToken: "acme" };

function greenhouseWith(indexes: readonly number[], at: number) {
  const time = new Date(at).toISOString();
  const times = { created_at: time, updated_at: time };
  return createGreenhouseFake({
    ...{ strict: true, clients: { [harvest.clientId]: harvest.clientSecret } },
    departments: [{ id: greenhouseId(1, 1), name: "Kitchen" }],
    offices: [{ id: greenhouseId(2, 1), name: "Lyon", location: "Lyon, France" }],
    jobs: indexes.map((index) => ({
      ...{ id: greenhouseId(3, index), name: `Job ${index}`, ...times },
      ...{ department_id: greenhouseId(1, 1), office_ids: [greenhouseId(2, 1)] },
    })),
    jobPosts: indexes.map((index) => ({
      ...{ id: greenhouseId(4, index), job_id: greenhouseId(3, index), ...times },
      ...{ title: `Post ${index}`, content: `<p>We bake ${index} loaves.</p>` },
    })),
    jobPostLocations: indexes.map((index) => ({
      ...{ id: greenhouseId(5, index), job_post_id: greenhouseId(4, index), plain_text_location: "Lyon", ...times },
    })),
    boards: {
      [board.boardToken]: {
        name: "Acme",
        jobs: indexes.map((index) => ({
          ...{ id: greenhouseId(4, index), internal_job_id: greenhouseId(3, index), title: `Post ${index}` },
          ...{ location: { name: "Lyon" }, content: `&lt;p&gt;We bake ${index} loaves.&lt;/p&gt;`, updated_at: time },
        })),
      },
    },
  });
}

function createGreenhouse(): JobVendor {
  const fake = greenhouseWith(numbers, ago(1_000));
  const boardJobs = ({ state }: typeof fake) => state.boards[board.boardToken]?.jobs ?? [];
  return {
    fake,
    change() {
      const changes = { title: "Changed", updated_at: new Date(ago(10)).toISOString() };
      for (const record of [fake.state.jobPosts[1], boardJobs(fake)[1]]) Object.assign(record ?? {}, changes);
      const other = greenhouseWith([added], ago(20));
      fake.state.jobs.push(...other.state.jobs);
      fake.state.jobPosts.push(...other.state.jobPosts);
      fake.state.jobPostLocations.push(...other.state.jobPostLocations);
      boardJobs(fake).push(...boardJobs(other));
    },
  };
}

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
