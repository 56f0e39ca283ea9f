import { createMemoryStore } from "@hrflow-connectors/core";
import { createHrflowFake, createLeverFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { passWaits } from "../__fixtures__/fakes";
import { byApiKey, originParameters, unlimited } from "../__fixtures__/lever";
import { hour, startedAt } from "../__fixtures__/pull-profiles";
import { lever } from "../lever-connector";
import type { LeverPostingsParameters } from "./postings";

passWaits();
beforeEach(() => void vi.setSystemTime(startedAt));
afterEach(() => void vi.useRealTimers());

const { apiUser } = originParameters;
const apiSecret = originParameters.apiSecret.replace("askr_", "ask_");
const target = { apiSecret, apiUser, boardKey: "b".repeat(40), updateContent: true };

function createScenario(postings: ({ id: string } & Record<string, unknown>)[]) {
  const clock = { now: startedAt };
  const now = () => clock.now;
  const vendor = createLeverFake({ strict: true, apiKeys: [byApiKey.apiKey], postings, now });
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
    boards: [target.boardKey],
    now,
  });
  const options = { fetch: joinFakes([hrflow, vendor]), store: createMemoryStore(), rateLimits: unlimited };
  const pull = async (
    filters: Partial<LeverPostingsParameters> = {},
    readMode: "sync" | "incremental" = "incremental",
  ) => {
    const parameters = { ...byApiKey, ...filters } as LeverPostingsParameters;
    const input = { workflowId: "w", actionParameters: { readMode }, originParameters: parameters };
    const result = await lever.pullJobList({ ...input, targetParameters: target }, options);
    return { ...result, references: result.receipts.map(({ reference }) => reference).sort() };
  };
  const pullOne = (postingId: string) =>
    lever.pullJob(
      { workflowId: "one", originParameters: { ...byApiKey, postingId }, targetParameters: target },
      options,
    );
  const change = (id: string, fields: object) =>
    Object.assign(vendor.state.postings.find((posting) => posting.id === id) ?? {}, { updatedAt: clock.now }, fields);
  const advance = (ms: number) => {
    clock.now += ms;
    vi.setSystemTime(clock.now);
  };
  const lastQuery = () => [...new URL(vendor.requests.at(-1)?.url ?? "").searchParams];
  return { vendor, hrflow, pull, pullOne, change, advance, lastQuery };
}

const old = { createdAt: startedAt - 48 * hour, updatedAt: startedAt - 24 * hour };

test("reads all postings in the first run, and then those that changed", async () => {
  const { pull, change, advance, lastQuery } = createScenario([
    { id: "a", ...old },
    { id: "b", ...old },
    { id: "c", ...old, state: "closed" },
  ]);
  const iso = (time: number) => new Date(time).toISOString();
  expect(await pull()).toMatchObject({ references: ["a", "b"], readFrom: iso(startedAt) });
  advance(hour);
  change("b", { text: "Changed" });
  change("c", { text: "Changed" });
  expect(await pull()).toMatchObject({ references: ["b"], readFrom: iso(startedAt + hour) });
  // Lever combines a filter by update with no other.
  expect(lastQuery()).toEqual([
    ["updated_at_start", String(startedAt - 5 * 60_000)],
    ["limit", "100"],
  ]);
  advance(hour);
  expect((await pull()).references).toEqual([]);
});

test.each([
  ["state", { state: ["closed"] }, { state: "closed" }],
  ["team", { team: ["Bread"] }, { categories: { team: "Bread" } }],
  ["department", { department: ["Kitchen"] }, { categories: { department: "Kitchen" } }],
  ["location", { location: ["Lyon"] }, { categories: { location: "Lyon" } }],
  ["commitment", { commitment: ["Full-time"] }, { categories: { commitment: "Full-time" } }],
  ["tag", { tag: ["warm"] }, { tags: ["warm"] }],
  ["distributionChannel", { distributionChannel: ["internal"] }, { distributionChannels: ["internal"] }],
] as const)("keeps to the filter %s in every run", async (_, filter, fields) => {
  const { pull, change, advance } = createScenario([
    { id: "other", ...old, distributionChannels: ["public"] },
    { id: "wanted", ...old, ...fields },
  ]);
  const filters = filter as unknown as Partial<LeverPostingsParameters>;
  expect((await pull(filters)).references).toEqual(["wanted"]);
  advance(hour);
  change("other", {});
  change("wanted", { text: "Changed" });
  expect((await pull(filters)).references).toEqual(["wanted"]);
});

test("leaves out what is not on the public site, as Lever's list of published postings does", async () => {
  const { pull, change, advance } = createScenario([{ id: "a", ...old }]);
  await pull();
  advance(hour);
  change("a", { distributionChannels: ["internal"] });
  expect((await pull()).references).toEqual([]);
});

test("reads confidential postings only if asked, also incrementally", async () => {
  const { pull, change, advance } = createScenario([{ id: "a", ...old, confidentiality: "confidential" }]);
  expect((await pull({}, "sync")).references).toEqual([]);
  expect((await pull({ confidentiality: "all" })).references).toEqual(["a"]);
  advance(hour);
  change("a", { text: "Changed" });
  expect((await pull({ confidentiality: "all" })).references).toEqual(["a"]);
});

test("begins again if the first run breaks off or a limit leaves some out", async () => {
  const postings = Array.from({ length: 150 }, (_, n) => ({ id: `p${n}`, ...old, updatedAt: startedAt - n * hour }));
  const { pull, vendor } = createScenario(postings);
  const body = { code: "ServerError", message: "No." };
  vendor.injectFault({ kind: "status", status: 500, body }, { path: "/postings", times: 5, skip: 1 });
  expect(await pull()).toMatchObject({ status: "success_with_failures", readFrom: "all postings" });
  expect(await pull()).toMatchObject({ status: "success", events: { read_success: 150 } });
  const limited = createScenario(postings);
  expect((await limited.pull({ limit: 7 })).references).toHaveLength(7);
  expect(await limited.pull({ limit: 7 })).toMatchObject({ readFrom: "all postings" });
});

test("waits through a storm of 429", async () => {
  const postings = Array.from({ length: 250 }, (_, n) => ({ id: `p${n}`, ...old }));
  const { pull, vendor } = createScenario(postings);
  const body = { code: "TooMany", message: "Slow." };
  vendor.injectFault({ kind: "status", status: 429, body }, { path: "/postings", times: 4, skip: 1 });
  expect(await pull()).toMatchObject({ status: "success", events: { read_success: 250, write_success: 250 } });
});

test("copies one posting by its id, and nothing, successfully, if it does not exist", async () => {
  const { pullOne, hrflow } = createScenario([{ id: "a", text: "Baker", ...old }]);
  expect(await pullOne("a")).toMatchObject({ status: "success", events: { write_success: 1 } });
  expect(hrflow.state.jobs).toMatchObject([{ reference: "a", name: "Baker" }]);
  expect(await pullOne("gone")).toMatchObject({ status: "success", events: { read_success: 0, read_failure: 0 } });
  expect(await pullOne("")).toMatchObject({ reason: "bad_origin_parameters" });
});
