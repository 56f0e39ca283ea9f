import { createMemoryStore } from "@hrflow-connectors/core";
import {
  contractCases,
  createMockFetch,
  expectNoViolations,
  loadDocument,
  type Mock,
  type MockFetch,
  outcomeFaults,
  shortenWaits,
  startMock,
} from "@hrflow-connectors/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apiSecret, writeJobs } from "./__fixtures__/hrflow";
import { type HrflowJobItem, hrflowJobs } from "./warehouses/hrflow-jobs";

const document = await loadDocument(new URL("../../../specs/hrflow/openapi.yaml", import.meta.url));
let mock: Mock;
let fetch: MockFetch;
let restoreWaits: () => void;

beforeAll(async () => {
  mock = await startMock({ spec: document });
});
afterAll(() => mock.close());
beforeEach(() => {
  restoreWaits = shortenWaits();
  fetch = createMockFetch({ "https://api.hrflow.ai/v1": mock });
  // No job exists yet.
  fetch.prefer({ method: "GET", path: "/job/indexing", code: 400 });
  fetch.prefer({ method: "POST", path: "/text/parsing", example: "job" });
});
afterEach(() => restoreWaits());

const jobs = (count: number): HrflowJobItem[] =>
  Array.from({ length: count }, (_, n) => ({
    ...{ reference: `job-${n}`, name: "", location: { text: null, lat: null, lng: null }, sections: [] },
    summary: "Data Engineer wanted in Lyon.",
  }));

/** Two runs, the second one without the last of six jobs: it is to be archived. The key of each is its number, from 1. */
async function archive(store = createMemoryStore()) {
  const keys: string[] = [];
  const changing = async (request: Request) => {
    const sent = request.clone();
    const response = await fetch(request);
    const call = `${request.method} ${new URL(request.url).pathname}`;
    if (call === "GET /v1/storing/jobs" && response.ok)
      return Response.json({ ...((await response.json()) as object), meta: {}, data: keys.map((key) => ({ key })) });
    if (call !== "POST /v1/job/indexing") return response;
    const { data, ...envelope } = (await response.json()) as { data: object };
    const { job } = (await sent.json()) as { job: HrflowJobItem };
    const key = String(Number(job.reference?.replace("job-", "")) + 1).padStart(40, "0");
    keys.push(key);
    return Response.json({ ...envelope, data: { ...data, key } });
  };
  const parameters = { apiSecret, sync: true };
  await writeJobs(jobs(6), {}, parameters, { fetch: changing as typeof globalThis.fetch, store });
  return writeJobs(jobs(5), {}, parameters, { fetch: changing as typeof globalThis.fetch, store });
}

const endpoints = (path: string) => hrflowJobs.write.endpoints.filter((endpoint) => endpoint.path === path);

describe("archiving", () => {
  it("sends what the specification accepts", async () => {
    const { result } = await archive();
    expect(result).toMatchObject({ status: "success", archiving: { archived: 1 } });
    const { method, path, json } = fetch.exchanges.at(-1) ?? {};
    expect([method, path, json]).toEqual([
      "PATCH",
      "/job/indexing/archive",
      { board_key: "b".repeat(40), key: "6".padStart(40, "0"), is_archive: 1 },
    ]);
    expectNoViolations(fetch);
  });

  // With 400, HrFlow.ai says that the job does not exist: there is nothing to archive, and the run succeeds.
  const cases = contractCases(document, endpoints("/job/indexing/archive")).filter(({ status }) => status !== 400);

  it.each(cases)("$method $path: $status is a failure of that job, which the next run tries again", async (one) => {
    const { method, path, status } = one;
    fetch.prefer({ method, path, code: status });
    const store = createMemoryStore();
    const { result } = await archive(store);
    expect(result).toMatchObject({
      status: "success_with_failures",
      events: { write_success: 5, write_failure: 1 },
      failures: [{ stage: "write", error: { status } }],
      archiving: { archived: 0 },
    });
    const written = (await store.getKeys?.("hrflow-connectors:v1:written:")) as string[];
    expect(await store.getItem(String(written[0]))).toContain("6".padStart(40, "0"));
    expectNoViolations(fetch);
  });

  it("counts a job as archived that does not exist any more", async () => {
    fetch.prefer({ method: "PATCH", path: "/job/indexing/archive", code: 400 });
    expect((await archive()).result).toMatchObject({ status: "success", archiving: { archived: 1 } });
  });
});

describe("parsing", () => {
  const enrich = () => writeJobs(jobs(1), {}, { apiSecret, enrichWithParsing: true }, { fetch });

  it("sends what the specification accepts, and stores what was found, without the key", async () => {
    const { result } = await enrich();
    expect(result).toMatchObject({ status: "success" });
    expect(result.receipts[0]).not.toHaveProperty("warnings");
    expect(fetch.exchanges.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /job/indexing",
      "POST /text/parsing",
      "POST /job/indexing",
    ]);
    const [, parse, create] = fetch.exchanges.map(({ json }) => json);
    expect(parse).toEqual({ texts: ["Data Engineer wanted in Lyon."], output_object: "job" });
    const { job } = create as { job: object };
    expect(job).toMatchObject({ reference: "job-0", name: "Data Engineer", location: { text: "Lyon" } });
    for (const field of ["key", "board", "board_key"]) expect(job).not.toHaveProperty(field);
    expectNoViolations(fetch);
  });

  it.each(contractCases(document, endpoints("/text/parsing")))("$method $path: $status is a warning", async (one) => {
    const { method, path, status } = one;
    fetch.prefer({ method, path, code: status });
    const { result } = await enrich();
    expect(outcomeFaults(result, "follow-up", status)).toEqual([]);
    expect(result.events.write_success).toBe(1);
    expectNoViolations(fetch);
  });
});
