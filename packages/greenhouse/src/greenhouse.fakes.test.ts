import type { RunResult } from "@hrflow-connectors/core";
import { loadDocument, schemaValidator } from "@hrflow-connectors/testing";
import {
  checkedFetch,
  createGreenhouseFake,
  createHrflowFake,
  type Fault,
  type GreenhouseFake,
  type GreenhouseFakeOptions,
  joinFakes,
} from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bareJob, fullJob } from "./__fixtures__/board-job";
import { fullProfile } from "./__fixtures__/profile";
import { originParameters, profileUrl, v1Parameters, v3Parameters } from "./__fixtures__/push-input";
import { fakeTimers, settle } from "./__fixtures__/settle";
import { greenhouse } from "./greenhouse-connector";

const load = async (name: string) => {
  const document = await loadDocument(new URL(`../../../specs/${name}/openapi.yaml`, import.meta.url));
  return { document, validator: schemaValidator(document) };
};
const harvestV3 = await load("greenhouse-harvest-v3");
const specifications = {
  "https://auth.greenhouse.io": harvestV3,
  "https://harvest.greenhouse.io/v3": harvestV3,
  "https://harvest.greenhouse.io/v1": await load("greenhouse-harvest-v1"),
};

const boardSpecification = { "https://boards-api.greenhouse.io/v1/boards": await load("greenhouse-job-board") };

type Version = "v3" | "v1";
const parameters = { v3: v3Parameters, v1: v1Parameters };
const resumeUrl = "https://files.example.org/cv-ada.pdf";
const jobs = [4000000123, 4000000124];

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

/** HrFlow.ai with one profile, a server with its resume, and an account of Greenhouse. */
function createScenario(options: GreenhouseFakeOptions = {}) {
  const fake = createGreenhouseFake({
    clients: { [v3Parameters.clientId]: v3Parameters.clientSecret },
    apiKeys: [v1Parameters.auth],
    users: [v3Parameters.userId],
    options: { school_name: ["Some School", "University of London"], degree: ["Master"], discipline: ["Mathematics"] },
    jobs,
    ...options,
  });
  const response = { code: 200, message: "Profile", data: { ...fullProfile, tags: jobs.map(vendorTag) } };
  const joined = joinFakes([fake], {
    files: {
      [profileUrl]: () => Response.json(response),
      [resumeUrl]: () => new Response("%PDF-1.4", { headers: { "content-type": "application/pdf" } }),
    },
  });
  const checked = checkedFetch(joined, specifications);
  const push = (version: Version, fetch = checked.fetch) =>
    settle(
      greenhouse.pushProfile({ workflowId: "w", originParameters, targetParameters: parameters[version] }, { fetch }),
      100,
    );
  return { fake, push, checked };
}

const vendorTag = (value: number) => ({ name: "greenhouse_job_id", value });

/** How many records of the profile the account has. */
function countRecords({ state }: GreenhouseFake) {
  const { candidates, applications, employments, educations, attachments } = state;
  return {
    candidates: candidates.length,
    applications: applications.length,
    employments: employments.length,
    educations: educations.length,
    resumes: attachments.filter(({ type }) => type === "resume").length,
    others: attachments.filter(({ type }) => type !== "resume").length,
  };
}

const allRecords = { candidates: 1, applications: 2, employments: 2, educations: 1, resumes: 1, others: 0 };

/** What a run must never do: create anything twice, or report success for a candidate that is incomplete. */
function faultsOf(result: RunResult, fake: GreenhouseFake): string[] {
  const found = countRecords(fake);
  const names = Object.keys(allRecords) as (keyof typeof allRecords)[];
  const duplicated = names.filter((name) => name !== "others" && found[name] > allRecords[name]);
  const faults = duplicated.map((name) => `${found[name]} ${name}`);
  const warnings = result.receipts.flatMap((receipt) => receipt.warnings ?? []);
  const lacks = names.filter((name) => name !== "others" && found[name] < allRecords[name]);
  if (result.status === "success") {
    if (found.candidates !== 1) faults.push(`success with ${found.candidates} candidates`);
    if (lacks.length > 0 && warnings.length === 0) faults.push(`success without ${lacks}, and no warning`);
    if (result.receipts[0]?.id !== String(fake.state.candidates[0]?.id))
      faults.push("the receipt is another candidate's");
  } else if (!result.reason && result.failures.length === 0) {
    faults.push("a failure without a reason");
  }
  return faults;
}

describe.each<Version>(["v3", "v1"])("a push by Harvest %s", (version) => {
  it("creates one candidate with all its parts, by requests that fit the specification", async () => {
    const { fake, push, checked } = createScenario();
    const result = await push(version);
    expect(result).toMatchObject({ status: "success", failures: [] });
    expect(result.receipts[0]).toMatchObject({ id: String(fake.state.candidates[0]?.id), reference: "person-1" });
    expect(result.receipts.flatMap(({ warnings = [] }) => warnings)).toEqual([]);
    expect(countRecords(fake)).toEqual(allRecords);
    expect(fake.state.applications.map(({ job_id }) => job_id)).toEqual(jobs);
    expect(fake.state.attachments).toMatchObject([{ filename: "cv-ada.pdf", source: { content: btoa("%PDF-1.4") } }]);
    expect(fake.state.candidates[0]).toMatchObject({ first_name: "Ada", tags: ["Analysis", "Weaving"], dropped: [] });
    expect(checked.violations).toEqual([]);
  });

  it("sends the bytes of a resume that Greenhouse cannot fetch", async () => {
    const { fake, push, checked } = createScenario({ fetches: () => false });
    expect(await push(version)).toMatchObject({ status: "success" });
    expect(fake.state.attachments).toMatchObject([{ type: "resume", source: { content: btoa("%PDF-1.4") } }]);
    expect(countRecords(fake)).toEqual(allRecords);
    expect(checked.violations).toEqual([]);
  });

  it("finds a school on a later page", async () => {
    const others = Array.from({ length: 1000 }, (_, index) => `School ${index}`);
    const options = {
      school_name: [...others, "University of London"],
      degree: ["Master"],
      discipline: ["Mathematics"],
    };
    const { fake, push, checked } = createScenario({ options });
    expect(await push(version)).toMatchObject({ status: "success" });
    const school = fake.state.options.find(({ name }) => name === "University of London");
    expect(fake.state.educations).toMatchObject([{ school_name_custom_field_option_id: school?.id }]);
    expect(checked.violations).toEqual([]);
  });

  it.each(["seconds", "date"] as const)("waits as long as Retry-After says in %s", async (retryAfter) => {
    const { fake, push } = createScenario();
    const create = { method: "POST", path: "/candidates" };
    fake.injectFault({ kind: "status", status: 429, retryAfter, retryAfterMs: 20_000 }, { ...create, times: 2 });
    const startedAt = Date.now();
    expect(await push(version)).toMatchObject({ status: "success" });
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(40_000);
    expect(countRecords(fake)).toEqual(allRecords);
  });

  it("stays within a narrow rate window, and loses nothing", async () => {
    const { fake, push } = createScenario({ limits: { v3: 3, v1: 2 } });
    expect(await push(version)).toMatchObject({ status: "success" });
    expect(countRecords(fake)).toEqual(allRecords);
  });

  it("reports a refused credential, and creates nothing", async () => {
    const { fake, push } = createScenario({ clients: {}, apiKeys: [] });
    const result = await push(version);
    expect(result.status).not.toBe("success");
    expect(countRecords(fake).candidates).toBe(0);
    expect(faultsOf(result, fake)).toEqual([]);
  });

  it("reports an unknown job, and creates nothing", async () => {
    const { fake, push } = createScenario({ jobs: [] });
    const result = await push(version);
    expect(result.status).not.toBe("success");
    expect(JSON.stringify(result)).toContain("is not a known job");
    expect(countRecords(fake).candidates).toBe(0);
  });

  const faults: [string, Fault][] = [
    ["429 without Retry-After", { kind: "status", status: 429 }],
    ["429 with a date", { kind: "status", status: 429, retryAfter: "date", retryAfterMs: 3000 }],
    ["500", { kind: "status", status: 500 }],
    ["503 although it acted", { kind: "status", status: 503, acted: true }],
    ["a reset before it acted", { kind: "reset", when: "before" }],
    ["a reset after it acted", { kind: "reset", when: "after" }],
    ["no connection", { kind: "refused" }],
    ["no response although it acted", { kind: "hang", when: "after" }],
    ["HTML", { kind: "html" }],
    ["HTML in front of it", { kind: "html", when: "before" }],
    ["truncated JSON", { kind: "truncated" }],
    ["an empty body", { kind: "empty" }],
  ];
  const steps = {
    v3: [
      "POST /token",
      "POST /candidates",
      "POST /applications",
      "POST /candidate_employments",
      "GET /custom_field_options",
      "POST /candidate_educations",
      "POST /attachments",
    ],
    v1: ["GET /schools", "POST /candidates", "POST /candidates/{id}/attachments"],
  };
  const matrix = steps[version].flatMap((step) => faults.map(([name, fault]) => ({ step, name, fault })));

  it.each(matrix)("$step responds with $name: one candidate, or a failure", async ({ step, fault }) => {
    const { fake, push } = createScenario();
    const [method = "", path = ""] = step.split(" ");
    fake.injectFault(fault, { method, path });
    const result = await push(version);
    expect(fake.requests.some((request) => request.fault === fault.kind)).toBe(true);
    expect(faultsOf(result, fake)).toEqual([]);
    if (fault.kind === "refused" || (fault.kind === "status" && fault.status === 429)) {
      expect([result.status, countRecords(fake)]).toEqual(["success", allRecords]);
    }
  });
});

describe("tokens of Harvest v3", () => {
  /** Does something once the candidate is created, before its parts are. */
  async function pushInterrupted(meanwhile: (fake: GreenhouseFake) => unknown, options: GreenhouseFakeOptions = {}) {
    const { fake, push, checked } = createScenario(options);
    const result = await push("v3", async (input, init) => {
      const request = new Request(input, init);
      const isCreate = request.method === "POST" && request.url.endsWith("/candidates");
      const response = await checked.fetch(request);
      if (isCreate) await meanwhile(fake);
      return response;
    });
    return { result, fake, violations: checked.violations };
  }

  const expire = (fake: GreenhouseFake) => {
    for (const token of fake.state.tokens) token.expiresAt = Date.now();
  };

  const mintElsewhere = (fake: GreenhouseFake) => {
    const { clientId, clientSecret, userId } = v3Parameters;
    const headers = { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` };
    const body = new URLSearchParams({ grant_type: "client_credentials", sub: String(userId) });
    return fake.fetch("https://auth.greenhouse.io/token", { method: "POST", headers, body });
  };

  it.each<[string, (fake: GreenhouseFake) => unknown, GreenhouseFakeOptions, number]>([
    ["expire", expire, {}, 2],
    ["are revoked by another mint", mintElsewhere, { tokens: { singleActive: true, expiry: "expires_in" } }, 3],
  ])("that %s in the middle of a push are renewed, and nothing is lost", async (_, meanwhile, options, tokens) => {
    const { result, fake, violations } = await pushInterrupted(meanwhile, options);
    expect(result).toMatchObject({ status: "success" });
    expect(result.receipts.flatMap(({ warnings = [] }) => warnings)).toEqual([]);
    expect(countRecords(fake)).toEqual(allRecords);
    expect(fake.requests.filter(({ status }) => status === 401)).not.toEqual([]);
    // However many requests were refused side by side, one token replaces the old one.
    expect(fake.state.tokens).toHaveLength(tokens);
    expect(violations).toEqual([]);
  });

  it("that another mint does not revoke stay in use", async () => {
    const { result, fake } = await pushInterrupted(mintElsewhere, { tokens: { singleActive: false } });
    expect(result).toMatchObject({ status: "success" });
    expect(fake.requests.filter(({ status }) => status === 401)).toEqual([]);
    expect(countRecords(fake)).toEqual(allRecords);
  });
});

describe("candidates that Harvest v1 builds for a while", () => {
  it("get their resume once they are readable", async () => {
    const { fake, push, checked } = createScenario({ v1ReadableAfterMs: 8_000 });
    const result = await push("v1");
    expect(result).toMatchObject({ status: "success" });
    expect(countRecords(fake)).toEqual(allRecords);
    expect(fake.requests.some(({ path, status }) => path.endsWith("/attachments") && status === 404)).toBe(true);
    expect(checked.violations).toEqual([]);
  });

  it("that take too long are reported without their resume", async () => {
    const { fake, push } = createScenario({ v1ReadableAfterMs: 600_000 });
    const result = await push("v1");
    expect(result.receipts[0]?.warnings?.join()).toContain("resume");
    expect(countRecords(fake)).toEqual({ ...allRecords, resumes: 0 });
    expect(faultsOf(result, fake)).toEqual([]);
  });
});

describe("a pull of a board", () => {
  const boardKey = "b".repeat(40);
  const account = { apiKey: "hrflow-key-1", userEmail: "user@example.org" };
  const boards = { acme: { name: "Acme", jobs: [fullJob, bareJob] } };
  const targetParameters = { apiSecret: account.apiKey, apiUser: account.userEmail, boardKey };

  function createBoard(listed = boards.acme.jobs) {
    const fake = createGreenhouseFake({ boards: { acme: { name: "Acme", jobs: listed } } });
    const hrflow = createHrflowFake({ accounts: [account], boards: [boardKey] });
    const checked = checkedFetch(joinFakes([fake, hrflow]), { ...specifications, ...boardSpecification });
    const pull = (boardToken = "acme", latencyMs = 0) => {
      const input = { workflowId: "w", originParameters: { boardToken }, targetParameters };
      const fetch: typeof checked.fetch = async (...request) => {
        if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
        return checked.fetch(...request);
      };
      return settle(greenhouse.pullJobList(input, { fetch }), 100);
    };
    return { fake, hrflow, pull, violations: checked.violations };
  }

  it("puts every job on the board of HrFlow.ai, once", async () => {
    const { hrflow, pull, violations } = createBoard();
    expect(await pull()).toMatchObject({ status: "success", events: { write_success: 2 } });
    expect(await pull()).toMatchObject({ status: "success" });
    expect(hrflow.state.jobs.map(({ reference }) => reference).sort()).toEqual([
      String(fullJob.id),
      String(bareJob.id),
    ]);
    expect(violations).toEqual([]);
  });

  it("ends well if the board lists a job twice", async () => {
    const { hrflow, pull } = createBoard([bareJob, fullJob, bareJob, bareJob]);
    const result = await pull("acme", 30);
    expect(result).toMatchObject({ status: "success", events: { write_success: 4 }, failures: [] });
    expect(hrflow.state.jobs.map(({ reference }) => reference).sort()).toEqual([
      String(fullJob.id),
      String(bareJob.id),
    ]);
    expect(hrflow.requests.filter(({ method, status }) => method === "POST" && status !== 201)).toEqual([]);
  });

  it.each<Fault>([
    { kind: "status", status: 429, retryAfter: "seconds" },
    { kind: "status", status: 503 },
    { kind: "reset", when: "after" },
  ])("reads the board again after %o", async (fault) => {
    const { fake, hrflow, pull } = createBoard();
    fake.injectFault(fault, { path: "/{board_token}/jobs" });
    expect(await pull()).toMatchObject({ status: "success" });
    expect(hrflow.state.jobs).toHaveLength(2);
  });

  it("of an unknown board is a failure that says so", async () => {
    const { hrflow, pull } = createBoard();
    const result = await pull("nobody");
    expect(result.status).not.toBe("success");
    expect(result.reason).not.toBe("");
    expect(hrflow.state.jobs).toEqual([]);
  });
});
