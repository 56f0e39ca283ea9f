import { createMemoryStore, type RunResult } from "@hrflow-connectors/core";
import { hrflowJobs, hrflowProfiles } from "@hrflow-connectors/hrflow-client/warehouses";
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
import type { GreenhouseCandidateItem } from "./formats/greenhouse-items";
import { createHarvestClient } from "./greenhouse-client";
import { greenhouse, greenhouseCandidates } from "./greenhouse-connector";
import type { GreenhouseCandidatesParameters } from "./greenhouse-credentials";
import { boardJobs } from "./greenhouse-warehouses/jobs";

const load = (name: string) => loadDocument(new URL(`../../../specs/${name}/openapi.yaml`, import.meta.url));
const documents = {
  hrflow: await load("hrflow"),
  v3: await load("greenhouse-harvest-v3"),
  v1: await load("greenhouse-harvest-v1"),
  board: await load("greenhouse-job-board"),
};
/** HrFlow.ai's example is another job. */
const askedFor = { "GET /job/indexing": ["reference"] };
const account = { apiSecret: "askr_0123456789abcdef0123456789abcdef", apiUser: "ada@example.com" };
const originParameters = { ...account, sourceKey: "5".repeat(40), profileKey: "7".repeat(40) };
const byV3 = { clientId: "client-id", clientSecret: "client-secret", userId: 4000000012 };
const byV1 = { auth: "harvest-key", onBehalfOf: "4000000012" };

const resumeUrl = "https://files.example.com/ada.pdf";
/** That of the profile in HrFlow.ai's document. */
const storedResumeUrl = /https:\/\/files\.example\.com\/[^"]*\.pdf/.exec(JSON.stringify(documents.hrflow))?.[0] ?? "";
const item: GreenhouseCandidateItem = {
  first_name: "Ada",
  last_name: "Example",
  email_addresses: [{ value: "ada@example.com", type: "personal" }],
  applications: [{ job_id: 4120000051 }, { job_id: 4120000052 }],
  employments: [{ company_name: "Example Works", title: "Engineer", start_date: "2020-01-01" }],
  educations: [{ school_name: "Example University", degree: "Master's Degree", start_date: "2016-09-01" }],
};
const withResume: GreenhouseCandidateItem = { ...item, resume: { url: resumeUrl } };
const withDiscipline: GreenhouseCandidateItem = { ...item, educations: [{ discipline: "Computer Science" }] };
const withNote: GreenhouseCandidateItem = { ...item, note: "Met at a fair." };
/** The resume is never fetched: its text becomes a note. */
const withText: GreenhouseCandidateItem = { ...item, resume: { url: "http://127.0.0.1/cv", text: "Built bridges." } };

let mocks: Record<keyof typeof documents, Mock>;
let fetch: MockFetch;
let restoreWaits: () => void;

beforeAll(async () => {
  const start = async (name: keyof typeof documents) => [name, await startMock({ spec: documents[name] })] as const;
  mocks = Object.fromEntries([
    await start("hrflow"),
    await start("v3"),
    await start("v1"),
    await start("board"),
  ]) as typeof mocks;
});
afterAll(() => Promise.all(Object.values(mocks).map((mock) => mock.close())));

beforeEach(() => {
  restoreWaits = shortenWaits();
  const routes = {
    "https://api.hrflow.ai/v1": mocks.hrflow,
    "https://harvest.greenhouse.io/v3": mocks.v3,
    "https://auth.greenhouse.io": mocks.v3,
    "https://harvest.greenhouse.io/v1": mocks.v1,
    "https://boards-api.greenhouse.io/v1/boards": mocks.board,
  };
  const pdf = () => new Response("%PDF-1.4");
  fetch = createMockFetch(routes, { files: { [resumeUrl]: pdf, [storedResumeUrl]: pdf }, repeats: askedFor });
});
afterEach(() => restoreWaits());

function push(targetParameters: GreenhouseCandidatesParameters, format?: () => GreenhouseCandidateItem) {
  const actionParameters = { format };
  return greenhouse.pushProfile(
    { workflowId: "contract", actionParameters, originParameters, targetParameters },
    { fetch, rateLimits: { greenhouse: { requests: 10_000, perMs: 1_000, burst: 10_000 } } },
  );
}

function pull(updateContent = false) {
  const targetParameters = { ...account, boardKey: "b".repeat(40), updateContent };
  return greenhouse.pullJobList(
    { workflowId: "contract", originParameters: { boardToken: "acme" }, targetParameters },
    { fetch },
  );
}

/** With as many jobs as make a run list the board of HrFlow.ai instead of asking for each job. */
async function pullMany() {
  const several = async (request: Request) => {
    const response = await fetch(request);
    if (!request.url.includes("/boards/acme/jobs")) return response;
    const { jobs, ...board } = (await response.json()) as { jobs: { id: number }[] };
    const rows = Array.from({ length: 6 }, (_, n) => jobs.map((row) => ({ ...row, id: row.id + n })));
    return Response.json({ ...board, jobs: rows.flat() });
  };
  const targetParameters = { ...account, boardKey: "b".repeat(40) };
  const input = { workflowId: "contract", originParameters: { boardToken: "acme" }, targetParameters };
  await greenhouse.pullJobList(input, { fetch: several });
}

/** Two runs that parse texts and archive: the second one is without the last of six jobs. */
async function pullAndArchive() {
  const keys: string[] = [];
  let count = 6;
  const changing = async (request: Request) => {
    const response = await fetch(request);
    const call = `${request.method} ${new URL(request.url).pathname}`;
    if (call.endsWith("/boards/acme/jobs")) {
      const { jobs, ...page } = (await response.json()) as { jobs: { id: number }[] };
      const [row] = jobs;
      return Response.json({ ...page, jobs: Array.from({ length: count }, (_, n) => ({ ...row, id: n })) });
    }
    if (call === "POST /v1/job/indexing") {
      const { data, ...envelope } = (await response.json()) as { data: object };
      const key = String(keys.push("")).padStart(40, "0");
      keys[keys.length - 1] = key;
      return Response.json({ ...envelope, data: { ...data, key } });
    }
    if (call !== "GET /v1/storing/jobs") return response;
    return Response.json({ ...((await response.json()) as object), meta: {}, data: keys.map((key) => ({ key })) });
  };
  const targetParameters = { ...account, boardKey: "b".repeat(40), sync: true, enrichWithParsing: true };
  const input = { workflowId: "contract", originParameters: { boardToken: "acme" }, targetParameters };
  const options = { fetch: changing, store: createMemoryStore() };
  await greenhouse.pullJobList(input, options);
  count -= 1;
  return greenhouse.pullJobList(input, options);
}

/** What Harvest v3 creates by a request of its own, with an item that has it. */
const steps: Record<string, GreenhouseCandidateItem> = {
  "/candidates": item,
  "/candidate_employments": item,
  "/candidate_educations": item,
  "/attachments": withResume,
  "/notes": withNote,
};

/** Pushes to a Greenhouse that responds to one of the creates with 500, so that its record is looked up. */
function pushWithLookup(credential: GreenhouseCandidatesParameters, path: string, candidate: GreenhouseCandidateItem) {
  fetch.prefer({ method: "POST", path, code: 500 }, 1);
  return push(credential, () => candidate);
}

const byBoard = { boardToken: "acme", boardApiKey: "board-key" };
/** Values for the questions of the specification's job. */
const answers = {
  ...{ location: "Lyon", latitude: "45.7", longitude: "4.8", "question_4000000341[]": ["English"] },
  "data_compliance[gdpr_consent_given]": "true",
};
const applicant: GreenhouseCandidateItem = { ...item, applications: [{ job_id: 4120000051 }], answers };

/** The endpoints of one protocol that the warehouse declares. */
function endpointsOf(version: "v1" | "v3" | "board") {
  const name = version === "board" ? "Job Board API" : `Harvest ${version}`;
  return greenhouseCandidates.write.endpoints.filter(({ protocol }) => protocol === name);
}

describe("requests that the specifications accept", () => {
  it.each([
    ["Harvest v3", byV3],
    ["Harvest v1", byV1],
  ])("push a profile of HrFlow.ai by %s with the default format", async (_, credential) => {
    const result = await push(credential);
    expect(result).toMatchObject({ status: "success", events: { write_success: 1 } });
    expectNoViolations(fetch);
  });

  it.each([
    ["Harvest v3", byV3],
    ["Harvest v1", byV1],
  ])("push everything by %s: applications, employments, educations, resume or note", async (_, credential) => {
    expect(await push(credential, () => withResume)).toMatchObject({ status: "success" });
    expect(await push(credential, () => withNote)).toMatchObject({ status: "success" });
    expectNoViolations(fetch);
  });

  it("apply to a job of a board by the Job Board API, with a resume or its text", async () => {
    expect(await push(byBoard, () => ({ ...applicant, resume: { url: resumeUrl } }))).toMatchObject({
      status: "success",
      failures: [],
    });
    fetch.prefer({ method: "GET", path: "/{board_token}/jobs/{job}", example: "sparse" });
    fetch.prefer({ method: "POST", path: "/{board_token}/jobs/{job}", example: "sparse" });
    const other = { ...applicant, applications: [{ job_id: 4120000052 }], answers: {}, note: "Built bridges." };
    expect(await push(byBoard, () => other)).toMatchObject({ status: "success", failures: [] });
    const calls = fetch.exchanges.filter(({ url }) => url.startsWith("https://boards-api.greenhouse.io/"));
    expect(compareEndpoints(calls, endpointsOf("board"))).toEqual({
      notCalled: [],
      notDeclared: [],
    });
    expectNoViolations(fetch);
  });

  it.each([
    ["v3", byV3],
    ["v1", byV1],
  ])("send the bytes of a resume by %s, not its URL", async (_, credential) => {
    const result = await push(credential, () => withResume);
    expect(result.receipts[0]?.warnings ?? []).not.toContainEqual(expect.stringContaining("resume"));
    const files = fetch.exchanges.filter(({ path }) => path.endsWith("/attachments"));
    expect(files.map(({ json }) => json)).toMatchObject([{ content: expect.any(String) }]);
    expectNoViolations(fetch);
  });

  it("look up the application if the response to the create does not name it", async () => {
    fetch.prefer({ method: "POST", path: "/candidates", example: "sparse" });
    expect(await push(byV3, () => withResume)).toMatchObject({ status: "success" });
    expect(fetch.exchanges.some(({ method, path }) => method === "GET" && path === "/applications")).toBe(true);
    expectNoViolations(fetch);
  });

  it.each(["rich", "sparse"])("pull %s jobs of a board and create, leave or update them", async (example) => {
    fetch.prefer({ path: "/{board_token}/jobs", example });
    fetch.prefer({ method: "GET", path: "/job/indexing", code: 400 });
    expect(await pull()).toMatchObject({ status: "success" });
    fetch.prefer({ method: "GET", path: "/job/indexing", example: "rich" });
    expect(await pull()).toMatchObject({ status: "success" });
    expect(await pull(true)).toMatchObject({ status: "success" });
    expectNoViolations(fetch);
  });

  it.each([
    ["Harvest v3", byV3, 7],
    ["Harvest v1", byV1, 5],
  ])("check both sides of a push by %s", async (_, targetParameters, ok) => {
    const { findings } = await greenhouse.check(
      { action: "pushProfile", originParameters, targetParameters },
      { fetch },
    );
    expect(findings.filter(({ level }) => level === "ok")).toHaveLength(ok);
    expect(findings.filter(({ level }) => level === "error")).toEqual([]);
    expectNoViolations(fetch);
  });

  const ways = { byV3, byV1, ofBoard: { boardToken: "acme" }, byBoard: { boardToken: "acme", boardApiKey: "key" } };
  const waysOf = (action: string): (keyof typeof ways)[] => {
    if (action.startsWith("push")) return ["byV3", "byV1", "byBoard"];
    return action.startsWith("pullJob") ? ["byV3", "ofBoard"] : ["byV3", "byV1"];
  };
  const actions = greenhouse.definition.actions.map(({ method }) => method);

  it.each(actions.flatMap((action) => waysOf(action).map((way) => [action, way] as const)))(
    "check both sides of %s %s by reads alone",
    async (action, way) => {
      const records = { pullJob: { jobId: 1 }, pullProfile: { candidateId: 1 } };
      const vendorSide = { ...ways[way], ...records[action as keyof typeof records] };
      const container = action.startsWith("pullJob") ? { boardKey: "b".repeat(40) } : { sourceKey: "5".repeat(40) };
      const hrflowSide = action === "pushProfile" ? originParameters : { ...account, ...container };
      const [origin, target] = action.startsWith("push") ? [hrflowSide, vendorSide] : [vendorSide, hrflowSide];
      const { findings } = await greenhouse.check(
        { action: action as "pullJob", originParameters: origin as never, targetParameters: target as never },
        { fetch },
      );
      expect(findings.filter(({ level }) => level === "error")).toEqual([]);
      for (const side of ["origin", "target"]) {
        const messages = findings.filter((one) => one.side === side && one.level === "ok").map((one) => one.message);
        expect(messages).toContainEqual(expect.stringContaining("can be read"));
      }
      const writes = fetch.exchanges.filter(({ method }) => method !== "GET").map(({ path }) => path);
      expect(writes).toEqual(way === "byV3" ? ["/token", "/introspect"] : []);
      expectNoViolations(fetch);
    },
  );

  const introspection = { method: "POST", path: "/introspect" };

  const unhelpful: [string, Parameters<typeof fetch.prefer>[0]][] = [
    ["calls the token inactive", { ...introspection, example: "sparse" }],
    ...contractCases(documents.v3, [introspection]).map(({ status }): [string, Parameters<typeof fetch.prefer>[0]] => [
      `responds with ${status}`,
      { ...introspection, code: status },
    ]),
  ];

  it.each(unhelpful)("check by a row of each list where the introspection %s", async (_, preferred) => {
    fetch.prefer(preferred);
    const { findings } = await greenhouse.check({ action: "pullJobList", originParameters: byV3 }, { fetch });
    expect(findings.filter(({ level, message }) => level === "ok" && message.endsWith("can be read"))).toHaveLength(5);
    expect(findings.filter(({ level }) => level === "error")).toEqual([]);
    expectNoViolations(fetch);
  });

  it("check both sides of a pull", async () => {
    const targetParameters = { ...account, boardKey: "b".repeat(40) };
    const sides = { originParameters: { boardToken: "acme" }, targetParameters };
    expect((await greenhouse.check({ action: "pullJobList", ...sides }, { fetch })).ok).toBe(true);
    expect(fetch.exchanges.map(({ path }) => path)).toEqual(["/acme", "/auth", "/board"]);
    expectNoViolations(fetch);
  });

  it("are all declared, and all that is declared is used", async () => {
    fetch.prefer({ method: "POST", path: "/candidates", example: "sparse" }, 1);
    await push(byV3, () => withResume);
    await push(byV3, () => withNote);
    await push(byV1, () => withResume);
    await push(byV1, () => withDiscipline);
    await push(byV1, () => withText);
    await pushWithLookup(byV1, "/candidates/{id}/activity_feed/notes", withText);
    for (const [path, candidate] of Object.entries(steps)) await pushWithLookup(byV3, path, candidate);
    for (const path of ["/candidates", "/candidates/{id}/attachments"]) await pushWithLookup(byV1, path, withResume);
    for (const version of ["v3", "v1"] as const) {
      const calls = fetch.exchanges.filter(({ url }) => url.startsWith(`https://harvest.greenhouse.io/${version}/`));
      expect(compareEndpoints(calls, endpointsOf(version))).toEqual({ notCalled: [], notDeclared: [] });
    }

    fetch.reset();
    await pull(true);
    fetch.prefer({ method: "GET", path: "/job/indexing", code: 400 });
    await pull();
    await pullMany();
    expect(await pullAndArchive()).toMatchObject({ status: "success", archiving: { archived: 1 } });
    const endpoints = [...boardJobs.read.endpoints, ...hrflowJobs.write.endpoints];
    expect(compareEndpoints(fetch.exchanges, endpoints)).toEqual({ notCalled: [], notDeclared: [] });
  });
});

describe("refusals that the specifications declare", () => {
  interface Scenario {
    /** A function where it depends on the status. */
    role: CallRole | ((status: number) => CallRole);
    /** Which status the result names. Default: that of the refusal. */
    named?: number;
    run: () => Promise<RunResult>;
  }
  /** A refused credential ends the run, and the receipt stays, as when a further record is refused. */
  const optional = (status: number): CallRole => (status === 401 ? "further-record" : "follow-up");
  const v3: Record<string, Scenario> = {
    "POST /token": { role: "open", run: () => push(byV3) },
    "POST /candidates": { role: "write", run: () => push(byV3, () => item) },
    "POST /applications": { role: "further-record", run: () => push(byV3, () => item) },
    "GET /applications": { role: optional, run: () => push(byV3, () => withResume) },
    "POST /candidate_employments": { role: optional, run: () => push(byV3, () => item) },
    "POST /candidate_educations": { role: optional, run: () => push(byV3, () => item) },
    "GET /custom_field_options": { role: optional, run: () => push(byV3, () => item) },
    "POST /attachments": { role: optional, run: () => push(byV3, () => withResume) },
    "POST /notes": { role: optional, run: () => push(byV3, () => withNote) },
    "GET /candidates": { role: "lookup", run: () => pushWithLookup(byV3, "/candidates", item) },
    ...Object.fromEntries(
      Object.entries(steps)
        .slice(1)
        .map(([path, candidate]): [string, Scenario] => [
          `GET ${path}`,
          // The warning names why the create needed a lookup.
          { role: "follow-up", named: 500, run: () => pushWithLookup(byV3, path, candidate) },
        ]),
    ),
  };
  const v1: Record<string, Scenario> = {
    "POST /candidates": { role: "write", run: () => push(byV1, () => item) },
    "POST /candidates/{id}/attachments": { role: optional, run: () => push(byV1, () => withResume) },
    "POST /candidates/{id}/activity_feed/notes": { role: optional, run: () => push(byV1, () => withText) },
    "GET /candidates/{id}/activity_feed": {
      role: "follow-up",
      named: 500,
      run: () => pushWithLookup(byV1, "/candidates/{id}/activity_feed/notes", withText),
    },
    "GET /candidates": { role: "lookup", run: () => pushWithLookup(byV1, "/candidates", item) },
    "GET /candidates/{id}": {
      role: "follow-up",
      named: 500,
      run: () => pushWithLookup(byV1, "/candidates/{id}/attachments", withResume),
    },
    "GET /schools": { role: "follow-up", run: () => push(byV1, () => item) },
    "GET /degrees": { role: "follow-up", run: () => push(byV1, () => item) },
    "GET /disciplines": { role: "follow-up", run: () => push(byV1, () => withDiscipline) },
  };
  const apply = (job_id: number) =>
    push(byBoard, () => ({ ...applicant, applications: [{ job_id }], note: "Built bridges." }));
  const board: Record<string, Scenario> = {
    "GET /{board_token}/jobs": { role: "read", run: () => pull() },
    "GET /{board_token}/jobs/{job}": { role: "write", run: () => apply(4120000053) },
    "POST /{board_token}/jobs/{job}": { role: "write", run: () => apply(4120000054) },
  };

  const casesOf = (
    document: OpenApiDocument,
    scenarios: Record<string, Scenario>,
    endpoints: readonly { method: string; path: string }[],
  ) => contractCases(document, endpoints).map((one) => ({ ...one, scenario: scenarios[`${one.method} ${one.path}`] }));
  const cases = [
    ...casesOf(documents.v3, v3, [...endpointsOf("v3"), { method: "POST", path: "/token" }]),
    ...casesOf(documents.v1, v1, endpointsOf("v1")),
    ...casesOf(documents.board, board, [...boardJobs.read.endpoints, ...endpointsOf("board")]),
  ];

  it.each(cases)("$operationId, $method $path: $status", async ({ method, path, status, scenario }) => {
    if (!scenario) throw new Error(`no scenario calls ${method} ${path}`);
    if (path === "/applications" && method === "GET")
      fetch.prefer({ method: "POST", path: "/candidates", example: "sparse" });
    fetch.prefer({ method, path, code: status });
    const result = await scenario.run();
    const role = typeof scenario.role === "function" ? scenario.role(status) : scenario.role;
    expect(outcomeFaults(result, role, scenario.named ?? status)).toEqual([]);
    expectNoViolations(fetch);
  });

  it("a profile that does not exist is an empty read, and nothing is sent", async () => {
    fetch.prefer({ path: hrflowProfiles.read.endpoints[0]?.path ?? "", code: 400 });
    expect(await push(byV3)).toMatchObject({ status: "success", events: { read_success: 0, read_failure: 0 } });
  });

  it.each(["rich", "short"])("the profiles of a source are pushed from %s rows", async (example) => {
    fetch.prefer({ path: "/storing/profiles", example });
    // The source of the specification's examples.
    const list = { ...account, sourceKey: "669ef2f13a4066481b527a919fb0abdd077b7a64" };
    const actionParameters = { format: () => item };
    const input = { workflowId: "contract", actionParameters, originParameters: list, targetParameters: byV3 };
    const result = await greenhouse.pushProfileList(input, { fetch });
    expect(result).toMatchObject({ status: "success", failures: [] });
    expect(result.events.write_success).toBeGreaterThan(0);
    expectNoViolations(fetch);
  });
});

describe("requests that the specifications refuse", () => {
  it("are noticed: fields that Harvest does not have, two bodies of a file, no credential", async () => {
    const client = createHarvestClient({ auth: "token", fetch });
    const candidate = { first_name: "Ada", last_name: "Example" };
    for (const field of ["resume", "notes", "external_id"]) {
      await client.POST("/candidates", { body: { ...candidate, [field]: "x" } });
    }
    const file = { application_id: 1, filename: "a.pdf", type: "resume", url: resumeUrl, content: "eA==" } as const;
    await client.POST("/attachments", { body: file as never });
    await fetch("https://harvest.greenhouse.io/v3/candidates");
    expect(fetch.exchanges.map(({ violations }) => violations.length > 0)).toEqual([true, true, true, true, true]);
    expect(fetch.exchanges.map(({ status }) => status)).toEqual([422, 422, 422, 422, 401]);
  });
});
