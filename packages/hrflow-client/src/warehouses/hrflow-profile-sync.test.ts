import { createMemoryStore } from "@hrflow-connectors/core";
import { stopTime } from "@hrflow-connectors/testing/vitest";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSource, sourceKey } from "../__fixtures__/profile-target";
import type { HrflowProfileItem } from "./profile-fields";

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

const people = (count: number): HrflowProfileItem[] =>
  Array.from({ length: count }, (_, n) => ({ reference: `p${n}`, info: { full_name: `Person ${n}` }, text: "" }));

/** A source with a profile that people added, and six of one workflow. */
async function filled() {
  const manual = { source_key: sourceKey, reference: "manual", info: { full_name: "Manual" }, text: "" };
  const source = createSource({ profiles: [manual] });
  const store = createMemoryStore();
  const sync = async (items: HrflowProfileItem[], deleted: string[], parameters: object = {}, dryRun = false) => {
    const { result } = await source.write(items, { sync: true, ...parameters }, { store, deleted, dryRun });
    return result;
  };
  await sync(people(6), []);
  const live = () => source.hrflow.state.profiles.filter((one) => !one.archived_at).map(({ reference }) => reference);
  const patches = () => source.hrflow.requests.filter(({ method }) => method === "PATCH");
  return { ...source, sync, live, patches };
}

test("archives the profile of what the origin deleted by its key, and leaves what people added", async () => {
  const { sync, live, patches, hrflow } = await filled();
  const gone = hrflow.state.profiles.find(({ reference }) => reference === "p5");
  expect(await sync(people(5), ["p5", "manual", "other"])).toMatchObject({
    status: "success",
    archiving: { archived: 1 },
    events: { write_success: 5 },
  });
  expect(live()).toEqual(["manual", "p0", "p1", "p2", "p3", "p4"]);
  expect(patches().map(({ json, status }) => [json, status])).toEqual([
    [{ source_key: sourceKey, key: gone?.key, is_archive: 1 }, 200],
  ]);
});

test("leaves a profile whose item is not read and not deleted", async () => {
  const { sync, patches } = await filled();
  expect((await sync(people(5), ["other"])).archiving).toEqual({ archived: 0 });
  expect(patches()).toEqual([]);
});

test("archives nothing without sync, and in a dry run only says so", async () => {
  const { sync, patches } = await filled();
  expect(await sync(people(5), ["p5"], { sync: false })).not.toHaveProperty("archiving");
  const { plan } = await sync(people(5), ["p5"], {}, true);
  expect(plan?.items.at(-1)).toMatchObject({ action: "archive", reference: "p5" });
  expect(patches()).toEqual([]);
});

test("archives none if more are gone than archiveLimit allows, counted by every page of the source", async () => {
  const { sync, live, hrflow } = await filled();
  const skipped = "2 of 7 live records are no longer at the origin: more than the limit of 0.2 allows";
  expect((await sync(people(4), ["p4", "p5"])).archiving).toEqual({ archived: 0, skipped });
  const before = hrflow.requests.length;
  const first = hrflow.state.profiles[0];
  for (let n = 0; n < 150; n += 1)
    if (first) hrflow.state.profiles.push({ ...first, id: 1_000 + n, key: `k${n}`, reference: `other ${n}` });
  expect((await sync(people(4), ["p4", "p5"], { archiveLimit: 0.02 })).archiving).toEqual({ archived: 2 });
  expect(live()).not.toContain("p4");
  const lists = hrflow.requests.slice(before).filter(({ path }) => path === "/storing/profiles");
  expect(lists.map(({ url }) => new URL(url).searchParams.get("page"))).toEqual(["1", "2"]);
});

test.each([
  ["of another source", { source_key: "c".repeat(40) }],
  ["that is archived", { archived_at: "2026-01-02T03:04:05+0000" }],
])("counts no profile %s, which would let more be archived", async (_, shown) => {
  const { sync, hrflow } = await filled();
  const [first] = hrflow.state.profiles;
  const others = Array.from({ length: 10 }, (_, n) => ({ ...first, key: `k${n}`, ...shown }));
  const data = [...hrflow.state.profiles, ...others];
  const body = { code: 200, message: "OK", meta: { maxPage: 1 }, data };
  hrflow.injectFault({ kind: "status", status: 200, body }, { method: "GET", path: "/storing/profiles" });
  const { archiving } = await sync(people(5), ["p5"], { archiveLimit: 0.1 });
  expect(archiving).toMatchObject({ archived: 0, skipped: expect.stringContaining("1 of 7 live records") });
});

test("counts a profile as archived that does not exist any more", async () => {
  const { sync, hrflow } = await filled();
  const gone = { code: 400, message: "Invalid parameters. Unable to find object: profile" };
  hrflow.injectFault({ kind: "status", status: 400, body: gone }, { method: "PATCH" });
  expect(await sync(people(5), ["p5"])).toMatchObject({ status: "success", archiving: { archived: 1 } });
});

test("reports a profile that could not be archived as a failure, and the next run archives it", async () => {
  const { sync, hrflow } = await filled();
  hrflow.injectFault({ kind: "status", status: 403, body: { code: 403, message: "No." } }, { method: "PATCH" });
  expect(await sync(people(5), ["p5"])).toMatchObject({
    status: "success_with_failures",
    failures: [{ stage: "write", reference: "p5", error: { code: "permission_denied", status: 403 } }],
  });
  expect((await sync(people(5), ["p5"])).archiving).toEqual({ archived: 1 });
});

test.each([0, 1, "0.2"])("refuses an archiveLimit of %j", async (archiveLimit) => {
  const { result } = await createSource().write(people(1), { sync: true, archiveLimit } as object, {
    store: createMemoryStore(),
  });
  expect(result).toMatchObject({
    reason: "bad_target_parameters",
    failures: [{ reference: "targetParameters.archiveLimit" }],
  });
});

test("needs a store", async () => {
  const { result } = await createSource().write(people(1), { sync: true });
  expect(result).toMatchObject({ reason: "bad_target_parameters", failures: [{ reference: "targetParameters.sync" }] });
});
