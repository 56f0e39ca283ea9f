import { createMemoryStore } from "@hrflow-connectors/core";
import { loadDocument, schemaValidator } from "@hrflow-connectors/testing";
import { type CheckedFetch, checkedFetch, createHrflowFake } from "@hrflow-connectors/testing/fakes";
import { json, type Responder, stopTime } from "@hrflow-connectors/testing/vitest";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  apiSecret,
  apiUser,
  boardKey,
  createRoute,
  envelope,
  findRoute,
  updateRoute,
  writeJobs,
} from "../__fixtures__/hrflow";
import type { HrflowJobItem } from "./hrflow-jobs";
import type { HrflowJobsParameters } from "./job-parameters";

const document = await loadDocument(new URL("../../../../specs/hrflow/openapi.yaml", import.meta.url));
const specifications = { "https://api.hrflow.ai/v1": { document, validator: schemaValidator(document) } };

const jobs = (...references: string[]): HrflowJobItem[] =>
  references.map((reference) => ({ reference, name: reference, location: { text: "Lyon" }, sections: [] }));
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `job-${n}`);

const manual = { board_key: boardKey, reference: "manual", name: "Manual", location: { text: "Paris" } };
const hrflow = createHrflowFake({
  accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
  boards: [boardKey],
  jobs: [manual, { ...manual, reference: "old", archived_at: "2026-01-01T00:00:00+0000" }],
  strict: true,
});
let checked: CheckedFetch;
let store = createMemoryStore();

beforeEach(() => {
  hrflow.reset();
  for (const account of hrflow.state.accounts) account.apiKey = apiSecret.replace("askr_", "ask_");
  checked = checkedFetch(hrflow.fetch, specifications);
  store = createMemoryStore();
});
afterEach(() => expect(checked.violations).toEqual([]));
beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

async function sync(
  read: Parameters<typeof writeJobs>[0],
  parameters: Partial<HrflowJobsParameters> = {},
  options: Parameters<typeof writeJobs>[3] = {},
) {
  const before = hrflow.requests.length;
  const target = { apiSecret: apiSecret.replace("askr_", "ask_"), sync: true, ...parameters };
  const { result, lines } = await writeJobs(read, {}, target, { fetch: checked.fetch, store, ...options });
  const patches = hrflow.requests.slice(before).filter(({ method }) => method === "PATCH");
  return { result, lines, patches };
}

const live = () =>
  hrflow.state.jobs.filter(({ archived_at }) => archived_at === null).map(({ reference }) => reference);

describe("with sync", () => {
  test("archives the job that is gone by its key, and deletes nothing", async () => {
    await sync(jobs(...numbered(5)));
    const { result, patches } = await sync(jobs(...numbered(4)));
    const gone = hrflow.state.jobs.find(({ reference }) => reference === "job-4");
    expect(gone?.archived_at).toEqual(expect.any(String));
    expect(live()).toEqual(["manual", ...numbered(4)]);
    expect(patches).toMatchObject([{ path: "/job/indexing/archive", status: 200 }]);
    expect(result).toMatchObject({ status: "success", archiving: { archived: 1 } });
    expect(result.receipts.at(-1)).toEqual({ reference: "job-4", id: gone?.key, archived: true });
    expect(hrflow.requests.filter(({ method }) => method === "DELETE")).toEqual([]);
  });

  test("leaves the jobs that people put on the board, and archived ones do not count", async () => {
    await sync(jobs(...numbered(4)));
    // With the job that people added, a fifth of the five live ones.
    const { result } = await sync(jobs(...numbered(3)));
    expect(result.archiving).toEqual({ archived: 1 });
    expect(live()).toEqual(["manual", ...numbered(3)]);
  });

  test("counts the board over all of its pages", async () => {
    await sync(jobs(...numbered(250)));
    const { result } = await sync(jobs(...numbered(200)));
    expect(result.archiving).toEqual({ archived: 50 });
    const { result: next } = await sync(jobs(...numbered(150)));
    expect(next.archiving).toEqual({
      archived: 0,
      skipped: "50 of 201 live records are no longer at the origin: more than the limit of 0.2 allows",
    });
    expect(live()).toHaveLength(201);
  });

  test("archives nothing after a read that ended on a page in the middle", async () => {
    await sync(jobs(...numbered(5)));
    const { result, patches } = await sync(async function* () {
      yield* jobs(...numbered(4));
      throw new Error("page 2 could not be read");
    });
    expect(result).toMatchObject({ status: "success_with_failures", archiving: { archived: 0 } });
    expect(patches).toEqual([]);
  });

  test("archives nothing if one job could not be written", async () => {
    await sync(jobs(...numbered(5)));
    hrflow.injectFault({ kind: "status", status: 422, body: { code: 422, message: "No." } }, { method: "POST" });
    const { result, patches } = await sync([...jobs(...numbered(4)), ...jobs("new")]);
    expect(result).toMatchObject({ events: { write_failure: 1 }, archiving: { skipped: "an item failed" } });
    expect(patches).toEqual([]);
  });

  test("leaves a job that a logic discards", async () => {
    await sync(jobs(...numbered(5)));
    const logics = [(job: HrflowJobItem) => (job.reference === "job-0" ? null : job)];
    const { patches } = await sync(jobs(...numbered(5)), {}, { logics });
    expect(patches).toEqual([]);
  });

  test("counts a job as archived that HrFlow.ai does not hold any more", async () => {
    await sync(jobs(...numbered(5)));
    const gone = { code: 400, message: "Invalid parameters. Unable to find object: job" };
    hrflow.injectFault({ kind: "status", status: 400, body: gone }, { method: "PATCH" });
    const { result } = await sync(jobs(...numbered(4)));
    expect(result).toMatchObject({ status: "success", archiving: { archived: 1 } });
  });

  test("reports a job that could not be archived as a failure, and the next run archives it", async () => {
    await sync(jobs(...numbered(5)));
    hrflow.injectFault({ kind: "status", status: 403, body: { code: 403, message: "No." } }, { method: "PATCH" });
    const { result } = await sync(jobs(...numbered(4)));
    expect(result).toMatchObject({
      status: "success_with_failures",
      failures: [{ stage: "write", reference: "job-4", error: { code: "permission_denied", status: 403 } }],
    });
    expect((await sync(jobs(...numbered(4)))).result.archiving).toEqual({ archived: 1 });
  });

  test("creates a job again that came back", async () => {
    await sync(jobs(...numbered(5)));
    await sync(jobs(...numbered(4)));
    await sync(jobs(...numbered(5)));
    expect(live()).toEqual(["manual", ...numbered(5)]);
  });

  test("is refused without a store, before any request", async () => {
    const { result } = await sync(jobs("a"), {}, { store: undefined });
    expect(result).toMatchObject({
      reason: "bad_target_parameters",
      failures: [{ reference: "targetParameters.sync" }],
    });
    expect(hrflow.requests).toEqual([]);
  });

  test.each([0, 1, 1.5, -0.2, "a fifth"])("refuses archiveLimit %j", async (archiveLimit) => {
    const { result } = await sync(jobs("a"), { archiveLimit } as object);
    expect(result).toMatchObject({
      reason: "bad_target_parameters",
      failures: [{ error: { message: "targetParameters.archiveLimit: expected a share above 0 and below 1" } }],
    });
  });
});

describe("a board that changes while it is listed", () => {
  const missing = json({ code: 400, message: "Unable to find object: job" }, 400);
  const archived = json(envelope({ key: "key-job-4" }));
  const create: Responder = async (request) => {
    const { job } = (await request.json()) as { job: HrflowJobItem };
    return Response.json(envelope({ key: `key-${job.reference}`, reference: job.reference }, 201), { status: 201 });
  };
  const page = (references: string[], maxPage: number) => {
    const data = references.map((reference) => ({ reference, key: `key-${reference}`, archived_at: null }));
    return json({ code: 200, message: "OK", meta: { maxPage }, data });
  };
  const recorded = (pages: Responder[], patch = archived) => ({
    [findRoute]: missing,
    [createRoute]: create,
    "GET https://api.hrflow.ai/v1/storing/jobs": pages,
    "PATCH https://api.hrflow.ai/v1/job/indexing/archive": patch,
  });

  /** A run without the last of five jobs, after one with all; the pages are those of its list of the board. */
  async function secondRun(...pages: Responder[]) {
    const options = { store: createMemoryStore() };
    await writeJobs(jobs(...numbered(3)), recorded([]), { sync: true }, options);
    const { result, calls } = await writeJobs(jobs("job-0", "job-1"), recorded(pages), { sync: true }, options);
    const asked = calls().filter((call) => call.includes("/storing/jobs")).length;
    return { result, pages: asked };
  }

  test("reports a failure that stands in the envelope alone", async () => {
    const options = { store: createMemoryStore() };
    await writeJobs(jobs(...numbered(3)), recorded([]), { sync: true }, options);
    const responses = recorded([page([...numbered(3), "a", "b"], 1)], json({ code: 500, message: "Oops." }));
    const { result } = await writeJobs(jobs("job-0", "job-1"), responses, { sync: true }, options);
    expect(result).toMatchObject({ failures: [{ stage: "write", reference: "job-2" }], archiving: { archived: 0 } });
  });

  test("ends with it if it shrinks: no page is asked for that does not exist any more", async () => {
    const { result, pages } = await secondRun(page([...numbered(3), "a", "b"], 3), page(["c"], 1));
    expect(pages).toBe(2);
    expect(result.archiving).toEqual({ archived: 1 });
  });

  test("counts no job of another board, which would let more be archived", async () => {
    const data = [...numbered(3), "a"].map((reference) => ({
      ...{ reference, key: `key-${reference}`, archived_at: null },
      board_key: reference === "a" ? "c".repeat(40) : boardKey,
    }));
    const mixed = json({ code: 200, message: "OK", meta: { maxPage: 1 }, data });
    const limit = { sync: true, archiveLimit: 0.3 };
    const options = { store: createMemoryStore() };
    await writeJobs(jobs(...numbered(3)), recorded([]), limit, options);
    const { result } = await writeJobs(jobs("job-0", "job-1"), recorded([mixed]), limit, options);
    expect(result.archiving).toMatchObject({ archived: 0 });
  });

  test("goes on after a page without jobs", async () => {
    const { result, pages } = await secondRun(page(["a", "b"], 3), page([], 3), page([...numbered(3), "c"], 3));
    expect(pages).toBe(3);
    expect(result.archiving).toEqual({ archived: 1 });
  });

  test("has an end if its pages have none: nothing is archived, and the run says so", async () => {
    const endless = Array.from({ length: 10_000 }, (_, n) => page([], n + 2));
    const { result } = await secondRun(...endless);
    expect(result).toMatchObject({
      failures: [{ stage: "write", error: { message: "the pages of the list have no end" } }],
      archiving: { archived: 0 },
    });
  });

  test.each([
    ["is refused", json({ code: 403, message: "Forbidden." }, 403)],
    ["has no rows", json({ code: 200, message: "OK", data: null })],
    ["is a failure in the envelope alone", json({ code: 500, message: "Oops." })],
  ])("archives nothing if the list %s", async (_, list) => {
    const { result } = await secondRun(list);
    expect(result).toMatchObject({ status: "success_with_failures", events: { write_success: 2, write_failure: 1 } });
    expect(result.archiving?.archived).toBe(0);
    expect(result.receipts.filter(({ archived }) => archived)).toEqual([]);
  });
});

test("restores an archived job whose reference HrFlow.ai still holds, and updates it", async () => {
  const held = json(envelope({ ...manual, key: "k", archived_at: "2026-01-01T00:00:00+0000" }));
  const used = json({ code: 400, message: "Cannot create job with this reference: manual. Already used!" }, 400);
  const { result, sent } = await writeJobs(
    jobs("manual"),
    {
      [findRoute]: held,
      [createRoute]: used,
      "PATCH https://api.hrflow.ai/v1/job/indexing/archive": json(envelope({ key: "k" })),
      [updateRoute]: held,
    },
    { updateContent: true },
  );
  expect(sent.map(({ method }) => method)).toEqual(["GET", "POST", "GET", "PATCH", "PUT"]);
  expect(sent[3]?.body).toEqual({ board_key: boardKey, key: "k", is_archive: 0 });
  expect(result).toMatchObject({ status: "success", receipts: [{ id: "k" }] });
});

test("reports a job as failed that vanishes before its update", async () => {
  const gone = json({ code: 400, message: "Unable to find object: job" }, 400);
  const responses = { [findRoute]: json(envelope({ ...manual, key: "k" })), [updateRoute]: gone };
  const { result } = await writeJobs(jobs("manual"), responses, { updateContent: true });
  expect(result).toMatchObject({ status: "fatal", reason: "write_failure", events: { write_failure: 1 } });
});
