import { createMemoryStore } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import type { Fault } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  allRecords,
  countRecords,
  createPushScenario,
  profileWithNote,
  profileWithResume,
  type Version,
  versions,
} from "../__fixtures__/push-scenario";
import { fakeTimers } from "../__fixtures__/settle";

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

const createCandidate = { method: "POST", path: "/candidates" };
const lost: Fault = { kind: "reset", when: "after" };
const unacted: Fault = { kind: "status", status: 500 };

describe.each(versions)("of two people with one name and no address, by Harvest %s, the second", (version) => {
  it.each([
    ["the same store", true],
    ["a store of its own", false],
  ])("is not taken for the first if its create failed, with %s", async (_, isShared) => {
    const first = createPushScenario(version, profileWithNote);
    expect(await first.push()).toMatchObject({ status: "success" });
    vi.setSystemTime(Date.now() + 20_000);
    const store = isShared ? first.store : createMemoryStore();
    const second = createPushScenario(version, { ...profileWithNote, key: "other" }, { fake: first.fake, store });
    second.fake.injectFault(unacted, createCandidate);
    expect(await second.push()).toMatchObject({ status: "fatal", receipts: [] });
    expect(await second.push()).toMatchObject({ status: "success", receipts: [{ id: expect.any(String) }] });
    const { candidates, notes } = first.fake.state;
    expect(candidates).toHaveLength(2);
    expect(new Set(notes.map(({ candidate_id }) => candidate_id)).size).toBe(notes.length);
  });

  it("is found again if only its response was lost", async () => {
    const first = createPushScenario(version, profileWithNote);
    await first.push();
    vi.setSystemTime(Date.now() + 20_000);
    const { fake } = first;
    const second = createPushScenario(version, { ...profileWithNote, key: "other" }, { fake });
    fake.injectFault(lost, createCandidate);
    const { status, receipts } = await second.push();
    expect(status).toBe("success");
    expect(fake.state.candidates.map(({ id }) => String(id))).toContain(receipts[0]?.id);
    expect(fake.state.candidates).toHaveLength(2);
  });
});

describe.each(versions)("a candidate whose response was lost, by Harvest %s,", (version) => {
  it.each([
    ["6 minutes fast", -6 * 60_000],
    ["6 minutes slow", 6 * 60_000],
  ])("is found although our clock is %s", async (_, clockSkewMs) => {
    for (const profile of [profileWithResume, profileWithNote]) {
      const { fake, push } = createPushScenario(version, profile, { options: { clockSkewMs } });
      fake.injectFault(lost, createCandidate);
      expect(await push()).toMatchObject({ status: "success" });
      expect(fake.state.candidates).toHaveLength(1);
    }
  });

  it("is found although Greenhouse stores its name in another spelling", async () => {
    const info = { first_name: "  Zoe\u0308  Marie ", last_name: "O’Neil\u00a0 Strauß" };
    const profile = { ...profileWithResume, info: { ...profileWithResume.info, ...info } };
    const { fake, push } = createPushScenario(version, profile, { options: { strict: true } });
    fake.injectFault(lost, createCandidate);
    expect(await push()).toMatchObject({ status: "success" });
    expect(countRecords(fake)).toEqual(allRecords);
  });
});

describe("an unfinished delivery", () => {
  const profile = {
    ...profileWithResume,
    tags: [1, 2].map((job) => ({ name: "greenhouse_job_id", value: 4000000122 + job })),
  };
  const complete = [1, 2, 2, 1, 1];
  const others = { v1: "v3", v3: "v1" } as const;

  /** Leaves the resume to the next run. */
  async function begin(version: Version) {
    const scenario = createPushScenario(version, profile);
    const path = version === "v3" ? "/attachments" : "/candidates/{id}/attachments";
    scenario.fake.injectFault({ kind: "status", status: 429 }, { method: "POST", path, times: 20 });
    const result = await scenario.push();
    expect(result).toMatchObject({ status: "success" });
    expect(result.receipts[0]?.warnings?.join()).toContain("resume was not added");
    expect(countRecords(scenario.fake)).toEqual([1, 2, 2, 1, 0]);
    scenario.fake.clearFaults();
    const other = createPushScenario(others[version], profile, scenario);
    return { ...scenario, other };
  }

  it("of Harvest v1 is finished by Harvest v3 without anything twice", async () => {
    const { fake, other } = await begin("v1");
    const { status, receipts } = await other.push();
    expect(status).toBe("success");
    expect(receipts).toHaveLength(2);
    expect(receipts[0]).not.toHaveProperty("warnings");
    expect(countRecords(fake)).toEqual(complete);
    expect((await other.push()).receipts).toEqual(receipts.map((receipt) => ({ ...receipt, replayed: true })));
  });

  it("of Harvest v1 keeps its warnings when Harvest v3 finishes it", async () => {
    const scenario = createPushScenario("v1", profile);
    const path = "/candidates/{id}/attachments";
    scenario.fake.injectFault({ kind: "html" }, { method: "GET", path: "/schools" });
    scenario.fake.injectFault({ kind: "status", status: 429 }, { method: "POST", path, times: 20 });
    await scenario.push();
    scenario.fake.clearFaults();
    const { receipts } = await createPushScenario("v3", profile, scenario).push();
    expect(receipts[0]?.warnings).toEqual([
      expect.stringContaining("schools of Greenhouse could not be read"),
      expect.stringContaining("education sent without school"),
    ]);
  });

  it("of Harvest v3 is refused to Harvest v1 with the way out, and finished by Harvest v3", async () => {
    const { fake, other, push } = await begin("v3");
    const refused = await other.push();
    expect(refused).toMatchObject({ status: "fatal", reason: "write_failure", receipts: [] });
    expect(refused.failures[0]?.error.message).toContain("push it with the credential of Harvest v3");
    expect(countRecords(fake)).toEqual([1, 2, 2, 1, 0]);
    expect(await push()).toMatchObject({ status: "success" });
    expect(countRecords(fake)).toEqual(complete);
  });

  it("of Harvest v1 whose candidate may exist is adopted by Harvest v3, with what the create carried", async () => {
    const scenario = createPushScenario("v1", profile);
    scenario.fake.injectFault(lost, createCandidate);
    scenario.fake.injectFault(unacted, { method: "GET", path: "/candidates", times: 20 });
    expect(await scenario.push()).toMatchObject({ status: "fatal" });
    scenario.fake.clearFaults();
    const { push, fake } = createPushScenario("v3", profile, scenario);
    expect(await push()).toMatchObject({ status: "success" });
    expect(countRecords(fake)).toEqual(complete);
  });

  it.each(versions)("that %s finished is replayed by the other protocol", async (version) => {
    const scenario = createPushScenario(version, profile);
    const { receipts } = await scenario.push();
    const other = await createPushScenario(others[version], profile, scenario).push();
    expect(other.receipts).toEqual(receipts.map((receipt) => ({ ...receipt, replayed: true })));
    expect(countRecords(scenario.fake)).toEqual(complete);
  });
});

describe("a profile that changes while its delivery is unfinished", () => {
  const jobs = (...ids: number[]) => ids.map((value) => ({ name: "greenhouse_job_id", value }));
  const job = (id: number) => Number(`40000001${id}`);
  const [clerk, analyst] = profileWithResume.experiences ?? [];

  /** Leaves the resume to the next run, which has another profile. */
  async function change(version: Version, before: Partial<HrflowProfile>, after: Partial<HrflowProfile>) {
    const scenario = createPushScenario(version, { ...profileWithResume, ...before });
    const path = version === "v3" ? "/attachments" : "/candidates/{id}/attachments";
    scenario.fake.injectFault({ kind: "status", status: 429 }, { method: "POST", path, times: 20 });
    expect(await scenario.push()).toMatchObject({ status: "success" });
    scenario.fake.clearFaults();
    const later = createPushScenario(version, { ...profileWithResume, ...after }, scenario);
    return { result: await later.push(), push: later.push, ...scenario.fake.state };
  }

  it("applies to each job once, whichever job comes first later", async () => {
    const before = { tags: jobs(job(77)) };
    const { result, applications } = await change("v3", before, { tags: jobs(job(78), job(77)) });
    expect(result).toMatchObject({ status: "success", failures: [] });
    expect(result.receipts).toHaveLength(2);
    expect(applications.map(({ job_id }) => job_id).sort()).toEqual([job(77), job(78)]);
  });

  it("fails by name where Harvest v1 cannot add the job, and Harvest v3 finishes it", async () => {
    const before = { tags: jobs(job(77)) };
    const after = { tags: jobs(job(78), job(77)) };
    const { result, applications } = await change("v1", before, after);
    expect(result.failures[0]?.error).toMatchObject({
      code: "partial_write",
      message: expect.stringContaining(
        `application of job ${job(78)}: an earlier push created the candidate without it`,
      ),
    });
    expect(applications.map(({ job_id }) => job_id)).toEqual([job(77)]);
  });

  it("has each employment once, whichever comes first later", async () => {
    const other = { ...clerk, company: "New Mills" } as typeof clerk;
    const before = { experiences: [clerk, analyst] as never };
    const { result, employments } = await change("v3", before, { experiences: [other, clerk, analyst] as never });
    expect(result).toMatchObject({ status: "success", failures: [] });
    expect(employments.map(({ company_name }) => company_name).sort()).toEqual(["Engines", "New Mills", "Old Mills"]);
  });

  it.each(versions)("and was delivered by Harvest %s with an old address is marked as changed", async (version) => {
    const info = { ...profileWithResume.info, email: "new@example.org" };
    const { result, push, candidates } = await change(version, {}, { info });
    expect(result.status).toBe("success");
    expect((await push()).receipts).toMatchObject([{ replayed: true, changed: true }]);
    expect(candidates).toHaveLength(1);
    expect(candidates[0]?.email_addresses).toMatchObject([{ value: "ada@example.org" }]);
  });
});
