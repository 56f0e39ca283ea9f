import { json, type Responder, runResult } from "@hrflow-connectors/testing/vitest";
import { describe, expect, test } from "vitest";
import {
  boardKey,
  createRoute,
  envelope,
  findRoute,
  headers,
  refusal,
  storedJob,
  updateRoute,
  writeJobs,
} from "../__fixtures__/hrflow";
import type { HrflowJobItem } from "./hrflow-jobs";

const item: HrflowJobItem = {
  reference: "job-1",
  name: "Head baker",
  location: { text: "Paris", lat: null, lng: null },
  sections: [],
  tags: [{ name: "lever_state", value: "published" }],
};
const missing = json(refusal(400, "Unable to find object: job"), 400);
const found = (job: object) => json(envelope({ ...storedJob, ...job }));
const created = json(envelope({ ...storedJob, key: "new-key" }, 201), 201);

const lookup = {
  method: "GET",
  url: `https://api.hrflow.ai/v1/job/indexing?board_key=${boardKey}&reference=job-1`,
  headers,
};
const write = (method: "POST" | "PUT", job: object) => ({
  method,
  url: "https://api.hrflow.ai/v1/job/indexing",
  headers: { ...headers, "content-type": "application/json" },
  body: { board_key: boardKey, job },
});
const delivered = (receipt: object) =>
  runResult({
    status: "success",
    reason: "",
    events: { read_success: 1, write_success: 1 },
    receipts: [{ reference: "job-1", id: "", ...receipt }],
  });

test.each([
  ["plain", "Unable to find object: job"],
  ["prefixed", "Invalid parameters. Unable to find object: job"],
])("creates a job that the board does not hold, with the %s message", async (_, message) => {
  const { result, sent } = await writeJobs([item], {
    [findRoute]: json(refusal(400, message), 400),
    [createRoute]: created,
  });

  expect(sent).toEqual([lookup, write("POST", item)]);
  expect(result).toEqual(delivered({ id: "new-key" }));
});

test("leaves a job that the board holds, with a warning on the receipt", async () => {
  const { result, sent } = await writeJobs([item], { [findRoute]: found({}) });

  expect(sent).toEqual([lookup]);
  expect(result).toEqual(
    delivered({
      id: storedJob.key,
      warnings: ["the board already holds this job; it was left as it is, since updateContent is not set"],
    }),
  );
});

test("merges with updateContent: the item's fields win, other stored fields stay, what HrFlow.ai manages is not sent", async () => {
  const stored = {
    name: "Baker",
    summary: "Bread.",
    picture: null,
    skills: [{ name: "Baking", type: "hard" }],
    tags: [
      { name: "lever_state", value: "draft" },
      { name: "lever_team", value: "Ovens" },
      { name: "lever_location_0", value: "Lyon" },
      { name: "lever_shortlist", value: "yes" },
      { name: "owner", value: "Grace" },
    ],
    metadatas: [{ name: "reviewed", value: "yes" }],
    archive: null,
    archived_at: null,
    created_at: "2025-01-02T03:04:05+0000",
    updated_at: "2025-02-03T04:05:06+0000",
  };
  const { result, sent } = await writeJobs(
    [item],
    { [findRoute]: found(stored), [updateRoute]: found({}) },
    { updateContent: true },
    { ownTags: ["lever_state", "lever_team", "lever_location"] },
  );

  expect(sent).toEqual([
    lookup,
    write("PUT", {
      ...item,
      key: storedJob.key,
      summary: "Bread.",
      skills: [{ name: "Baking", type: "hard" }],
      // Those of the connector that the job has no more are gone; one that another wrote with its prefix stays.
      tags: [{ name: "lever_shortlist", value: "yes" }, { name: "owner", value: "Grace" }, ...(item.tags ?? [])],
      metadatas: [{ name: "reviewed", value: "yes" }],
      created_at: "2025-01-02T03:04:05+0000",
    }),
  ]);
  expect(result).toEqual(delivered({ id: storedJob.key }));
});

test.each([
  [
    "the same text, which keeps its coordinates",
    { text: "LYON", lat: null, lng: null },
    { text: "LYON", lat: 45.7, lng: 4.8 },
  ],
  ["another text", { text: "Paris", lat: null, lng: null }, { text: "Paris", lat: null, lng: null }],
  ["no text", { text: null }, storedJob.location],
  ["coordinates alone", { text: null, lat: 48.9, lng: 2.4 }, { text: null, lat: 48.9, lng: 2.4 }],
])("updates a location by one with %s", async (_, location, expected) => {
  const responses = { [findRoute]: found({}), [updateRoute]: found({}) };
  const { sent } = await writeJobs([{ ...item, location }], responses, { updateContent: true });

  expect(sent[1]?.body).toMatchObject({ job: { location: expected } });
});

const used = json(refusal(400, "Cannot create job with this reference: job-1. Already used!"), 400);

test("sends a stored job again with what HrFlow.ai requires of its entries", async () => {
  const stored = { skills: [{ name: "Baking" }, { name: null, type: "hard" }], languages: [{ name: null }] };
  const { sent } = await writeJobs(
    [item],
    { [findRoute]: json(envelope({ ...storedJob, ...stored })), [updateRoute]: json(envelope(storedJob)) },
    { updateContent: true },
  );
  const job = { skills: [{ name: "Baking", type: null }], languages: [] };
  expect(sent.at(-1)).toMatchObject({ method: "PUT", body: { job } });
});

test("leaves a job that another process created since the lookup, with a warning on the receipt", async () => {
  const responses = { [findRoute]: [missing, found({})], [createRoute]: used };
  const { result, sent } = await writeJobs([item], responses);

  expect(sent).toEqual([lookup, write("POST", item), lookup]);
  expect(result).toEqual(
    delivered({
      id: storedJob.key,
      warnings: ["the board already holds this job; it was left as it is, since updateContent is not set"],
    }),
  );
});

test("updates a job that another process created since the lookup, with updateContent", async () => {
  const responses = { [findRoute]: [missing, found({})], [createRoute]: used, [updateRoute]: found({}) };
  const { result, sent } = await writeJobs([item], responses, { updateContent: true });

  expect(sent).toEqual([lookup, write("POST", item), lookup, write("PUT", { ...item, key: storedJob.key })]);
  expect(result).toEqual(delivered({ id: storedJob.key }));
});

test("writes a job that is listed twice in turns: the second one is the job that the first one created", async () => {
  const responses = { [findRoute]: [missing, found({})], [createRoute]: created, [updateRoute]: found({}) };
  const { result, sent } = await writeJobs([item, { ...item, name: "Baker" }], responses, { updateContent: true });

  const update = write("PUT", { ...item, key: storedJob.key, name: "Baker" });
  expect(sent).toEqual([lookup, write("POST", item), lookup, update]);
  expect(result).toMatchObject({ status: "success", receipts: [{ id: "new-key" }, { id: storedJob.key }] });
  expect(result.receipts.flatMap(({ warnings }) => warnings ?? [])).toEqual([]);
});

test("tries a job that is listed twice again if the first one failed", async () => {
  const responses = { [findRoute]: missing, [createRoute]: [json(refusal(422, "No."), 422), created] };
  const { result } = await writeJobs([item, item], responses);

  expect(result).toMatchObject({ status: "success_with_failures", receipts: [{ id: "new-key" }] });
});

test("warns if the format gives two jobs one reference", async () => {
  const responses = { [findRoute]: [missing, found({})], [createRoute]: created, [updateRoute]: found({}) };
  const jobs = ["a", "b"].map((reference) => ({ ...item, reference }));
  const format = (job: HrflowJobItem) => ({ ...job, reference: "job-1" });
  const { result } = await writeJobs(jobs, responses, { updateContent: true }, { format });

  expect(result.receipts).toEqual([
    { reference: "a", id: "new-key" },
    {
      reference: "b",
      id: storedJob.key,
      warnings: ["the job a was written with the same reference, job-1: a board holds one"],
    },
  ]);
});

test.each([
  [null, false],
  [undefined, false],
  ["", false],
  [" ", false],
  [null, true],
])("refuses a job without a reference (%j), in a dry run: %s", async (reference, dryRun) => {
  const { reference: _, ...rest } = item;
  const job = reference === undefined ? rest : { ...rest, reference };
  const { result, sent } = await writeJobs([job], {}, {}, { dryRun });

  expect(sent).toEqual([]);
  expect(result.failures).toMatchObject([
    {
      error: { code: "invalid_item", message: "the job has no reference: HrFlow.ai finds it by one in the next run" },
    },
  ]);
});

test("identifies a job by its id if the response has no key", async () => {
  const { result } = await writeJobs([item], {
    [findRoute]: missing,
    [createRoute]: json(envelope({ ...storedJob, key: null }, 201), 201),
  });

  expect(result).toEqual(delivered({ id: "12" }));
});

test("archives nothing, whatever the batch leaves out", async () => {
  const jobs = ["a", "b", "c"].map((reference) => ({ ...item, reference }));
  const { result, sent } = await writeJobs(jobs, { [findRoute]: missing, [createRoute]: created });

  expect(result.events.write_success).toBe(3);
  const calls = sent.map(({ method, url }) => `${method} ${new URL(url).pathname}`).sort();
  expect(calls).toEqual([...Array(3).fill("GET /v1/job/indexing"), ...Array(3).fill("POST /v1/job/indexing")]);
});

test("encodes a reference", async () => {
  const { sent } = await writeJobs([{ ...item, reference: "R&D #1/é" }], { [findRoute]: found({}) });

  expect(sent.map(({ url }) => url)).toEqual([
    `https://api.hrflow.ai/v1/job/indexing?board_key=${boardKey}&reference=R%26D%20%231%2F%C3%A9`,
  ]);
});

test.each([
  ["boardKey", "", "expected the key of the board that the jobs are stored on"],
  ["updateContent", "yes", "expected true or false"],
])("refuses an invalid %s before any request", async (field, value, expected) => {
  const { result, sent } = await writeJobs([item], {}, { [field]: value });

  expect(sent).toEqual([]);
  expect(result).toEqual(
    runResult({
      status: "fatal",
      reason: "bad_target_parameters",
      failures: [
        {
          stage: "parameters",
          reference: `targetParameters.${field}`,
          error: { code: "invalid_parameter", message: `targetParameters.${field}: ${expected}`, retryable: false },
        },
      ],
    }),
  );
});

describe("a run with many jobs", () => {
  const listRoute = "GET https://api.hrflow.ai/v1/storing/jobs";
  const missing = json({ code: 400, message: "Unable to find object: job" }, 400);
  const jobs = Array.from({ length: 40 }, (_, n): HrflowJobItem => ({ ...item, reference: `job-${n}` }));
  const rows = jobs.map(({ reference }, n) => ({ reference, key: `key-${n}`, archived_at: null as string | null }));
  /** The job that is asked for. */
  const asked: Responder = (request) =>
    json(envelope({ ...storedJob, reference: new URL(request.url).searchParams.get("reference") }))(request);
  const page = (data: object[], number = 1, maxPage = 1) =>
    json({ code: 200, message: "OK", meta: { page: number, maxPage, count: data.length, total: 40 }, data });
  const counts = (calls: string[]) =>
    [findRoute, listRoute, createRoute].map((one) => calls.filter((call) => call === one).length);

  test("asks for the first three, lists the board once, and creates what it does not show by a request each", async () => {
    const { result, calls } = await writeJobs(jobs, {
      [findRoute]: missing,
      [listRoute]: [page(rows.slice(0, 10), 1, 2), page(rows.slice(10, 20), 2, 2)],
      [createRoute]: json(envelope(storedJob, 201), 201),
    });
    expect(result).toMatchObject({ status: "success", events: { write_success: 40 } });
    expect(counts(calls())).toEqual([3, 2, 23]);
    const left = result.receipts.filter(({ warnings }) => warnings?.join().includes("left as it is"));
    expect(left.map(({ id }) => id).sort()).toEqual(
      rows
        .slice(3, 20)
        .map(({ key }) => key)
        .sort(),
    );
  });

  test("asks for a job again that the list did not show, if its reference is used", async () => {
    const used = json({ code: 400, message: "Cannot create job with this reference: job-9. Already used!" }, 400);
    const { result, calls } = await writeJobs(jobs.slice(0, 4), {
      [findRoute]: [missing, missing, missing, asked],
      [listRoute]: page([]),
      [createRoute]: [...Array(3).fill(json(envelope(storedJob, 201), 201)), used],
    });
    expect(result).toMatchObject({ status: "success", events: { write_success: 4 } });
    expect(counts(calls())).toEqual([4, 1, 4]);
  });

  test("asks for an archived job of the list", async () => {
    const archived = { reference: "job-3", key: "key-3", archived_at: "2026-01-01T00:00:00" };
    const { calls } = await writeJobs(jobs.slice(0, 4), {
      [findRoute]: asked,
      [listRoute]: page([archived]),
    });
    expect(counts(calls())).toEqual([4, 1, 0]);
  });

  test.each([
    ["is refused", json({ code: 403, message: "Forbidden." }, 403)],
    ["has no rows", json({ code: 200, message: "OK", data: null })],
    ["is a failure in the envelope alone", json({ code: 500, message: "Oops." })],
  ])("asks for each job if the list %s", async (_, list) => {
    const { result, calls } = await writeJobs(jobs.slice(0, 10), {
      [findRoute]: asked,
      [listRoute]: list,
    });
    expect(result).toMatchObject({ status: "success", events: { write_success: 10 } });
    expect(counts(calls())).toEqual([10, 1, 0]);
  });

  test("asks for no page after the last one if the board shrinks while it is listed", async () => {
    const { result, calls } = await writeJobs(jobs, {
      [findRoute]: asked,
      [listRoute]: [page(rows.slice(0, 20), 1, 3), page(rows.slice(20), 2, 1), ...Array(20).fill(page([], 3, 1))],
    });
    expect(result).toMatchObject({ status: "success", events: { write_success: 40 } });
    expect(counts(calls())).toEqual([3, 2, 0]);
  });

  test("asks for each job of a run that is shorter than the list", async () => {
    const { calls } = await writeJobs(jobs.slice(0, 10), {
      [findRoute]: asked,
      [listRoute]: page(rows, 1, 1_000),
    });
    expect(counts(calls())).toEqual([10, 1, 0]);
  });

  test("reads a listed job before it updates it", async () => {
    const { calls } = await writeJobs(
      jobs.slice(0, 5),
      { [findRoute]: asked, [listRoute]: page(rows), [updateRoute]: json(envelope(storedJob)) },
      { updateContent: true },
    );
    expect(counts(calls())).toEqual([5, 1, 0]);
    expect(calls().filter((call) => call === updateRoute)).toHaveLength(5);
  });
});
