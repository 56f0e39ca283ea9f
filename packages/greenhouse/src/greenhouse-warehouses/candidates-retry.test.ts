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

const lists = { v3: "/custom_field_options", v1: "/degrees" };

describe("a list of schools or degrees that cannot be read", () => {
  it.each<[string, Fault, number, object]>([
    ["responded with 503", { kind: "status", status: 503 }, 100, { status: "success", failures: [] }],
    // A refused credential ends the run, and the receipt stays.
    ["responded with 401", { kind: "status", status: 401 }, 100, { status: "fatal", failures: [{ stage: "write" }] }],
    ["responded with 200 and an HTML page", { kind: "html" }, 100, { status: "success", failures: [] }],
  ])("since it %s is read by the next push by Harvest v3, which adds only the education", async (...given) => {
    const [message, fault, times, outcome] = given;
    const { fake, push, callsOfPush } = createPushScenario("v3");
    fake.injectFault(fault, { path: lists.v3, times });
    const first = await push();
    expect(first).toMatchObject(outcome);
    const [warning, ...others] = first.receipts[0]?.warnings ?? [];
    const education =
      "education: University of London, Master, Mathematics from 2010-09-01 to 2014-06-30 was not added";
    expect(warning?.startsWith(`${education}: the schools of Greenhouse could not be read: `)).toBe(true);
    expect(warning).toContain(message);
    expect(others).toEqual([]);
    expect(countRecords(fake)).toEqual([1, 1, 2, 0, 1]);
    fake.clearFaults();

    const second = await callsOfPush();
    expect([...new Set(second)]).toEqual(["GET /custom_field_options", "POST /candidate_educations"]);
    expect(countRecords(fake)).toEqual(allRecords);
    expect(await callsOfPush()).toEqual([]);
    const { receipts } = await push();
    expect(receipts).toMatchObject([{ id: first.receipts[0]?.id, replayed: true }]);
    expect(receipts[0]).not.toHaveProperty("warnings");
  });

  it("costs only its own options by Harvest v1, where educations are part of the create", async () => {
    const { fake, push, callsOfPush } = createPushScenario("v1");
    fake.injectFault({ kind: "status", status: 503 }, { path: lists.v1, times: 5 });
    const { status, receipts } = await push();
    expect(status).toBe("success");
    expect(receipts[0]?.warnings?.[0]).toMatch(/^the degrees of Greenhouse could not be read: .* responded with 503/);
    expect(fake.state.educations).toMatchObject([{ degree_custom_field_option_id: null }]);
    expect(await callsOfPush()).toEqual([]);
  });

  it.each(versions)("since it is refused is a warning by Harvest %s, and the delivery is complete", async (version) => {
    const { fake, push, callsOfPush } = createPushScenario(version);
    fake.injectFault({ kind: "status", status: 403 }, { path: lists[version], times: 5 });
    const { receipts } = await push();
    expect(receipts[0]?.warnings?.join()).toContain("could not be read");
    expect(await callsOfPush()).toEqual([]);
    expect((await push()).receipts[0]).toMatchObject({ warnings: receipts[0]?.warnings, replayed: true });
  });
});

describe.each<{ version: Version; path: string; profile: HrflowProfile; attempts?: number }>([
  { version: "v3", path: "/candidate_employments", profile: profileWithResume },
  { version: "v3", path: "/candidate_educations", profile: profileWithResume },
  { version: "v3", path: "/attachments", profile: profileWithResume, attempts: 2 },
  { version: "v3", path: "/notes", profile: profileWithNote },
  { version: "v1", path: "/candidates/{id}/attachments", profile: profileWithResume, attempts: 2 },
])("POST $path of Harvest $version", ({ version, path, profile, attempts = 1 }) => {
  it.each<[string, Fault, number, string]>([
    ["breaks", { kind: "reset", when: "before" }, 1, "success"],
    ["responds with 503", { kind: "status", status: 503 }, 1, "success"],
    ["responds with 429 for too long", { kind: "status", status: 429 }, 100, "success"],
    // A refused credential ends the run, and the receipt stays.
    ["responds with 401", { kind: "status", status: 401 }, 100, "fatal"],
  ])("that %s is a warning, and only it is sent by the next push", async (_, fault, times, outcome) => {
    const { fake, push, callsOfPush } = createPushScenario(version, profile);
    fake.injectFault(fault, { method: "POST", path, times });
    const { status, receipts } = await push();
    expect(status).toBe(outcome);
    expect(receipts[0]?.warnings?.length).toBeGreaterThan(0);
    fake.clearFaults();
    vi.setSystemTime(Date.now() + 600_000);
    const writes = (await callsOfPush()).filter((call) => call.startsWith("POST"));
    expect([...new Set(writes)]).toEqual([`POST ${path}`]);
    expect(await callsOfPush()).toEqual([]);
  });

  it("that responds with 422 is a warning that stays, and is not sent again", async () => {
    const { fake, push, callsOfPush } = createPushScenario(version, profile);
    fake.injectFault(
      { kind: "status", status: 422, body: { message: "No." } },
      { method: "POST", path, times: attempts },
    );
    const { receipts } = await push();
    expect(receipts[0]?.warnings?.join()).toContain("responded with 422: No.");
    expect(await callsOfPush()).toEqual([]);
    expect((await push()).receipts).toEqual(receipts.map((receipt) => ({ ...receipt, replayed: true })));
  });
});
