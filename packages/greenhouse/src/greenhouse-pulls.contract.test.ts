import type { RunResult } from "@hrflow-connectors/core";
import {
  type CallRole,
  compareEndpoints,
  contractCases,
  createMockFetch,
  expectNoViolations,
  loadDocument,
  type Mock,
  type MockFetch,
  type OpenApiDocument,
  outcomeFaults,
  shortenWaits,
  startMock,
} from "@hrflow-connectors/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createProfilePulls, type Delivered } from "./__fixtures__/pull-scenario";
import {
  greenhouse,
  greenhouseJob,
  greenhouseJobs,
  greenhouseProfile,
  greenhouseProfiles,
} from "./greenhouse-connector";

const load = (name: string) => loadDocument(new URL(`../../../specs/${name}/openapi.yaml`, import.meta.url));
const documents = {
  hrflow: await load("hrflow"),
  v3: await load("greenhouse-harvest-v3"),
  v1: await load("greenhouse-harvest-v1"),
  board: await load("greenhouse-job-board"),
};
const byV3 = { clientId: "client-id", clientSecret: "client-secret", userId: 4000000012 };
const byV1 = { auth: "harvest-key", onBehalfOf: "4000000012" };
const targetParameters = {
  apiSecret: "askr_0123456789abcdef0123456789abcdef",
  apiUser: "ada@example.com",
  boardKey: "b".repeat(40),
};

let mocks: Record<keyof typeof documents, Mock>;
let fetch: MockFetch;
let restoreWaits: () => void;
let delivered: Delivered[];

beforeAll(async () => {
  const names = Object.keys(documents) as (keyof typeof documents)[];
  const started = await Promise.all(names.map(async (name) => [name, await startMock({ spec: documents[name] })]));
  mocks = Object.fromEntries(started);
});
afterAll(() => Promise.all(Object.values(mocks).map((mock) => mock.close())));

/** The links of the examples' files. */
const fileUrls = [documents.v3, documents.v1].flatMap(
  (document) => JSON.stringify(document).match(/https:\/\/[^"\\ ]+\.(pdf|docx?)\b[^"\\ ]*/g) ?? [],
);

beforeEach(() => {
  restoreWaits = shortenWaits();
  delivered = [];
  const routes = {
    "https://api.hrflow.ai/v1": mocks.hrflow,
    "https://harvest.greenhouse.io/v3": mocks.v3,
    "https://auth.greenhouse.io": mocks.v3,
    "https://harvest.greenhouse.io/v1": mocks.v1,
    "https://boards-api.greenhouse.io/v1/boards": mocks.board,
  };
  const pdf = () => new Response("%PDF-1.4");
  fetch = createMockFetch(routes, {
    // HrFlow.ai's example is another job.
    repeats: { "GET /job/indexing": ["reference"] },
    files: Object.fromEntries(fileUrls.map((url) => [url.replace(/\?.*/, ""), pdf])),
  });
});
afterEach(() => restoreWaits());

const options = () => ({ fetch, rateLimits: { greenhouse: { requests: 10_000, perMs: 1_000, burst: 10_000 } } });
type Credential = typeof byV3 | typeof byV1;

const pullProfiles = (credential: Credential, filters: object = {}) =>
  createProfilePulls(delivered).pullProfileList(
    { workflowId: "contract", originParameters: { ...credential, ...filters } as typeof byV3, targetParameters: {} },
    options(),
  );
const pullProfile = (credential: Credential) =>
  createProfilePulls(delivered).pullProfile(
    { workflowId: "contract", originParameters: { ...credential, candidateId: 4000000531 }, targetParameters: {} },
    options(),
  );
const pullJobs = (filters: object = {}) =>
  greenhouse.pullJobList(
    { workflowId: "contract", originParameters: { ...byV3, ...filters }, targetParameters },
    options(),
  );
const pullJob = (originParameters: typeof byV3 | { boardToken: string }) =>
  greenhouse.pullJob(
    {
      workflowId: "contract",
      originParameters: { ...originParameters, jobId: 4000000201 } as typeof byV3 & { jobId: number },
      targetParameters,
    },
    options(),
  );

const since = { updatedAfter: "2020-01-01T00:00:00Z" };

describe("pulls whose requests the specifications accept", () => {
  it.each(["rich", "sparse", "withMessageRow"])("read %s candidates by Harvest v3", async (example) => {
    fetch.prefer({ path: "/candidates", example });
    expect(await pullProfiles(byV3)).toMatchObject({ status: "success" });
    expect(await pullProfiles(byV3, since)).toMatchObject({ status: "success" });
    expect(delivered).not.toEqual([]);
    expectNoViolations(fetch);
  });

  it.each(["rich", "sparse"])("read %s candidates by Harvest v1", async (example) => {
    fetch.prefer({ path: "/candidates", example });
    expect(await pullProfiles(byV1)).toMatchObject({ status: "success" });
    expect(await pullProfiles(byV1, since)).toMatchObject({ status: "success" });
    expect(delivered).not.toEqual([]);
    expectNoViolations(fetch);
  });

  it.each(["rich", "sparse"])("read %s jobs by Harvest v3", async (example) => {
    for (const path of ["/jobs", "/job_posts", "/job_post_locations"]) fetch.prefer({ path, example });
    expect(await pullJobs()).toMatchObject({ status: "success" });
    expect(await pullJobs(since)).toMatchObject({ status: "success" });
    expectNoViolations(fetch);
  });

  it("filter by all that the lists can filter by", async () => {
    const times = { createdAfter: "2020-01-01", createdBefore: "2030-01-01" };
    const candidates = { ...times, jobId: 1, email: "ada@example.com", candidateIds: [1, 2] };
    const activity = { lastActivityAfter: "2020-01-01", lastActivityBefore: "2030-01-01" };
    const only = { applicationStatus: "active", tag: "x", customFieldOptionId: 1, includePrivate: true };
    expect(await pullProfiles(byV3, { ...candidates, ...activity, ...only })).toMatchObject({ failures: [] });
    expect(await pullProfiles(byV1, candidates)).toMatchObject({ failures: [] });
    const opened = {
      openedAfter: "2020-01-01",
      openedBefore: "2030-01-01",
      closedAfter: "2020-01-01",
      closedBefore: "2030-01-01",
    };
    const groups = { departmentId: 1, officeId: 2, requisitionId: "R-1", customFieldOptionId: 1 };
    const jobs = { ...times, ...opened, ...groups, status: "open", confidential: false, jobIds: [1] };
    expect(await pullJobs(jobs)).toMatchObject({ failures: [] });
    expectNoViolations(fetch);
  });

  it("are all declared, and all that is declared is used", async () => {
    const of = (
      warehouse: typeof greenhouseProfiles | typeof greenhouseProfile | typeof greenhouseJobs | typeof greenhouseJob,
      protocol?: string,
    ) => warehouse.read.endpoints.filter((endpoint) => endpoint.protocol === protocol);
    const harvest = () => fetch.exchanges.filter(({ url }) => url.startsWith("https://harvest.greenhouse.io/"));
    const nothing = { notCalled: [], notDeclared: [] };
    await pullProfiles(byV3);
    expect(compareEndpoints(harvest(), of(greenhouseProfiles, "Harvest v3"))).toEqual(nothing);
    fetch.reset();
    await pullProfile(byV3);
    expect(compareEndpoints(harvest(), of(greenhouseProfile, "Harvest v3"))).toEqual(nothing);
    fetch.reset();
    await pullProfiles(byV1);
    expect(compareEndpoints(harvest(), of(greenhouseProfiles, "Harvest v1"))).toEqual(nothing);
    fetch.reset();
    await pullProfile(byV1);
    expect(compareEndpoints(harvest(), of(greenhouseProfile, "Harvest v1"))).toEqual(nothing);
    fetch.reset();
    await pullJobs();
    expect(compareEndpoints(harvest(), of(greenhouseJobs, "Harvest v3"))).toEqual(nothing);
    fetch.reset();
    await pullJob(byV3);
    expect(compareEndpoints(harvest(), of(greenhouseJob, "Harvest v3"))).toEqual(nothing);
    fetch.reset();
    await pullJob({ boardToken: "acme" });
    fetch.prefer({ path: "/{board_token}/jobs/{job}", code: 404 });
    await pullJob({ boardToken: "acme" });
    const board = fetch.exchanges.filter(({ url }) => url.startsWith("https://boards-api.greenhouse.io/"));
    expect(compareEndpoints(board, of(greenhouseJob))).toEqual(nothing);
  });

  it("say nothing of a candidate or a job that does not exist", async () => {
    fetch.prefer({ path: "/candidates/{id}", code: 404 });
    fetch.prefer({ path: "/{board_token}/jobs/{job}", code: 404 });
    for (const run of [() => pullProfile(byV1), () => pullJob({ boardToken: "acme" })])
      expect(await run()).toMatchObject({ status: "success", events: { read_success: 0, read_failure: 0 } });
  });
});

describe("refusals that the specifications declare", () => {
  interface Scenario {
    role: CallRole;
    run: () => Promise<RunResult>;
    /** Statuses that are an empty read. */
    isEmpty?: number[];
  }
  const profiles = (credential: Credential): Scenario => ({ role: "read", run: () => pullProfiles(credential) });
  const v3: Record<string, Scenario> = {
    ...Object.fromEntries(
      ["/candidates", "/applications", "/candidate_employments", "/candidate_educations", "/custom_field_options"].map(
        (path) => [`GET ${path}`, profiles(byV3)],
      ),
    ),
    "GET /attachments": profiles(byV3),
    ...Object.fromEntries(
      ["/jobs", "/job_posts", "/job_post_locations", "/departments", "/offices"].map((path): [string, Scenario] => [
        `GET ${path}`,
        { role: "read", run: () => pullJobs() },
      ]),
    ),
  };
  const casesOf = (document: OpenApiDocument, scenarios: Record<string, Scenario>) => {
    const endpoints = Object.keys(scenarios).map((name) => {
      const [method = "", path = ""] = name.split(" ");
      return { method, path };
    });
    return contractCases(document, endpoints).map((one) => ({
      ...one,
      scenario: scenarios[`${one.method} ${one.path}`] as Scenario,
    }));
  };
  const cases = [
    ...casesOf(documents.v3, v3),
    ...casesOf(documents.v1, {
      "GET /candidates": profiles(byV1),
      "GET /candidates/{id}": { role: "read", run: () => pullProfile(byV1), isEmpty: [404] },
    }),
    ...casesOf(documents.board, {
      "GET /{board_token}/jobs/{job}": { role: "read", run: () => pullJob({ boardToken: "acme" }), isEmpty: [404] },
    }),
  ];

  it.each(cases)("$operationId, $method $path: $status", async ({ method, path, status, scenario }) => {
    fetch.prefer({ method, path, code: status });
    const result = await scenario.run();
    if (scenario.isEmpty?.includes(status)) expect(result).toMatchObject({ status: "success", failures: [] });
    else expect(outcomeFaults(result, scenario.role, status)).toEqual([]);
    expectNoViolations(fetch);
  });
});
