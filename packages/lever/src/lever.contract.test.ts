import { createMemoryStore, type RunResult } from "@hrflow-connectors/core";
import { createHrflowClient } from "@hrflow-connectors/hrflow-client";
import { hrflowJobs, hrflowProfileList, hrflowProfiles } from "@hrflow-connectors/hrflow-client/warehouses";
import {
  type CallRole,
  compareEndpoints,
  contractCases,
  createMockFetch,
  expectNoViolations,
  loadDocument,
  type Mock,
  type MockFetch,
  outcomeFaults,
  startMock,
} from "@hrflow-connectors/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { passWaits } from "./__fixtures__/fakes";
import { byApiKey, byCode, byRefreshToken, originParameters } from "./__fixtures__/lever";
import { pulls } from "./__fixtures__/pull-profiles";
import { createLeverClient } from "./lever-client";
import type { LeverCredential } from "./lever-connection";
import { lever } from "./lever-connector";
import { leverOpportunities } from "./lever-warehouses/opportunities";
import { leverPosting, leverPostings } from "./lever-warehouses/postings";
import { leverOpportunity } from "./lever-warehouses/read-opportunity";

// Prism's dependencies sort by random pivots: with the fixed number of the fixtures they recurse without end.
beforeEach(() => void vi.mocked(Math.random).mockRestore());

const specification = (name: string) => new URL(`../../../specs/${name}/openapi.yaml`, import.meta.url);
const hrflowDocument = await loadDocument(specification("hrflow"));
const leverDocument = await loadDocument(specification("lever"));
/** HrFlow.ai's example is another job. */
const askedFor = { "GET /job/indexing": ["reference"] };
const tokenEndpoint = { method: "POST", path: "/oauth/token" };
const boardParameters = {
  apiSecret: originParameters.apiSecret,
  apiUser: originParameters.apiUser,
  boardKey: "b".repeat(40),
};

let hrflow: Mock;
let vendor: Mock;
let fetch: MockFetch;

beforeAll(async () => {
  hrflow = await startMock({ spec: hrflowDocument });
  vendor = await startMock({ spec: leverDocument });
});
afterAll(() => Promise.all([hrflow.close(), vendor.close()]));

beforeEach(() => {
  const pdf = () => new Response("%PDF-1.4", { headers: { "content-type": "application/pdf" } });
  const routes = {
    "https://api.hrflow.ai/v1": hrflow,
    "https://api.lever.co/v1": vendor,
    "https://api.sandbox.lever.co/v1": vendor,
    "https://sandbox-lever.auth0.com": vendor,
  };
  fetch = createMockFetch(routes, { files: { [resumeUrl]: pdf }, repeats: askedFor });
});
passWaits();

/** The URL of the resume in the specification's rich profile. */
const resumeUrl = await richResumeUrl();

async function richResumeUrl(): Promise<string> {
  const mock = await startMock({ spec: hrflowDocument });
  const client = createHrflowClient({
    ...originParameters,
    fetch: createMockFetch({ "https://api.hrflow.ai/v1": mock }),
  });
  const query = { source_key: originParameters.sourceKey, key: originParameters.profileKey };
  const { data } = await client.GET("/profile/indexing", { params: { query } });
  await mock.close();
  return data?.data.attachments?.find((file) => file.type === "resume")?.public_url ?? "";
}

function push(
  credential: LeverCredential = byApiKey,
  format?: Parameters<typeof lever.pushProfile>[0]["actionParameters"],
) {
  const targetParameters = { ...credential, performAs: "8d49b010-cc6a-4f40-ace5-e86061c677ed", parse: true };
  return lever.pushProfile(
    { workflowId: "contract", actionParameters: format, originParameters, targetParameters },
    { fetch },
  );
}

/** The source of the specification's examples. */
const listedSource = "669ef2f13a4066481b527a919fb0abdd077b7a64";

function pushList() {
  const { profileKey: _, ...account } = originParameters;
  const list = { ...account, sourceKey: listedSource };
  const targetParameters = { ...byApiKey, performAs: "8d49b010-cc6a-4f40-ace5-e86061c677ed" };
  return lever.pushProfileList({ workflowId: "contract", originParameters: list, targetParameters }, { fetch });
}

function pull(updateContent = false) {
  const targetParameters = { ...boardParameters, updateContent };
  return lever.pullJobList({ workflowId: "contract", originParameters: byApiKey, targetParameters }, { fetch });
}

/** With as many postings as make a run list the board instead of asking for each job. */
async function pullMany() {
  const several = async (request: Request) => {
    const response = await fetch(request);
    if (new URL(request.url).pathname !== "/v1/postings") return response;
    const { data, ...page } = (await response.json()) as { data: { id: string }[] };
    const rows = Array.from({ length: 6 }, (_, n) => data.map((row) => ({ ...row, id: `${row.id}-${n}` })));
    return Response.json({ ...page, data: rows.flat() });
  };
  await lever.pullJobList(
    { workflowId: "contract", originParameters: byApiKey, targetParameters: boardParameters },
    { fetch: several },
  );
}

/** Two runs that parse texts and archive: the second one is without the last of six postings. */
async function pullAndArchive() {
  const keys: string[] = [];
  let count = 6;
  const changing = async (request: Request) => {
    const response = await fetch(request);
    const call = `${request.method} ${new URL(request.url).pathname}`;
    if (call.endsWith("/v1/postings")) {
      const { data, ...page } = (await response.json()) as { data: { id: string }[] };
      const [row] = data;
      return Response.json({
        ...page,
        data: Array.from({ length: count }, (_, n) => ({ ...row, id: `${row?.id}-${n}` })),
      });
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
  const targetParameters = { ...boardParameters, sync: true, enrichWithParsing: true };
  const input = { workflowId: "contract", originParameters: byApiKey, targetParameters };
  const options = { fetch: changing, store: createMemoryStore() };
  await lever.pullJobList(input, options);
  count -= 1;
  return lever.pullJobList(input, options);
}

function pullOne() {
  const parameters = { ...byApiKey, postingId: "730e37db-93d3-4acf-b9de-7cfc397cef1d" };
  return lever.pullJob(
    { workflowId: "contract", originParameters: parameters, targetParameters: boardParameters },
    { fetch },
  );
}

/** The mock responds with a word in place of a file. */
async function fetchWithFiles(request: Request): Promise<Response> {
  const response = await fetch(request);
  return response.ok && request.url.endsWith("/download") ? new Response("%PDF-1.4") : response;
}

const pullProfiles = () =>
  pulls.pullProfileList(
    { workflowId: "contract", originParameters: byApiKey, targetParameters: {} },
    { fetch: fetchWithFiles },
  );

/** Two runs: the second one is without the only opportunity that the first one read and that is among the deleted ones. */
async function pullDeletions() {
  let isFirst = true;
  const changing = async (request: Request) => {
    const response = await fetchWithFiles(request);
    if (new URL(request.url).pathname !== "/v1/opportunities" || !response.ok) return response;
    const { data, ...page } = (await response.json()) as { data: object[] };
    const deleted = isFirst ? [{ ...data[0], id: "6a0e9c37-2d84-4f1b-b5a6-93c7d8e0f142" }] : [];
    return Response.json({ ...page, data: [...data, ...deleted] });
  };
  const input = { workflowId: "contract", originParameters: byApiKey, targetParameters: { sync: true } };
  const options = { fetch: changing, store: createMemoryStore() };
  await pulls.pullProfileList(input, options);
  isFirst = false;
  return pulls.pullProfileList(input, options);
}

function pullProfile() {
  const parameters = { ...byApiKey, opportunityId: "730e37db-93d3-4acf-b9de-7cfc397cef1d" };
  return pulls.pullProfile(
    { workflowId: "contract", originParameters: parameters, targetParameters: {} },
    { fetch: fetchWithFiles },
  );
}

const withFile = { format: () => ({ name: "Ada Example", resume: { url: resumeUrl, fileName: "ada.odt" } }) };
const withNote = { format: () => ({ name: "Ada Example", note: "Built bridges." }) };
/** With an e-mail address, so that no lookup precedes the create. */
const withPosting = {
  format: () => ({
    name: "Ada Example",
    emails: ["ada@example.com"],
    postings: ["730e37db-93d3-4acf-b9de-7cfc397cef1d"],
  }),
};
const withPhone = {
  format: () => ({ name: "Ada Example", phones: [{ value: "+12025550123" }], resume: { url: resumeUrl } }),
};

describe("requests that the specification accepts", () => {
  it.each([
    ["an authorization code", byCode],
    ["a refresh token", byRefreshToken],
    ["an API key", byApiKey],
  ])("push a profile and its resume by %s", async (_, credential) => {
    const result = await push(credential);
    expect(result).toMatchObject({ status: "success", events: { write_success: 1 } });
    expect(fetch.exchanges.some(({ form }) => form?.get("resumeFile"))).toBe(true);
    expectNoViolations(fetch);
  });

  it("push a sparse profile without a resume", async () => {
    fetch.prefer({ path: "/profile/indexing", example: "sparse" });
    expect(await push()).toMatchObject({ status: "success" });
    expect(fetch.exchanges.at(-1)?.json).toBeDefined();
    expectNoViolations(fetch);
  });

  it("send a resume that Lever does not parse as a plain file", async () => {
    expect(await push(byApiKey, withFile)).toMatchObject({ status: "success" });
    expect(fetch.exchanges.at(-1)?.operation?.path).toBe("/opportunities/{opportunity}/files");
    expectNoViolations(fetch);
  });

  it("correct the phone of a contact", async () => {
    fetch.prefer({ method: "POST", path: "/opportunities", example: "sparse" });
    fetch.prefer({ method: "GET", path: "/contacts/{contact}", example: "sparse" });
    expect(await push(byApiKey, withPhone)).toMatchObject({ status: "success" });
    expect(fetch.exchanges.at(-1)).toMatchObject({ method: "PUT" });
    expectNoViolations(fetch);
  });

  it.each(["rich", "sparse", "short"])("push the profiles of a source from %s rows", async (example) => {
    fetch.prefer({ path: "/storing/profiles", example });
    const result = await pushList();
    expect(result).toMatchObject({ status: "success", failures: [] });
    expect(result.events.write_success).toBeGreaterThan(0);
    expectNoViolations(fetch);
  });

  it.each(["rich", "sparse"])("pull %s postings and create, leave or update jobs", async (example) => {
    fetch.prefer({ path: "/postings", example });
    fetch.prefer({ method: "GET", path: "/job/indexing", code: 400 });
    expect(await pull()).toMatchObject({ status: "success" });
    fetch.prefer({ method: "GET", path: "/job/indexing", example: "rich" });
    expect(await pull()).toMatchObject({ status: "success" });
    expect(await pull(true)).toMatchObject({ status: "success" });
    expectNoViolations(fetch);
  });

  it.each(lever.definition.actions.map(({ method }) => method))(
    "check both sides of %s by reads alone",
    async (action) => {
      const isPush = action.startsWith("push");
      const user = { performAs: "8d49b010-cc6a-4f40-ace5-e86061c677ed" };
      const { profileKey, ...source } = originParameters;
      const ofHrflow = { pullJob: boardParameters, pullJobList: boardParameters, pushProfile: originParameters };
      const records = { pullJob: { postingId: "p1" }, pullProfile: { opportunityId: "o1" } };
      const vendorSide = { ...byApiKey, ...(isPush ? user : records[action as keyof typeof records]) };
      const hrflowSide = ofHrflow[action as keyof typeof ofHrflow] ?? source;
      const [origin, target] = isPush ? [hrflowSide, vendorSide] : [vendorSide, hrflowSide];
      const { findings } = await lever.check(
        { action: action as "pullJob", originParameters: origin as never, targetParameters: target as never },
        { fetch },
      );
      expect(findings.filter(({ level }) => level === "error" || level === "warning")).toEqual([]);
      for (const side of ["origin", "target"]) {
        const messages = findings.filter((one) => one.side === side && one.level === "ok").map((one) => one.message);
        expect(messages).toContainEqual(expect.stringContaining("can be read"));
      }
      expect(fetch.exchanges.filter(({ method }) => method !== "GET")).toEqual([]);
      expectNoViolations(fetch);
    },
  );

  it.each([
    ["pullJob", "/postings/{posting}", { postingId: "gone" }, "check postingId"],
    ["pullProfile", "/opportunities/{opportunity}", { opportunityId: "gone" }, "check opportunityId"],
    ["pullJobList", "/postings", { confidentiality: "all" }, "confidential:access:admin"],
    ["pullProfileList", "/opportunities", { confidentiality: "all" }, "confidential:access:admin"],
    ["pullProfileList", "/opportunities/{opportunity}/resumes", {}, "resumes:read:admin"],
  ] as const)("check says what to do if %s cannot read %s", async (action, path, parameters, advice) => {
    fetch.prefer({ path, code: 403 });
    const sides = { originParameters: { ...byApiKey, ...parameters } as never };
    const { findings } = await lever.check({ action: action as "pullJob", ...sides }, { fetch });
    const errors = findings.filter(({ level }) => level === "error");
    expect(errors).toMatchObject([{ advice: expect.stringContaining(advice) }]);
  });

  it.each(["rich", "sparse", "expanded"])("pull %s opportunities with their resumes", async (example) => {
    fetch.prefer({ path: "/opportunities", example });
    fetch.prefer({ path: "/opportunities/{opportunity}", example });
    fetch.prefer({ path: "/opportunities/{opportunity}/resumes", example: example === "sparse" ? "sparse" : "rich" });
    expect(await pullProfiles()).toMatchObject({ status: "success" });
    expect(await pullProfile()).toMatchObject({ status: "success" });
    expectNoViolations(fetch);
  });

  it("pull one posting", async () => {
    expect(await pullOne()).toMatchObject({ status: "success", events: { write_success: 1 } });
    expectNoViolations(fetch);
  });

  it("are all declared, and every declared endpoint is called", async () => {
    fetch.prefer({ method: "POST", path: "/opportunities", example: "sparse" }, 1);
    fetch.prefer({ method: "GET", path: "/contacts/{contact}", example: "sparse" });
    await push(byApiKey, withPhone);
    await push(byCode, withFile);
    await push();
    await pull(true);
    fetch.prefer({ method: "GET", path: "/job/indexing", code: 400 });
    await pull();
    await pullMany();
    expect(await pullAndArchive()).toMatchObject({ status: "success", archiving: { archived: 1 } });
    expect(await pullDeletions()).toMatchObject({ status: "success", archiving: { archived: 1 } });
    await pushList();
    await pullOne();
    await pullProfiles();
    await pullProfile();
    fetch.prefer({ method: "POST", path: "/opportunities", code: 500 }, 1);
    await push();
    fetch.prefer({ method: "POST", path: "/opportunities/{opportunity}/files", code: 500 }, 1);
    await push(byApiKey, withFile);
    fetch.prefer({ method: "POST", path: "/opportunities/{opportunity}/notes", code: 500 }, 1);
    await push(byApiKey, withNote);
    fetch.prefer({ method: "POST", path: "/opportunities", code: 500 }, 1);
    fetch.prefer({ method: "GET", path: "/opportunities", code: 403 }, 1);
    await push(byApiKey, withPosting);
    const origins = [
      leverOpportunities,
      leverOpportunity,
      leverPostings,
      leverPosting,
      hrflowProfiles,
      hrflowProfileList,
    ];
    const declared = [...origins.map(({ read }) => read), leverOpportunities.write, hrflowJobs.write];
    const endpoints = [...declared.flatMap((side) => side.endpoints), tokenEndpoint];
    const calls = fetch.exchanges.filter(({ url }) => url !== resumeUrl);
    expect(compareEndpoints(calls, endpoints)).toEqual({ notCalled: [], notDeclared: [] });
  });
});

describe("refusals that the specification declares", () => {
  const run: Record<string, { role: CallRole; run: () => Promise<RunResult> }> = {
    "POST /oauth/token": { role: "open", run: () => push(byRefreshToken) },
    "POST /opportunities": { role: "write", run: () => push() },
    "POST /opportunities/{opportunity}/files": { role: "follow-up", run: () => push(byApiKey, withFile) },
    "GET /opportunities": { role: "lookup", run: () => push() },
    "GET /opportunities/{opportunity}/files": { role: "follow-up", run: () => push(byApiKey, withFile) },
    "POST /opportunities/{opportunity}/notes": { role: "follow-up", run: () => push(byApiKey, withNote) },
    "GET /opportunities/{opportunity}/notes": { role: "follow-up", run: () => push(byApiKey, withNote) },
    "GET /contacts/{contact}": { role: "follow-up", run: () => push(byApiKey, withPhone) },
    "PUT /contacts/{contact}": { role: "follow-up", run: () => push(byApiKey, withPhone) },
    "GET /postings": { role: "read", run: () => pull() },
    "GET /postings/{posting}": { role: "lookup", run: () => push(byApiKey, withPosting) },
  };
  const endpoints = [...leverOpportunities.write.endpoints, ...leverPostings.read.endpoints, tokenEndpoint];

  it.each(contractCases(leverDocument, endpoints))("$method $path: $status", async ({ method, path, status }) => {
    fetch.prefer({ method: "POST", path: "/opportunities", example: "sparse" });
    fetch.prefer({ method: "GET", path: "/contacts/{contact}", example: "sparse" });
    fetch.prefer({ method, path, code: status });
    // A lookup follows a create whose response is 500, and reads the posting if it may not read confidential records.
    if (method === "GET" && path.startsWith("/opportunities")) fetch.prefer({ method: "POST", path, code: 500 });
    if (path === "/postings/{posting}") {
      fetch.prefer({ method: "POST", path: "/opportunities", code: 500 });
      fetch.prefer({ method: "GET", path: "/opportunities", code: 403 }, 1);
    }
    const scenario = run[`${method} ${path}`];
    if (!scenario) throw new Error(`no scenario calls ${method} ${path}`);
    const result = await scenario.run();
    const isLookup = method === "GET" && path.startsWith("/opportunities");
    const shown = isLookup && scenario.role === "follow-up" ? 500 : status;
    // A refused credential ends the run, whatever request it was sent with. The receipt stays.
    const role = scenario.role === "follow-up" && shown === 401 ? "further-record" : scenario.role;
    expect(outcomeFaults(result, role, shown)).toEqual([]);
    expectNoViolations(fetch);
  });

  const pullRuns: typeof run = {
    "GET /opportunities": { role: "read", run: pullProfiles },
    "GET /opportunities/{opportunity}": { role: "read", run: pullProfile },
    "GET /opportunities/{opportunity}/resumes": { role: "read", run: pullProfile },
    "GET /opportunities/{opportunity}/resumes/{resume}/download": { role: "file", run: pullProfile },
    "GET /postings/{posting}": { role: "read", run: pullOne },
  };
  // A record that does not exist is an empty read.
  const pullCases = contractCases(leverDocument, [
    ...leverOpportunities.read.endpoints,
    ...leverOpportunity.read.endpoints.slice(0, 1),
    ...leverPosting.read.endpoints,
  ])
    .filter(({ path }) => path !== "/opportunities/deleted")
    .filter(({ path, status }) => status !== 404 || path.endsWith("/download") || path === "/opportunities");

  it.each(pullCases)("in a pull $method $path: $status", async ({ method, path, status }) => {
    fetch.prefer({ method, path, code: status });
    const scenario = pullRuns[`${method} ${path}`];
    if (!scenario) throw new Error(`no scenario calls ${method} ${path}`);
    expect(outcomeFaults(await scenario.run(), scenario.role, status)).toEqual([]);
    expectNoViolations(fetch);
  });

  const deletions = leverOpportunities.read.endpoints.filter(({ path }) => path === "/opportunities/deleted");

  it.each(contractCases(leverDocument, deletions))("$method $path: $status archives nothing", async (one) => {
    fetch.prefer({ method: "GET", path: "/opportunities/deleted", code: one.status });
    expect(await pullDeletions()).toMatchObject({
      status: "success_with_failures",
      archiving: { archived: 0, skipped: "the deletions of the origin could not be listed" },
      failures: [{ stage: "read", error: { status: one.status } }],
    });
    expectNoViolations(fetch);
  });

  const hrflowRuns: typeof run = {
    "GET /profile/indexing": { role: "read", run: () => push() },
    "GET /storing/profiles": { role: "read", run: () => pushList() },
    "GET /job/indexing": { role: "write", run: () => pull() },
    "POST /job/indexing": { role: "write", run: () => pull() },
    "PUT /job/indexing": { role: "write", run: () => pull(true) },
  };
  const [list] = hrflowProfileList.read.endpoints;
  if (!list) throw new Error("no endpoint lists profiles");
  const hrflowEndpoints = [...hrflowProfiles.read.endpoints, list, ...hrflowJobs.write.endpoints];
  // With 400, HrFlow.ai also says that an object does not exist, which is not a failure: another test covers it. A list of the board
  // that cannot be read costs a request for each job, and no failure either. The package of HrFlow.ai's warehouses covers archiving and
  // parsing.
  const cases = contractCases(hrflowDocument, hrflowEndpoints).filter(
    ({ method, path, status }) =>
      (method !== "GET" || status !== 400 || path === "/storing/profiles") &&
      /^\/((job|profile)\/indexing|storing\/profiles)$/.test(path),
  );

  it.each(cases)("HrFlow.ai $method $path: $status", async ({ method, path, status }) => {
    fetch.prefer({ path: "/postings", example: "sparse" });
    if (method === "POST") fetch.prefer({ method: "GET", path: "/job/indexing", code: 400 });
    fetch.prefer({ method, path, code: status });
    const scenario = hrflowRuns[`${method} ${path}`];
    if (!scenario) throw new Error(`no scenario calls ${method} ${path}`);
    const result = await scenario.run();
    expect(outcomeFaults(result, scenario.role, status)).toEqual([]);
    if (method === "GET") expect(fetch.exchanges.filter((exchange) => exchange.method !== "GET")).toEqual([]);
  });

  it("read nothing, successfully, if the profile does not exist", async () => {
    fetch.prefer({ path: "/profile/indexing", code: 400 });
    expect(await push()).toMatchObject({ status: "success", events: { read_success: 0, read_failure: 0 } });
  });
});

describe("requests that the specification refuses", () => {
  it("are violations: two postings, an unknown field, no performAs, no credential", async () => {
    const client = createLeverClient({ auth: { apiKey: "key" }, fetch });
    const query = { perform_as: "user" };
    await client.POST("/opportunities", { params: { query }, body: { postings: ["one", "two"] } });
    await client.POST("/opportunities", { params: { query }, body: { external_id: "x" } as object });
    await client.POST("/opportunities", { params: { query: {} as typeof query }, body: {} });
    await fetch("https://api.lever.co/v1/postings");
    expect(fetch.exchanges.map(({ violations }) => violations.length > 0)).toEqual([true, true, true, true]);
    expect(fetch.exchanges.map(({ status }) => status)).toEqual([
      expect.any(Number),
      expect.any(Number),
      expect.any(Number),
      401,
    ]);
  });
});
