import { createMemoryStore, type RunOptions, readDeadLetters } from "@hrflow-connectors/core";
import {
  crashAt,
  createGreenhouseFake,
  createHrflowFake,
  type Fault,
  joinFakes,
} from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fullJob } from "./__fixtures__/board-job";
import { originParameters, v1Parameters, v3Parameters } from "./__fixtures__/push-input";
import { fakeTimers, settle } from "./__fixtures__/settle";
import { greenhouse } from "./greenhouse-connector";

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

const sourceKey = "5".repeat(40);
const { apiSecret, apiUser } = originParameters;
const many = { requests: 1e6, perMs: 1, burst: 1e6 };
const hour = 3_600_000;
const job = 4000000123;
const boards = { acme: { name: "Acme", jobs: [{ ...fullJob, id: job }] } };
const keyOf = (index: number) => index.toString(16).padStart(40, "0");
const applies = [{ name: "greenhouse_job_id", value: String(job) }];

const profile = (index: number, more: object = {}) => ({
  ...{ source_key: sourceKey, key: keyOf(index), reference: `person-${index}` },
  created_at: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString().replace(".000Z", "+0000"),
  info: { first_name: "Person", last_name: String(index), email: `person-${index}@example.org` },
  ...{ text: "", tags: applies, ...more },
});

/** A source with so many profiles, an account of Greenhouse, and a store. They outlive the runs of a test. */
function createScenario(count: number, more: (index: number) => object = () => ({})) {
  const hrflow = createHrflowFake({
    ...{ strict: true, accounts: [{ apiKey: apiSecret, userEmail: apiUser }], sources: [sourceKey] },
    profiles: Array.from({ length: count }, (_, index) => profile(index, more(index))),
  });
  const fake = createGreenhouseFake({ strict: true, limits: { v3: 10_000, v1: 10_000 }, jobs: [job], boards });
  const fetch = joinFakes([hrflow, fake]);
  const store = createMemoryStore();
  const pushList = (
    { targetParameters = v3Parameters as object, readMode = "incremental", ...options } = {} as RunOptions & {
      targetParameters?: object;
      readMode?: "sync" | "incremental";
    },
  ) =>
    greenhouse.pushProfileList(
      {
        workflowId: "w",
        actionParameters: { readMode },
        originParameters: { apiSecret, apiUser, sourceKey },
        targetParameters: targetParameters as typeof v3Parameters,
      },
      { fetch, store, rateLimits: { hrflow: many }, ...options },
    );
  const pushOne = (index: number) =>
    greenhouse.pushProfile(
      {
        workflowId: "one",
        originParameters: { apiSecret, apiUser, sourceKey, profileKey: keyOf(index) },
        targetParameters: v3Parameters,
      },
      { fetch, store },
    );
  /** Changes a profile in the source, as HrFlow.ai does. */
  const change = (index: number, fields: object) => {
    const found = hrflow.state.profiles.find(({ key }) => key === keyOf(index));
    Object.assign(found ?? {}, fields, { updated_at: new Date().toISOString() });
  };
  const names = () => fake.state.candidates.map(({ last_name }) => Number(last_name)).sort((a, b) => a - b);
  return { hrflow, fake, fetch, store, pushList, pushOne, change, names };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("a push of a source to Greenhouse that runs every hour", () => {
  it.each([
    ["Harvest v3", v3Parameters],
    ["Harvest v1", v1Parameters],
    ["the Job Board API", { boardToken: "acme", boardApiKey: "board-key-1" }],
  ])("sends every profile once by %s, and then only the new one", async (_, targetParameters) => {
    const { pushList, hrflow, fake, names } = createScenario(120);
    expect(await settle(pushList({ targetParameters }))).toMatchObject({
      status: "success",
      events: { write_success: 120 },
    });
    vi.setSystemTime(Date.now() + hour);
    const before = fake.requests.length;
    expect(await settle(pushList({ targetParameters }))).toMatchObject({ status: "success" });
    expect(fake.requests.slice(before).filter(({ path }) => path !== "/token")).toEqual([]);
    const template = hrflow.state.profiles[0] as object;
    const added = { ...template, ...profile(120), updated_at: new Date().toISOString() };
    hrflow.state.profiles.push(added as never);
    vi.setSystemTime(Date.now() + hour);
    expect(await settle(pushList({ targetParameters }))).toMatchObject({
      events: { read_success: 1, write_success: 1 },
    });
    expect(names()).toEqual(numbers(121));
  });

  it("loses only the profile whose tags name no job, and pushes it once they do", async () => {
    const { pushList, change, store, names } = createScenario(5, (index) => (index === 2 ? { tags: [] } : {}));
    const first = await settle(pushList());
    expect(first).toMatchObject({ status: "success_with_failures", events: { write_success: 4, format_failure: 1 } });
    expect(first.failures).toMatchObject([{ stage: "format", reference: "person-2" }]);
    vi.setSystemTime(Date.now() + hour);
    // Refused for good: it does not hold up the workflow, and is tried again when it changes.
    expect(await settle(pushList())).toMatchObject({ status: "success", events: { read_success: 0 } });
    change(2, { tags: applies });
    vi.setSystemTime(Date.now() + hour);
    expect(await settle(pushList())).toMatchObject({
      status: "success",
      events: { read_success: 1, write_success: 1 },
    });
    expect(names()).toEqual(numbers(5));
    for await (const letter of readDeadLetters(store, {})) expect(letter).toBeUndefined();
  });

  it("agrees with pushProfile about who was delivered", async () => {
    const { pushList, pushOne, names } = createScenario(3);
    const one = await settle(pushOne(1));
    const all = await settle(pushList());
    expect(all.receipts.find(({ reference }) => reference === "person-1")).toEqual({
      ...one.receipts[0],
      replayed: true,
    });
    expect((await settle(pushOne(2))).receipts).toMatchObject([{ replayed: true }]);
    expect(names()).toEqual(numbers(3));
  });

  it.each<[string, Fault, string]>([
    ["a storm of 429", { kind: "status", status: 429, retryAfter: "seconds" }, "/candidates"],
    ["lost responses", { kind: "reset", when: "after" }, "/candidates"],
    ["503 of the list", { kind: "status", status: 503 }, "/storing/profiles"],
  ])("leaves each person once after %s, in two runs at most", async (_, fault, path) => {
    const { pushList, fake, hrflow, names } = createScenario(30);
    const vendor = path === "/candidates" ? fake : hrflow;
    vendor.injectFault(fault, { path, times: 4, ...(path === "/candidates" ? { method: "POST" } : {}) });
    await settle(pushList());
    vi.setSystemTime(Date.now() + hour);
    expect(await settle(pushList())).toMatchObject({ status: "success" });
    expect(names()).toEqual(numbers(30));
  });

  it("leaves each person once if its process is killed at any moment and it is run again", async () => {
    for (let point = 1; ; point++) {
      const { pushList, fetch, store, names } = createScenario(3);
      const crash = crashAt(point, { fetch, store });
      const first = await settle(Promise.race([pushList(crash), crash.died]), 250);
      if (first !== "died") return expect(point).toBeGreaterThan(20);
      expect(await settle(pushList(), 250), `killed at moment ${point}`).toMatchObject({
        status: "success",
        failures: [],
      });
      expect(names(), `killed at moment ${point}`).toEqual(numbers(3));
    }
  });
});
