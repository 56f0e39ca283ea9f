import { createMemoryStore, type RunOptions } from "@hrflow-connectors/core";
import {
  crashAt,
  createHrflowFake,
  createLeverFake,
  type Fault,
  type FaultMatch,
  joinFakes,
} from "@hrflow-connectors/testing/fakes";
import { describe, expect, it } from "vitest";
import { fakeTarget, passWaits, resumeUrl } from "./__fixtures__/fakes";
import { byApiKey, byRefreshToken, originParameters, postingTags, unlimited } from "./__fixtures__/lever";
import type { LeverCredential } from "./lever-connection";
import { lever } from "./lever-connector";

passWaits();

const { apiSecret, apiUser, sourceKey } = originParameters;
const writeSecret = apiSecret.replace("askr_", "ask_");
const listParameters = { apiSecret, apiUser, sourceKey };
const keyOf = (index: number) => index.toString(16).padStart(40, "0");
const hour = 3_600_000;

/** Profile `person-<index>`, created `index` minutes into 2026. */
const profile = (index: number, more: object = {}) => ({
  ...{ source_key: sourceKey, key: keyOf(index), reference: `person-${index}` },
  created_at: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString().replace(".000Z", "+0000"),
  info: { full_name: `Person ${index}`, email: `person-${index}@example.com`, phone: "+33600000000" },
  ...more,
});

/** A source with so many profiles, an account of Lever and a store. All outlive the runs of a test. */
function createScenario(count: number, more: (index: number) => object = () => ({})) {
  let now = Date.UTC(2026, 5, 1);
  const clock = { now: () => now };
  const hrflow = createHrflowFake({
    ...{ strict: true, sources: [sourceKey], ...clock },
    accounts: [apiSecret, writeSecret].map((apiKey) => ({ apiKey, userEmail: apiUser })),
    profiles: Array.from({ length: count }, (_, index) => profile(index, more(index))),
  });
  const { clientId, clientSecret, refreshToken } = byRefreshToken;
  const vendor = createLeverFake({
    strict: true,
    apiKeys: [byApiKey.apiKey],
    apps: [{ clientId, clientSecret, environment: "sandbox", refreshTokens: [refreshToken] }],
    postings: [{ id: "one" }, { id: "two" }],
  });
  const resume = () => new Response("%PDF-1.4 a resume");
  const fetch = joinFakes([hrflow, vendor], { files: { [resumeUrl]: resume } });
  const store = createMemoryStore();
  const pushList = (
    { readMode = "sync", credential = byApiKey, ...options } = {} as RunOptions & {
      readMode?: "sync" | "incremental";
      credential?: LeverCredential;
    },
  ) =>
    lever.pushProfileList(
      {
        workflowId: "w",
        actionParameters: { readMode },
        originParameters: listParameters,
        targetParameters: {
          ...fakeTarget,
          ...credential,
          ...(credential === byApiKey ? {} : { apiKey: undefined }),
        } as never,
      },
      { fetch, store, rateLimits: unlimited, ...options },
    );
  const pushOne = (index: number) =>
    lever.pushProfile(
      {
        workflowId: "w",
        originParameters: { ...listParameters, profileKey: keyOf(index) },
        targetParameters: fakeTarget,
      },
      { fetch, store, rateLimits: unlimited },
    );
  /** Adds a profile to the source, as HrFlow.ai does. */
  const add = (index: number) =>
    hrflow.fetch("https://api.hrflow.ai/v1/profile/indexing", {
      method: "POST",
      headers: { "x-api-key": writeSecret, "x-user-email": apiUser, "content-type": "application/json" },
      body: JSON.stringify({
        source_key: sourceKey,
        profile: { reference: `person-${index}`, info: profile(index).info, text: "" },
      }),
    });
  /** Runs something, and returns how often Lever was asked to create an opportunity meanwhile. */
  const creates = async (work: () => Promise<unknown>) => {
    const before = vendor.requests.length;
    await work();
    return vendor.requests.slice(before).filter(({ method }) => method === "POST").length;
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { hrflow, vendor, fetch, store, pushList, pushOne, add, creates, pass };
}

const namesIn = ({ vendor }: ReturnType<typeof createScenario>) =>
  vendor.state.contacts.map(({ name }) => name).sort((a, b) => String(a).localeCompare(String(b)));
const names = (count: number) =>
  Array.from({ length: count }, (_, index) => `Person ${index}`).sort((a, b) => a.localeCompare(b));

describe("a push of a source that runs every hour", () => {
  it.each(["sync", "incremental"] as const)("sends every profile once, then only new ones: %s", async (readMode) => {
    const scenario = createScenario(130);
    const { pushList, creates, add, pass } = scenario;
    expect(await pushList({ readMode })).toMatchObject({ status: "success", events: { write_success: 130 } });
    expect(namesIn(scenario)).toEqual(names(130));
    pass(hour);
    expect(await creates(() => pushList({ readMode }))).toBe(0);
    expect((await add(130)).status).toBe(201);
    pass(hour);
    expect(await creates(() => pushList({ readMode }))).toBe(1);
    expect(namesIn(scenario)).toEqual(names(131));
  });

  it("agrees with pushProfile about who was delivered", async () => {
    const { pushList, pushOne, creates, vendor } = createScenario(3);
    const one = await pushOne(1);
    expect(await creates(pushList)).toBe(2);
    expect(await creates(() => pushOne(2))).toBe(0);
    const again = await pushList();
    expect(again.receipts.find(({ reference }) => reference === "person-1")).toEqual({
      ...one.receipts[0],
      replayed: true,
    });
    expect(vendor.state.opportunities).toHaveLength(3);
  });

  it("creates an opportunity for each posting of each profile, with its resume", async () => {
    const attachments = [{ type: "resume", public_url: resumeUrl, file_name: "ada", extension: ".pdf" }];
    const { pushList, vendor } = createScenario(3, () => ({ attachments, tags: postingTags("one", "two") }));
    const result = await pushList();
    expect(result).toMatchObject({ status: "success", failures: [] });
    expect(result.receipts.flatMap(({ warnings = [] }) => warnings)).toEqual([]);
    expect(vendor.state.opportunities).toHaveLength(6);
    expect(vendor.state.resumes).toHaveLength(6);
  });

  it("loses only the profile that Lever refuses, and tries it again in the next run", async () => {
    const scenario = createScenario(5);
    const { vendor, pushList, pass } = scenario;
    const body = { code: "Invalid", message: "Invalid name." };
    vendor.injectFault({ kind: "status", status: 400, body }, { method: "POST", skip: 2 });
    const first = await pushList();
    expect(first).toMatchObject({ status: "success_with_failures", events: { write_success: 4, write_failure: 1 } });
    pass(hour);
    expect(await pushList()).toMatchObject({ status: "success", events: { write_success: 5 } });
    expect(namesIn(scenario)).toEqual(names(5));
  });

  it("renews a token that expires while the source is pushed", async () => {
    const scenario = createScenario(30);
    let sent = 0;
    const fetch: NonNullable<RunOptions["fetch"]> = async (request: Request) => {
      if (request.method === "POST" && request.url.endsWith("/opportunities") && ++sent === 12)
        scenario.vendor.state.accessTokens.length = 0;
      return scenario.fetch(request);
    };
    expect(await scenario.pushList({ credential: byRefreshToken, fetch })).toMatchObject({
      status: "success",
      events: { write_success: 30 },
    });
    expect(namesIn(scenario)).toEqual(names(30));
  });

  it.each<[string, Fault, FaultMatch]>([
    ["a storm of 429 in HrFlow.ai", { kind: "status", status: 429, retryAfter: "seconds" }, { times: 4 }],
    ["a lost page", { kind: "reset", when: "after" }, { times: 1, skip: 1 }],
  ])("sends every profile once after %s", async (_, fault, match) => {
    const scenario = createScenario(120);
    scenario.hrflow.injectFault(fault, { path: "/storing/profiles", ...match });
    expect(await scenario.pushList()).toMatchObject({ status: "success", events: { write_success: 120 } });
    expect(namesIn(scenario)).toEqual(names(120));
  });

  it("sends what was read before a page that fails, and the rest in the next run", async () => {
    const scenario = createScenario(220);
    scenario.hrflow.injectFault({ kind: "status", status: 403 }, { path: "/storing/profiles", skip: 1 });
    const first = await scenario.pushList({ readMode: "incremental" });
    expect(first).toMatchObject({ events: { write_success: 100, read_failure: 1 }, readFrom: null });
    scenario.pass(hour);
    expect(await scenario.creates(() => scenario.pushList({ readMode: "incremental" }))).toBe(120);
    expect(namesIn(scenario)).toEqual(names(220));
  });

  it("leaves each person once if its process is killed at any moment and it is run again", async () => {
    for (let point = 1; ; point++) {
      const scenario = createScenario(3);
      const crash = crashAt(point, scenario);
      const run = () => scenario.pushList({ ...crash, readMode: "incremental" });
      const first = await Promise.race([run(), crash.died]);
      const second = first === "died" ? await scenario.pushList({ readMode: "incremental" }) : first;
      expect(second, `killed at moment ${point}`).toMatchObject({ status: "success", failures: [] });
      expect(namesIn(scenario), `killed at moment ${point}`).toEqual(names(3));
      expect(scenario.vendor.state.opportunities.length, `killed at moment ${point}`).toBe(3);
      if (first !== "died") return expect(point).toBeGreaterThan(20);
    }
  });
});
