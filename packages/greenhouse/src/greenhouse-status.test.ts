import { createMemoryStore, type RunOptions } from "@hrflow-connectors/core";
import { json } from "@hrflow-connectors/testing/vitest";
import { expect, it } from "vitest";
import { bareJob, fullJob } from "./__fixtures__/board-job";
import { createNetwork, type Routes } from "./__fixtures__/network";
import { fullProfile } from "./__fixtures__/profile";
import { originParameters, tokenUrl, v3Parameters, v3Routes } from "./__fixtures__/push-input";
import { formatJob } from "./formats/format-job";
import type { GreenhouseJobRecord } from "./formats/greenhouse-records";
import { greenhouse } from "./greenhouse-connector";
import type { GreenhouseJob } from "./greenhouse-types";

const boardUrl = "https://boards-api.greenhouse.io/v1/boards/acme/jobs";
const jobUrl = "https://api.hrflow.ai/v1/job/indexing";
const missing = json({ code: 400, message: "Unable to find object: job" }, 400);
const created = json(
  { code: 201, message: "Job created", data: { id: 1, key: "job-key", board_key: "b", board: {} } },
  201,
);
const refused = json({ code: 400, message: "Cannot create job" }, 400);

type PullInput = Parameters<typeof greenhouse.pullJobList>[0];

/** Two jobs of a board, written to HrFlow.ai; `changes` says what fails. */
function pull(
  changes: { jobs?: GreenhouseJob[]; routes?: Routes; actionParameters?: PullInput["actionParameters"] } = {},
  options: RunOptions = {},
) {
  const { jobs = [fullJob, bareJob], routes = {}, actionParameters } = changes;
  const { apiSecret, apiUser } = originParameters;
  const { fetch } = createNetwork({
    [`GET ${boardUrl}`]: json({ jobs, meta: { total: jobs.length } }),
    [`GET ${jobUrl}`]: missing,
    [`POST ${jobUrl}`]: created,
    ...routes,
  });
  return greenhouse.pullJobList(
    {
      workflowId: "status",
      actionParameters,
      originParameters: { boardToken: "acme" },
      targetParameters: { apiSecret, apiUser, boardKey: "board" },
    },
    { fetch, ...options },
  );
}

const fail = () => {
  throw new Error("no");
};

it("the target cannot be opened: fatal, write_failure, and nothing is sent to Greenhouse", async () => {
  const routes = { ...v3Routes(fullProfile), [`POST ${tokenUrl}`]: json({ error: "invalid_client" }, 401) };
  const { fetch, calls } = createNetwork(routes);
  const result = await greenhouse.pushProfile(
    { workflowId: "status", originParameters, targetParameters: v3Parameters },
    { fetch },
  );
  expect(result).toMatchObject({ status: "fatal", reason: "write_failure", failures: [{ stage: "open" }] });
  expect(calls("harvest.greenhouse.io")).toEqual([]);
});

it("an item has no cursor: fatal, item_to_read_from_failure, and the saved cursor stays", async () => {
  const store = createMemoryStore();
  const actionParameters = { readMode: "incremental" } as const;
  const first = await pull({ actionParameters }, { store });
  const broken = { ...bareJob, updated_at: "soon" };
  const second = await pull({ jobs: [broken], actionParameters }, { store });
  expect(second).toMatchObject({ status: "fatal", reason: "item_to_read_from_failure" });
  expect(second.events.item_to_read_from_failure).toBe(1);
  expect(first.readFrom).toBe("2026-10-02T00:00:00.000Z");
  expect((await pull({ jobs: [], actionParameters }, { store })).readFrom).toBe(first.readFrom);
});

it("stopped with nothing written: fatal, aborted", async () => {
  const stop = new AbortController();
  const format = (job: GreenhouseJobRecord) => {
    stop.abort();
    return formatJob(job);
  };
  const result = await pull({ actionParameters: { format } }, { signal: stop.signal });
  expect(result).toMatchObject({ status: "fatal", reason: "aborted", receipts: [] });
});

it("stopped with something written: success_with_failures, aborted", async () => {
  const stop = new AbortController();
  const jobs = Array.from({ length: 40 }, (_, index) => ({ ...bareJob, id: index + 1 }));
  const onEvent: RunOptions["onEvent"] = ({ type }) => {
    if (type === "item.written") stop.abort();
  };
  const result = await pull({ jobs }, { signal: stop.signal, onEvent });
  expect(result).toMatchObject({ status: "success_with_failures", reason: "aborted" });
  expect(result.receipts.length).toBeGreaterThan(0);
  expect(result.receipts.length).toBeLessThan(jobs.length);
});

it("nothing read and no failure: success", async () => {
  expect(await pull({ jobs: [] })).toMatchObject({ status: "success", reason: "", events: { read_success: 0 } });
});

it("nothing read and a read failure: fatal, read_failure", async () => {
  const routes = { [`GET ${boardUrl}`]: json({ error: "Job board not found", status: 404 }, 404) };
  expect(await pull({ routes })).toMatchObject({
    status: "fatal",
    reason: "read_failure",
    failures: [{ error: { status: 404 } }],
  });
});

it("every item failed in format: fatal, format_failure", async () => {
  const result = await pull({ actionParameters: { format: fail } });
  expect(result).toMatchObject({ status: "fatal", reason: "format_failure", events: { format_failure: 2 } });
});

it("every formatted item failed in logics: fatal, logics_failure", async () => {
  const result = await pull({ actionParameters: { logics: [fail] } });
  expect(result).toMatchObject({ status: "fatal", reason: "logics_failure", events: { logics_failure: 2 } });
});

it("every item that reached the write failed: fatal, write_failure", async () => {
  const result = await pull({ routes: { [`POST ${jobUrl}`]: refused } });
  expect(result).toMatchObject({ status: "fatal", reason: "write_failure", events: { write_failure: 2 } });
});

it.each<[string, Parameters<typeof pull>[0]]>([
  ["format", { actionParameters: { format: (job) => (job.id === 5 ? fail() : formatJob(job)) } }],
  ["logics", { actionParameters: { logics: [(job) => (job.reference === "5" ? fail() : job)] } }],
  ["write", { routes: { [`POST ${jobUrl}`]: [refused, created] } }],
  ["callback", { actionParameters: { callback: fail } }],
])("one failure in %s: success_with_failures", async (stage, changes) => {
  const result = await pull(changes);
  expect(result).toMatchObject({ status: "success_with_failures", reason: "", failures: [{ stage }] });
});

it("otherwise: success", async () => {
  const result = await pull();
  expect(result).toMatchObject({ status: "success", reason: "", events: { write_success: 2 }, failures: [] });
});
