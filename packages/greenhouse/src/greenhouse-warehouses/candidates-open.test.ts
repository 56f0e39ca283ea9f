import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import type { Fault } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPushWorld, everything, held, noted, type Version, versions, whole } from "../__fixtures__/push-world";
import { fakeTimers } from "../__fixtures__/settle";

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

const lists = { v3: "/custom_field_options", v1: "/degrees" };

describe("a list of schools or degrees that cannot be read", () => {
  it.each<[string, Fault, number]>([
    ["answered 503", { kind: "status", status: 503 }, 5],
    ["answered 401", { kind: "status", status: 401 }, 2],
    ["answered 200 with an HTML page", { kind: "html" }, 1],
  ])("as it %s is read by the next push by Harvest v3, which adds the education alone", async (said, fault, times) => {
    const { fake, push, sentBy } = createPushWorld("v3");
    fake.misbehave(fault, { path: lists.v3, times });
    const first = await push();
    expect(first).toMatchObject({ status: "success", failures: [] });
    const [warning, ...others] = first.receipts[0]?.warnings ?? [];
    const education = 'education "University of London, Master, Mathematics" not added';
    expect(warning?.startsWith(`${education}: the schools of Greenhouse could not be read: `)).toBe(true);
    expect(warning).toContain(said);
    expect(others).toEqual([]);
    expect(held(fake)).toEqual([1, 1, 2, 0, 1]);

    const second = await sentBy();
    expect([...new Set(second)]).toEqual([
      "GET /candidates",
      "GET /custom_field_options",
      "POST /candidate_educations",
    ]);
    expect(held(fake)).toEqual(everything);
    expect(await sentBy()).toEqual([]);
    const { receipts } = await push();
    expect(receipts).toMatchObject([{ id: first.receipts[0]?.id, replayed: true }]);
    expect(receipts[0]).not.toHaveProperty("warnings");
  });

  it("just now costs what it would have told by Harvest v1, where educations travel within the create", async () => {
    const { fake, push, sentBy } = createPushWorld("v1");
    fake.misbehave({ kind: "status", status: 503 }, { path: lists.v1, times: 5 });
    const { status, receipts } = await push();
    expect(status).toBe("success");
    expect(receipts[0]?.warnings?.[0]).toMatch(/^the degrees of Greenhouse could not be read: .* answered 503/);
    expect(fake.state.educations).toMatchObject([{ degree_custom_field_option_id: null }]);
    expect(await sentBy()).toEqual([]);
  });

  it.each(versions)("for good is a warning, and nothing is left to do, by Harvest %s", async (version) => {
    const { fake, push, sentBy } = createPushWorld(version);
    fake.misbehave({ kind: "status", status: 403 }, { path: lists[version], times: 5 });
    const { receipts } = await push();
    expect(receipts[0]?.warnings?.join()).toContain("could not be read");
    expect(await sentBy()).toEqual([]);
    expect((await push()).receipts[0]).toMatchObject({ warnings: receipts[0]?.warnings, replayed: true });
  });
});

describe.each<{ version: Version; path: string; profile: HrflowProfile; tries?: number }>([
  { version: "v3", path: "/candidate_employments", profile: whole },
  { version: "v3", path: "/candidate_educations", profile: whole },
  { version: "v3", path: "/attachments", profile: whole, tries: 2 },
  { version: "v3", path: "/notes", profile: noted },
  { version: "v1", path: "/candidates/{id}/attachments", profile: whole, tries: 2 },
])("POST $path of Harvest $version", ({ version, path, profile, tries = 1 }) => {
  it.each<[string, Fault, number]>([
    ["breaks", { kind: "reset", when: "before" }, 1],
    ["answers 503", { kind: "status", status: 503 }, 1],
    ["answers 429 for too long", { kind: "status", status: 429 }, 5],
    ["answers 401", { kind: "status", status: 401 }, version === "v3" ? 2 : 1],
  ])("that %s is a warning, and is sent by the next push, alone", async (_, fault, times) => {
    const { fake, push, sentBy } = createPushWorld(version, profile);
    fake.misbehave(fault, { method: "POST", path, times });
    const { status, receipts } = await push();
    expect(status).toBe("success");
    expect(receipts[0]?.warnings?.length).toBeGreaterThan(0);
    vi.setSystemTime(Date.now() + 600_000);
    const writes = (await sentBy()).filter((call) => call.startsWith("POST"));
    expect(writes).toEqual([`POST ${path}`]);
    expect(await sentBy()).toEqual([]);
  });

  it("that answers 422 is a warning that stays, and is not sent again", async () => {
    const { fake, push, sentBy } = createPushWorld(version, profile);
    fake.misbehave({ kind: "status", status: 422, body: { message: "No." } }, { method: "POST", path, times: tries });
    const { receipts } = await push();
    expect(receipts[0]?.warnings?.join()).toContain("answered 422: No.");
    expect(await sentBy()).toEqual([]);
    expect((await push()).receipts).toEqual(receipts.map((receipt) => ({ ...receipt, replayed: true })));
  });
});
