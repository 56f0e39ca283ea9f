import type { Fetch, Store } from "@hrflow-connectors/core";
import { crashAt, endTurns, type GreenhouseFake } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  allRecords,
  countRecords,
  createPushScenario,
  profileWithResume,
  type Version,
  versions,
} from "../__fixtures__/push-scenario";
import { fakeTimers, settle } from "../__fixtures__/settle";

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

describe.each<[Version, number]>([
  ["v3", 0],
  ["v1", 0],
  ["v1", 25_000],
])("a process that is killed at any moment of a push by Harvest %s and restarted at once", (version, builtAfterMs) => {
  it(`leaves one complete candidate, even if it is visible only after ${builtAfterMs} ms`, async () => {
    for (let point = 1; ; point++) {
      const scenario = createPushScenario(version, profileWithResume, { options: { v1ReadableAfterMs: builtAfterMs } });
      const crash = crashAt(point, scenario);
      const first = await settle(Promise.race([scenario.run(crash), crash.died]), 250);
      if (first !== "died") return expect(point).toBeGreaterThan(15);
      const second = await scenario.push();
      expect(second, `killed at moment ${point}`).toMatchObject({ status: "success", failures: [] });
      expect(second.receipts[0]?.warnings ?? [], `killed at moment ${point}`).toEqual([]);
      expect(countRecords(scenario.fake), `killed at moment ${point}`).toEqual(allRecords);
    }
  });
});

describe("parts that differ only in their period or spelling", () => {
  const [education] = profileWithResume.educations ?? [];
  const later = { ...education, date_start: "2014-09-01", date_end: "2015-06-30" };
  const inCapitals = { ...education, school: "UNIVERSITY OF LONDON" };
  const [employment] = profileWithResume.experiences ?? [];
  const longer = { ...employment, date_end: "2019-12-31" };
  const profile = {
    ...profileWithResume,
    educations: [education, education, later, inCapitals] as never,
    experiences: [employment, employment, longer] as never,
  };
  const periods = ({ state }: GreenhouseFake) => ({
    educations: state.educations.map(({ start_at }) => start_at?.slice(0, 10)).sort(),
    employments: state.employments.map(({ end_date }) => end_date).sort(),
  });
  const each = {
    educations: ["2010-09-01", "2010-09-01", "2014-09-01"],
    employments: ["2018-12-31", "2019-12-31"],
  };

  it.each(versions)("are added once each by Harvest %s", async (version) => {
    const { fake, push } = createPushScenario(version, profile);
    expect((await push()).receipts[0]).not.toHaveProperty("warnings");
    expect(periods(fake)).toEqual(each);
  });

  it("are added once each by Harvest v3, at whatever moment the process is killed", async () => {
    for (let point = 1; ; point++) {
      const scenario = createPushScenario("v3", profile);
      const crash = crashAt(point, scenario);
      const first = await settle(Promise.race([scenario.run(crash), crash.died]), 250);
      if (first !== "died") return expect(point).toBeGreaterThan(30);
      expect(await scenario.push(), `killed at moment ${point}`).toMatchObject({ status: "success", failures: [] });
      expect(periods(scenario.fake), `killed at moment ${point}`).toEqual(each);
    }
  });
});

const lookups = ({ requests }: GreenhouseFake) => requests.filter(({ method }) => method === "GET").length;
const withoutLists = { ...profileWithResume, educations: [] };

it.each(versions)("adopts what Harvest %s creates from a request that outlasts its process", async (version) => {
  const { fake, run, fetch, store } = createPushScenario(version, withoutLists);
  const never = new Promise<never>(() => {});
  let create: Request | undefined;
  let die = (_: "died") => {};
  const died = new Promise<"died">((resolve) => {
    die = resolve;
  });
  const dying: Fetch = async (request) => {
    const { method, url, headers } = request;
    if (create) return never;
    if (method !== "POST" || !url.endsWith("/candidates")) return fetch(request);
    create = new Request(url, { method, headers, body: await request.text() });
    endTurns();
    die("died");
    return never;
  };
  const dyingStore: Store = { ...store, setItem: (key, value) => (create ? never : store.setItem(key, value)) };
  await settle(Promise.race([run({ fetch: dying, store: dyingStore }), died]), 10);

  /** The request arrives right after the first lookup of what it creates. */
  const passing: Fetch = async (request) => {
    const response = await fetch(request);
    // The dead process looked once, before its create.
    const isFirstLookup = request.method === "GET" && lookups(fake) === 2;
    if (isFirstLookup && create) expect((await fetch(create)).status).toBe(201);
    return response;
  };
  expect(await settle(run({ fetch: passing, store }), 10)).toMatchObject({ status: "success" });
  expect(fake.state.candidates).toHaveLength(1);
  const creates = fake.requests.filter(({ method, path }) => method === "POST" && path.endsWith("/candidates"));
  expect(creates).toHaveLength(1);
});

it("looks once in the run whose response was lost, and adopts the candidate in the next one, once it is built", async () => {
  const { fake, push } = createPushScenario("v1", withoutLists, { options: { v1ReadableAfterMs: 25_000 } });
  fake.injectFault({ kind: "reset", when: "after" }, { method: "POST", path: "/candidates" });
  expect(await push()).toMatchObject({ status: "fatal", reason: "write_failure", receipts: [] });
  // Before the create, and after it.
  expect(lookups(fake)).toBe(2);
  expect(await push()).toMatchObject({ status: "success" });
  expect(fake.state.candidates).toHaveLength(1);
});

it("creates nothing and looks no more when the run is stopped while it waits", async () => {
  const { fake, push, run, fetch, store } = createPushScenario("v1", withoutLists);
  fake.injectFault({ kind: "reset", when: "before" }, { method: "POST", path: "/candidates" });
  await push();
  const controller = new AbortController();
  const stopping: Fetch = async (request) => {
    const response = await fetch(request);
    if (lookups(fake) === 3) setTimeout(() => controller.abort());
    return response;
  };
  const result = await settle(run({ fetch: stopping, store, signal: controller.signal }), 50);
  expect(result).toMatchObject({ status: "fatal", reason: "aborted", receipts: [] });
  expect(lookups(fake)).toBe(3);
  expect(fake.state.candidates).toEqual([]);
});

it("attaches the resume in a later push if Harvest v1 was too slow to build the candidate", async () => {
  const { fake, push, callsOfPush } = createPushScenario("v1", profileWithResume, {
    options: { v1ReadableAfterMs: 300_000 },
  });
  const { receipts } = await push();
  expect(receipts[0]?.warnings?.join()).toContain("resume was not added");
  vi.setSystemTime(Date.now() + 300_000);
  expect((await callsOfPush()).filter((call) => call.startsWith("POST"))).toEqual([
    "POST /candidates/{id}/attachments",
  ]);
  expect(countRecords(fake)).toEqual(allRecords);
});
