import { createMemoryStore, readDeadLetters, type Store } from "@hrflow-connectors/core";
import { shortenWaits } from "@hrflow-connectors/testing";
import { createHrflowFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accessToken, candidate, job, subdomain } from "./__fixtures__/account";
import { createWorkableFake, type WorkableFakeOptions } from "./testing/create-workable-fake";
import { workable } from "./workable-connector";

const apiSecret = "ask_0123456789abcdef0123456789abcdef";
const apiUser = "recruiter@example.com";
const [sourceKey, profileKey, boardKey] = ["5", "7", "8"].map((digit) => digit.repeat(40)) as [string, string, string];
const resumeUrl = "https://files.example.com/ada.pdf";
const many = { requests: 1e6, perMs: 1, burst: 1e6 };
const rateLimits = { hrflow: many, workable: many };
const credential = { subdomain, accessToken };

interface Settings extends Partial<WorkableFakeOptions> {
  profile?: object;
  file?: () => Response;
}

function createScenario({ profile, file, ...options }: Settings = {}) {
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
    ...{ sources: [sourceKey], boards: [boardKey] },
    profiles: [
      {
        ...{ source_key: sourceKey, key: profileKey, reference: "ada" },
        info: { full_name: "Ada Mary Example", email: "Ada@example.com", phone: "+33600000000" },
        attachments: [{ type: "resume", public_url: resumeUrl, file_name: "ada", extension: ".pdf" }],
        tags: [{ name: "workable_job_shortcode", value: job(1).shortcode }],
        ...profile,
      },
    ],
  });
  const vendor = createWorkableFake({
    ...{ ...credential, jobs: [1, 2, 3].map(job), listLagMs: 0, rateLimit: 1e6, pageSize: 2 },
    ...options,
  });
  const fetch = joinFakes([hrflow, vendor], { files: { [resumeUrl]: file ?? (() => new Response("%PDF-1.7 Ada")) } });
  return { hrflow, vendor, fetch, store: createMemoryStore() };
}

type Scenario = Pick<ReturnType<typeof createScenario>, "fetch"> & { store: Store };

const push = ({ fetch, store }: Scenario, more: object = {}) =>
  workable.pushProfile(
    {
      workflowId: "push",
      originParameters: { apiSecret, apiUser, sourceKey, profileKey },
      targetParameters: { ...credential, ...more },
    },
    { fetch, store, rateLimits },
  );

const pullProfiles = ({ fetch, store }: Scenario) =>
  workable.pullProfileList(
    { workflowId: "pull", originParameters: credential, targetParameters: { apiSecret, apiUser, sourceKey } },
    { fetch, store, rateLimits },
  );

const pullJobs = ({ fetch, store }: Scenario, more: object = {}) =>
  workable.pullJobList(
    {
      workflowId: "pull",
      originParameters: { ...credential, ...more },
      targetParameters: { apiSecret, apiUser, boardKey },
    },
    { fetch, store, rateLimits },
  );

let restoreWaits: () => void;
beforeEach(() => {
  restoreWaits = shortenWaits();
});
afterEach(() => restoreWaits());

describe("a push", () => {
  it("creates a candidate silently, and then adds the resume", async () => {
    const { vendor, ...scenario } = createScenario();
    const result = await push(scenario);
    expect(result).toMatchObject({ status: "success", receipts: [{ reference: "ada", id: "b99000" }] });
    expect(result.receipts[0]?.url).toMatch(/candidate\/b99000$/);
    expect(vendor.requests.map(({ method, path, json }) => [method, path, json])).toEqual([
      ["GET", "/candidates", undefined],
      [
        "POST",
        "/jobs/9CD658E131/candidates",
        {
          sourced: true,
          candidate: {
            ...{ firstname: "Ada", lastname: "Mary Example", email: "Ada@example.com", phone: "+33600000000" },
            domain: "hrflow.ai",
          },
        },
      ],
      ["PATCH", "/candidates/b99000", { candidate: { resume: { name: "ada.pdf", data: btoa("%PDF-1.7 Ada") } } }],
    ]);
    expect(new URL(vendor.requests[0]?.url ?? "").search).toBe("?shortcode=9CD658E131&email=Ada%40example.com");
  });

  it("creates a candidate in each job that a tag names, or in the parameter's job if there is no tag", async () => {
    const tags = [1, 2].map((number) => ({ name: "workable_job_shortcode", value: job(number).shortcode }));
    const { vendor, ...scenario } = createScenario({ profile: { tags } });
    expect((await push(scenario)).receipts).toHaveLength(2);
    expect(vendor.state.candidates.map((one) => one.job?.title)).toEqual(["Job 1", "Job 2"]);
    const untagged = createScenario({ profile: { tags: [] } });
    expect(await push(untagged)).toMatchObject({ failures: [{ error: { code: "invalid_item" } }] });
    expect(await push(untagged, { jobShortcode: job(3).shortcode })).toMatchObject({ status: "success" });
    expect(untagged.vendor.state.candidates).toMatchObject([{ job: { title: "Job 3" } }]);
  });

  it("lets Workable send its message only if `applied` is set", async () => {
    const { vendor, ...scenario } = createScenario();
    await push(scenario, { applied: true, stage: "applied" });
    expect(vendor.state.candidates).toMatchObject([{ sourced: false, stage_kind: "applied" }]);
    expect(vendor.requests.find(({ method }) => method === "POST")?.url).toMatch(/\?stage=applied$/);
  });

  it("refuses a person without an address before any request to Workable", async () => {
    const { vendor, ...scenario } = createScenario({ profile: { info: { full_name: "Ada Example", email: " " } } });
    const { failures } = await push(scenario);
    expect(failures[0]?.error.message).toBe("info.email has no address: Workable requires one");
    expect(vendor.requests).toEqual([]);
  });

  it("leaves a candidate alone who has the same address in the job, and says so", async () => {
    const { vendor, ...scenario } = createScenario({ candidates: [{ ...candidate(1), email: "ada@example.com" }] });
    const { failures } = await push(scenario);
    expect(failures).toMatchObject([{ error: { code: "validation_failed", status: 422 } }]);
    expect(failures[0]?.error.message).toContain("candidate already exists");
    expect(vendor.state.candidates).toMatchObject([{ name: "Person 1" }]);
  });

  it("adopts the candidate whose response was lost, and adds the resume", async () => {
    const { vendor, ...scenario } = createScenario();
    vendor.injectFault({ kind: "reset", when: "after" }, { method: "POST" });
    expect(await push(scenario)).toMatchObject({ status: "success", receipts: [{ id: "b99000" }] });
    expect(vendor.state.candidates).toMatchObject([{ resume: { name: "ada.pdf" } }]);
  });

  it("leaves a candidate alone who was created elsewhere while the outcome of the create was unknown", async () => {
    const { vendor, ...scenario } = createScenario();
    vendor.injectFault({ kind: "reset", when: "before" }, { method: "POST" });
    expect((await push(scenario)).status).toBe("fatal");
    const at = new Date(Date.now() + 1_000).toISOString();
    const applied = { ...candidate(1), email: "ada@example.com", domain: "www.linkedin.com" };
    vendor.state.candidates.push({ ...applied, created_at: at, updated_at: at });
    expect(await push(scenario)).toMatchObject({ failures: [{ error: { code: "unsure" } }] });
    expect(vendor.state.candidates).toHaveLength(1);
    expect(vendor.state.candidates[0]).not.toHaveProperty("resume");
  });

  it("stays unsure if the lost candidate is never listed, although Workable refuses a second one", async () => {
    const { vendor, ...scenario } = createScenario({ listLagMs: 1e9 });
    vendor.injectFault({ kind: "reset", when: "after" }, { method: "POST" });
    await push(scenario);
    expect(await push(scenario)).toMatchObject({ failures: [{ error: { code: "unsure" } }] });
    expect(vendor.state.candidates).toHaveLength(1);
  });

  it("creates the candidate without a resume if Workable does not accept the file", async () => {
    const file = () => new Response("plain text", { headers: { "content-type": "text/plain" } });
    const attachments = [{ type: "resume", public_url: resumeUrl, file_name: "ada.txt" }];
    const { vendor, ...scenario } = createScenario({ file, profile: { attachments } });
    const [receipt] = (await push(scenario)).receipts;
    expect(receipt?.warnings?.[0]).toContain("accepts no files of type txt, only pdf, doc, docx, odt, rtf");
    expect(vendor.state.candidates).toHaveLength(1);
  });
});

describe("a pull", () => {
  const resume = { name: "person-1.pdf", data: btoa("%PDF-1.7 person 1"), at: 0 };

  it("downloads the resume from a fresh link, without the token", async () => {
    const { hrflow, vendor, ...scenario } = createScenario({ candidates: [{ ...candidate(1), resume }] });
    expect(await pullProfiles(scenario)).toMatchObject({ status: "success", events: { write_success: 1 } });
    const download = vendor.requests.find(({ url }) => url.startsWith("https://resumes.example.com/"));
    expect([download?.status, download?.headers.has("authorization")]).toEqual([200, false]);
    expect(hrflow.state.profiles.at(-1)).toMatchObject({ attachments: [{ original_file_name: "person-1" }] });
  });

  it("keeps neither the link to the resume nor the address of the hiring team", async () => {
    const { hrflow, ...scenario } = createScenario({ candidates: [{ ...candidate(1), resume }] });
    hrflow.injectFault({ kind: "status", status: 422 }, { times: Number.POSITIVE_INFINITY });
    expect((await pullProfiles(scenario)).failures[0]?.deadLetter).toBeDefined();
    const stored: unknown[] = [];
    for await (const letter of readDeadLetters(scenario.store, { workflowId: "pull" })) stored.push(letter);
    expect(JSON.stringify(stored)).toContain("person-1@example.com");
    expect(JSON.stringify(stored)).not.toMatch(/resumes\.example|mailbox\.example/);
  });

  it("leaves out anonymized people", async () => {
    const { hrflow, ...scenario } = createScenario({
      candidates: [candidate(1), { ...candidate(2), anonymized: true }],
    });
    expect(await pullProfiles(scenario)).toMatchObject({ status: "success" });
    expect(hrflow.state.profiles.map(({ reference }) => reference)).toEqual(["ada", "27270271"]);
  });

  it("reads all pages from the account's own host, whichever host the next page names", async () => {
    const { vendor, ...scenario } = createScenario();
    expect(await pullJobs(scenario)).toMatchObject({ status: "success", events: { write_success: 3 } });
    const lists = vendor.requests.filter(({ path }) => path === "/jobs").map(({ url }) => url);
    const base = `https://brightwater.workable.com/spi/v3/jobs?state=published&limit=100`;
    expect(lists).toEqual([base, `${base}&since_id=5b5ce3`]);
  });

  it("leaves out demonstration jobs and confidential ones unless they are asked for", async () => {
    const jobs = [job(1), { ...job(2), sample: true }, { ...job(3), confidential: true }];
    const namesOf = async (more: object) => {
      const { hrflow, ...scenario } = createScenario({ jobs });
      await pullJobs(scenario, more);
      return hrflow.state.jobs.map(({ name }) => name);
    };
    expect(await namesOf({})).toEqual(["Job 1"]);
    expect(await namesOf({ sample: true, confidential: true })).toEqual(["Job 1", "Job 2", "Job 3"]);
  });
});

describe("a check", () => {
  it.each([
    ["pushProfile", "grant r_candidates and w_candidates"],
    ["pullJobList", "grant r_jobs"],
    ["pullProfileList", "grant r_candidates"],
  ] as const)("of %s says which scope is missing", async (action, advice) => {
    const { vendor, fetch } = createScenario();
    const hrflowSide = { apiSecret, apiUser, ...(action === "pullJobList" ? { boardKey } : { sourceKey }) };
    const [originParameters, targetParameters] =
      action === "pushProfile" ? [{ ...hrflowSide, profileKey }, credential] : [credential, hrflowSide];
    const check = () => workable.check({ action, originParameters, targetParameters } as never, { fetch, rateLimits });
    expect((await check()).ok).toBe(true);
    vendor.injectFault({ kind: "status", status: 403 }, { method: "GET" });
    const { ok, findings } = await check();
    expect([ok, findings.map((finding) => finding.advice)]).toEqual([false, expect.arrayContaining([advice])]);
  });
});
