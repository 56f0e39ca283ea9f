import { createMemoryStore } from "@hrflow-connectors/core";
import { createHrflowFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { describe, expect, it } from "vitest";
import { createAshbyClient } from "./ashby-client";
import { ashby } from "./ashby-connector";
import { type AshbyFakeOptions, createAshbyFake } from "./testing/create-ashby-fake";

const hrflowSide = { apiSecret: "ask_secret", apiUser: "ada@example.com" };
const [sourceKey, boardKey, profileKey] = ["5", "6", "7"].map((digit) => digit.repeat(40)) as [string, string, string];
const ashbySide = { apiKey: "ashby-api-key-1", organization: "example" };
const file = (id: string) => ({ id, name: `${id}.pdf`, handle: id });
const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `c${index}`, name: `Cleo ${index}` }));

/** Both sides, and a store that outlives the runs of a test. */
function createSides(options: Partial<AshbyFakeOptions> = {}, profile: object = {}) {
  const vendor = createAshbyFake({ apiKey: ashbySide.apiKey, largestPage: 2, ...options });
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: hrflowSide.apiSecret, userEmail: hrflowSide.apiUser }],
    ...{ sources: [sourceKey], boards: [boardKey] },
    profiles: [{ source_key: sourceKey, key: profileKey, info: { full_name: "Ada Example" }, ...profile }],
  });
  const store = createMemoryStore();
  const fetch = joinFakes([hrflow, vendor]);
  const pulled = {
    workflowId: "pull",
    originParameters: ashbySide,
    targetParameters: { ...hrflowSide, sourceKey },
  };
  return {
    ...{ vendor, hrflow },
    references: () => hrflow.state.profiles.flatMap(({ reference }) => reference ?? []),
    bodies: () => vendor.requests.map(({ path, json }) => [path, json]),
    pull: (actionParameters: object = {}) => ashby.pullProfileList({ ...pulled, actionParameters }, { fetch, store }),
    pullJobs: () =>
      ashby.pullJobList(
        {
          ...{ workflowId: "jobs", originParameters: ashbySide, targetParameters: { ...hrflowSide, boardKey } },
          actionParameters: { readMode: "incremental" },
        },
        { fetch, store },
      ),
    push: () =>
      ashby.pushProfile(
        {
          workflowId: "push",
          originParameters: { ...hrflowSide, sourceKey, profileKey },
          targetParameters: { ...ashbySide, interviewStageId: "FirstPreInterviewScreen" },
        },
        { fetch, store },
      ),
  };
}

describe("pullProfileList", () => {
  it("reads every page, by the cursor of the one before", async () => {
    const { pull, references, bodies } = createSides({ candidates: people(5) });
    expect((await pull()).status).toBe("success");
    expect(references()).toEqual(["c0", "c1", "c2", "c3", "c4"]);
    expect(bodies()).toEqual([
      ["/candidate.list", {}],
      ["/candidate.list", { cursor: expect.any(String) }],
      ["/candidate.list", { cursor: expect.any(String) }],
    ]);
  });

  it("reads what changed since the sync token, and everything once the token has expired", async () => {
    const { pull, vendor } = createSides({ candidates: people(3) });
    const read = async () => (await pull({ readMode: "incremental" })).events.read_success;
    expect(await read()).toBe(3);
    expect(await read()).toBe(0);
    Object.assign(vendor.state.candidates[0] ?? {}, { name: "Dora" });
    expect(await read()).toBe(1);
    vendor.state.expiredBefore = 1_000;
    expect(await read()).toBe(3);
  });

  it("downloads the resume of a candidate, without the key", async () => {
    const { pull, hrflow, vendor } = createSides({
      candidates: [{ id: "c1", name: "Cleo", resumeFileHandle: file("f1") }],
    });
    expect((await pull()).status).toBe("success");
    const stored = hrflow.state.profiles.find(({ reference }) => reference === "c1");
    expect(JSON.stringify(stored?.attachments)).toContain('"original_file_name":"f1"');
    const [download] = vendor.requests.filter(({ method }) => method === "GET");
    expect(download?.headers.has("authorization")).toBe(false);
  });

  it("sends only reads to Ashby in a dry run, and writes nothing", async () => {
    const { pull, references, bodies } = createSides({ candidates: people(1) });
    expect((await pull({ dryRun: true })).plan?.counts.create).toBe(1);
    expect([references(), bodies()]).toEqual([[], [["/candidate.list", {}]]]);
  });

  it.each([
    ["lacks a permission", { permissions: ["jobsRead"] }, "permission_denied", "missing_endpoint_permission"],
    ["is wrong", { apiKey: "another-key" }, "permission_denied", "the key is not valid"],
  ])("reports a key that %s", async (_, options, code, message) => {
    const { failures } = await createSides({ candidates: people(1), ...options }).pull();
    expect(failures).toMatchObject([{ stage: "read", error: { code, message: expect.stringContaining(message) } }]);
  });
});

describe("pushProfile", () => {
  const postings = [{ id: "p1", jobId: "j1", title: "Baker" }];
  const tags = [{ name: "application_boardKey_jobReference", value: "board_p1" }];

  it("applies to the job of a posting, and adds the text as a note if there is no resume", async () => {
    const { push, vendor } = createSides({ postings }, { tags, text: "A baker" });
    const { receipts } = await push();
    const [candidate] = vendor.state.candidates;
    const [application] = vendor.state.applications;
    expect(receipts.map(({ id }) => id)).toEqual([candidate?.id, application?.id]);
    expect(application).toMatchObject({ status: "Active", job: { id: "j1" } });
    expect(vendor.state.notes).toMatchObject([{ candidateId: candidate?.id, content: "A baker" }]);
  });

  it("adds no second note if the response to the first was lost", async () => {
    const { push, vendor } = createSides({}, { text: "A baker" });
    vendor.injectFault({ kind: "reset", when: "after" }, { path: "/candidate.createNote" });
    expect(await push()).toMatchObject({ status: "success" });
    expect(vendor.state.notes).toHaveLength(1);
  });

  it("stays unsure if the candidate of a lost response has another time than the one that was sent", async () => {
    const { push, vendor } = createSides();
    vendor.injectFault({ kind: "status", status: 500, acted: true }, { path: "/candidate.create" });
    vendor.injectFault({ kind: "status", status: 403 }, { path: "/candidate.list" });
    await push();
    const [candidate] = vendor.state.candidates;
    Object.assign(candidate ?? {}, { createdAt: candidate?.createdAt?.replace(/\.\d+Z$/, ".0004Z") });
    const { failures } = await push();
    expect(failures).toMatchObject([{ error: { code: "unsure" } }]);
    expect(vendor.state.candidates).toHaveLength(1);
  });

  it.each([
    ["invalid_input", "validation_failed", false],
    ["job_not_found", "not_found", false],
    ["generic_internal_error", "vendor_unavailable", true],
    ["a_code_of_tomorrow", "vendor_unavailable", true],
    ["the database cursor timed out", "vendor_unavailable", true],
    ["the session was not found: session_not_found", "vendor_unavailable", true],
  ])("reports %s with status 200 as %s", async (code, expected, retryable) => {
    const { push, vendor } = createSides();
    const body = { success: false, errorInfo: { code }, errors: [code] };
    vendor.injectFault({ kind: "status", status: 200, body }, { path: "/candidate.create" });
    const { failures } = await push();
    expect(failures).toMatchObject([{ error: { code: expected, retryable, message: expect.stringContaining(code) } }]);
  });

  it("creates nothing for a posting that does not exist", async () => {
    const { push, vendor } = createSides({}, { tags });
    expect((await push()).failures).toMatchObject([{ error: { code: "not_found" } }]);
    expect(vendor.state.candidates).toEqual([]);
  });
});

it("reads postings without a time of update in every incremental pull", async () => {
  const postings = ["p1", "p2"].map((id) => ({ id, title: "Baker", jobId: id }));
  const { pullJobs, vendor } = createSides({ postings });
  const undated = vendor.state.postings[1];
  Object.assign(undated ?? {}, { updatedAt: undefined });
  expect((await pullJobs()).events.read_success).toBe(2);
  vendor.state.postings.push({ ...vendor.state.postings[1], id: "p3", jobId: "p3", title: "Cook" });
  const { receipts } = await pullJobs();
  expect(receipts.map(({ reference }) => reference)).toContain("p3");
});

it("checks both sides by reads, and names the permission that is missing", async () => {
  const { fetch } = createAshbyFake({ apiKey: ashbySide.apiKey, permissions: ["jobsRead"] });
  const { findings } = await ashby.check({ action: "pullProfileList", originParameters: ashbySide }, { fetch });
  expect(findings).toMatchObject([{ level: "error", advice: "grant candidatesRead" }]);
  expect(await ashby.check({ action: "pullJobList", originParameters: ashbySide }, { fetch })).toMatchObject({
    ok: true,
  });
});

it("has a typed client, whose data may be an error", async () => {
  const { fetch } = createAshbyFake({ apiKey: "key" });
  const client = createAshbyClient({ apiKey: "key", fetch });
  const { data } = await client.POST("/candidate.info", { body: { id: "c9" } });
  expect(data).toMatchObject({ success: false, errorInfo: { code: "candidate_not_found" } });
});

it.each([
  ["/candidate.list", { limit: 101 }, "invalid_input"],
  ["/candidate.list", { createdAfter: "2026-01-01" }, "invalid_input"],
  ["/candidate.list", { createdAfter: 5, cursor: "elsewhere" }, "cursor_invalid"],
  ["/candidate.list", { syncToken: "mine" }, "sync_token_invalid"],
  ["/candidate.create", { email: "ada@example.com" }, "invalid_input"],
  ["/candidate.create", { name: "Ada", website: "ada.example.com" }, "invalid_input"],
  ["/candidate.create", { name: "Ada", tags: ["x"] }, "invalid_input"],
  ["/application.create", { candidateId: "c9", jobId: "j1" }, "candidate_not_found"],
])("the fake refuses %s with %j, with status 200", async (path, given, code) => {
  const { fetch } = createAshbyFake({ apiKey: "key" });
  const headers = { authorization: `Basic ${btoa("key:")}`, "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(given) };
  const response = await fetch(`https://api.ashbyhq.com${path}`, init);
  expect([response.status, await response.json()]).toMatchObject([200, { success: false, errorInfo: { code } }]);
});
