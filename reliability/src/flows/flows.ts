import { greenhouse } from "@hrflow-connectors/greenhouse";
import { lever } from "@hrflow-connectors/lever";
import type { GreenhouseState, LeverState } from "@hrflow-connectors/testing/fakes";
import type { ConformanceSettings, TestedConnector } from "@hrflow-connectors/testing/vitest";
import { greenhouseSettings } from "../../../packages/greenhouse/src/__fixtures__/greenhouse-settings";
import { leverSettings } from "../../../packages/lever/src/__fixtures__/lever-settings";

/** An action that moves several records, or that has no lookup: what it does beside the pushes of single profiles. */
export interface Flow {
  connector: "Lever" | "Greenhouse";
  /** The action, and how it reaches the vendor if there are several ways. */
  credential: string;
  method: string;
  /** Whether the target has no lookup, so that an unknown outcome stays unknown. */
  mayBeUnsure: boolean;
  /** Changes a record of the vendor, for pulls of lists. */
  change?(state: object): void;
}

/** Flows with the same vendor. */
export interface FlowGroup {
  connector: TestedConnector;
  settings: ConformanceSettings<object>;
  flows: readonly Flow[];
}

/** Of the pulls: a run changes what HrFlow.ai has already. */
const hrflow = { upsert: true, updateContent: true };
const specification = (name: string) => new URL(`../../../specs/${name}/openapi.yaml`, import.meta.url);
const lately = () => Date.now() - 60_000;
const isoLately = () => new Date(lately()).toISOString();

/** Two profiles of each list have a resume. */
function createLever() {
  const fake = leverSettings.createFake();
  const { opportunities, resumes } = fake.state;
  resumes.push({ ...resumes[0], id: "second", opportunity: opportunities[1]?.id } as (typeof resumes)[0]);
  return fake;
}

const leverGroup: FlowGroup = {
  connector: lever,
  settings: { ...leverSettings, createFake: createLever, hrflow } as ConformanceSettings<object>,
  flows: [
    flow<LeverState>("Lever", "pullProfileList", ({ opportunities: [, second] }) => {
      Object.assign(second ?? {}, { tags: ["changed"], updatedAt: lately() });
    }),
    flow("Lever", "pullProfile"),
    flow<LeverState>("Lever", "pullJobList", ({ postings: [, second] }) => {
      Object.assign(second ?? {}, { text: "Changed", updatedAt: lately() });
    }),
    flow("Lever", "pullJob"),
    flow("Lever", "pushProfileList"),
  ],
};

function createGreenhouse() {
  const fake = greenhouseSettings.createFake();
  const { applications, attachments, candidates } = fake.state;
  const [first] = attachments;
  const second = { candidate_id: candidates[1]?.id, application_id: applications[1]?.id };
  attachments.push({ ...first, ...second, id: (first?.id ?? 0) + 1 } as (typeof attachments)[0]);
  return fake;
}

const greenhouseGroup: FlowGroup = {
  connector: greenhouse,
  settings: { ...greenhouseSettings, createFake: createGreenhouse, hrflow } as ConformanceSettings<object>,
  flows: [
    flow<GreenhouseState>("Greenhouse", "pullProfileList", ({ candidates: [, second] }) => {
      Object.assign(second ?? {}, { tags: ["changed"], updated_at: isoLately() });
    }),
    flow("Greenhouse", "pullProfile"),
    flow<GreenhouseState>("Greenhouse", "pullJobList", ({ jobPosts: [, second] }) => {
      Object.assign(second ?? {}, { title: "Changed", updated_at: isoLately() });
    }),
    flow("Greenhouse", "pullJob"),
    flow("Greenhouse", "pushProfileList"),
  ],
};

const harvestV1: FlowGroup = {
  connector: greenhouse,
  settings: {
    ...greenhouseGroup.settings,
    documents: { "https://harvest.greenhouse.io/v1": specification("greenhouse-harvest-v1") },
    parameters: { auth: "harvest-key-1", onBehalfOf: 4_000_000_017 },
  },
  flows: [flow("Greenhouse", "pullProfileList", undefined, "by Harvest v1")],
};

const boardToken = "acme";
const jobOf = (number: number, updatedAt = "2025-01-01T00:00:00Z") => ({
  ...{ id: 4_000_004_000 + number, internal_job_id: 4_000_003_000 + number, title: `Post ${number}`, questions: [] },
  absolute_url: `https://boards.example.com/acme/jobs/${number}`,
  ...{ location: { name: "Lyon" }, content: `&lt;p&gt;We bake ${number} loaves.&lt;/p&gt;`, updated_at: updatedAt },
});
const jobsOf = ({ boards }: GreenhouseState) => boards[boardToken]?.jobs ?? [];

const board: FlowGroup = {
  connector: greenhouse,
  settings: {
    ...greenhouseGroup.settings,
    documents: { "https://boards-api.greenhouse.io/v1/boards": specification("greenhouse-job-board") },
    createFake() {
      const fake = greenhouseSettings.createFake();
      // More than are asked for one by one before the board is listed.
      fake.state.boards[boardToken] = { name: "Acme", jobs: [1, 2, 3, 4, 5].map((number) => jobOf(number)) };
      return fake;
    },
    parameters: (method) => ({
      boardToken,
      ...(method === "pullJob" ? { jobId: jobOf(1).id } : {}),
      ...(method === "pushProfile" ? { boardApiKey: "board-api-key-1" } : {}),
    }),
    profile: { tags: [{ name: "greenhouse_job_id", value: String(jobOf(1).id) }] },
    pulls: {
      pullJobList: {
        ids: () => [1, 2, 3, 4, 5].map((number) => String(jobOf(number).id)),
        add: (state) => void jobsOf(state as GreenhouseState).push(jobOf(6, isoLately())),
      },
    },
  },
  flows: [
    flow<GreenhouseState>(
      "Greenhouse",
      "pullJobList",
      (state) => void Object.assign(jobsOf(state)[1] ?? {}, { title: "Changed", updated_at: isoLately() }),
      "of a board",
    ),
    flow("Greenhouse", "pullJob", undefined, "of a board"),
    { ...flow("Greenhouse", "pushProfile", undefined, "by the Job Board API"), mayBeUnsure: true },
  ],
};

function flow<State extends object>(
  connector: Flow["connector"],
  method: string,
  change?: (state: State) => void,
  way = "",
): Flow {
  return {
    ...{ connector, method, credential: [method, way].filter(Boolean).join(" "), mayBeUnsure: false },
    ...(change ? { change: change as (state: object) => void } : {}),
  };
}

export const flowGroups: readonly FlowGroup[] = [leverGroup, greenhouseGroup, harvestV1, board];

const order = ["pullProfileList", "pullProfile", "pullJobList", "pullJob", "pushProfileList", "pushProfile"];

/** In the order of the report. */
export const flows: readonly Flow[] = flowGroups
  .flatMap((group) => group.flows)
  .sort((one, other) => order.indexOf(one.method) - order.indexOf(other.method));
