import { createMemoryStore, type DeadLetter, type RunResult, readDeadLetters, replay } from "@hrflow-connectors/core";
import { shortenWaits } from "@hrflow-connectors/testing";
import { createHrflowFake, createLeverFake, type Fault, joinFakes } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { byApiKey, originParameters } from "./__fixtures__/lever";
import { lever } from "./lever-connector";

const { apiSecret, apiUser, sourceKey, profileKey } = originParameters;
const targetParameters = { ...byApiKey, performAs: "user-1" };
const createOpportunity = { method: "POST", path: "/opportunities" };

let restoreWaits: () => void;
beforeEach(() => {
  restoreWaits = shortenWaits();
});
afterEach(() => restoreWaits());

function createWorld() {
  const profile = {
    source_key: sourceKey,
    key: profileKey,
    info: { full_name: "Ada Example", email: "ada@example.com" },
  };
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
    sources: [sourceKey],
    profiles: [{ ...profile, tags: ["one", "two"].map((value) => ({ name: "lever_posting_id", value })) }],
  });
  const vendor = createLeverFake({ apiKeys: [byApiKey.apiKey], postings: [{ id: "one" }, { id: "two" }] });
  const options = { fetch: joinFakes([hrflow, vendor]), store: createMemoryStore() };
  const push = () => lever.pushProfile({ workflowId: "w", originParameters, targetParameters }, options);
  const replayed = ({ runId }: RunResult) => replay(lever.pushProfile, { runId, targetParameters }, options);
  const letters = async ({ runId }: RunResult) => {
    const found: DeadLetter[] = [];
    for await (const letter of readDeadLetters(options.store, runId)) found.push(letter);
    return found;
  };
  return { hrflow, vendor, push, replayed, letters };
}

describe("a profile that failed", () => {
  it.each<[string, Fault, number]>([
    ["refused while Lever is down", { kind: "status", status: 503 }, 2],
    ["made although the connection broke", { kind: "reset", when: "after" }, 1],
    ["answered by an HTML page", { kind: "html", when: "before" }, 2],
  ])("%s, is made once by a replay, without HrFlow.ai", async (_, fault, times) => {
    const { hrflow, vendor, push, replayed, letters } = createWorld();
    vendor.misbehave(fault, { ...createOpportunity, times });
    vendor.misbehave({ kind: "status", status: 503 }, { method: "GET", path: "/opportunities", times: 50 });
    const failed = await push();
    expect(failed).toMatchObject({ reason: "write_failure", failures: [{ deadLetter: `${failed.runId}/1` }] });
    expect(await letters(failed)).toMatchObject([{ permanent: false, attempts: 1, item: { key: profileKey } }]);

    hrflow.state.profiles.length = 0;
    while ((await replayed(failed)).failures.length > 0) expect(vendor.state.opportunities.length).toBeLessThan(3);
    expect(vendor.state.opportunities.map(({ posting }) => posting).sort()).toEqual(["one", "two"]);
    expect(new Set(vendor.state.opportunities.map(({ contact }) => contact)).size).toBe(1);
    expect(await letters(failed)).toEqual([]);
  });

  it("that Lever refused for good is told apart, and what was made of it is not made again", async () => {
    const { vendor, push, replayed, letters } = createWorld();
    vendor.misbehave({ kind: "status", status: 422 }, { ...createOpportunity, skip: 1 });
    const failed = await push();
    expect(failed.receipts).toHaveLength(1);
    expect(await letters(failed)).toMatchObject([{ permanent: true, error: { status: 422 } }]);
    const result = await replayed(failed);
    expect(result).toMatchObject({ status: "success", receipts: [failed.receipts[0], {}] });
    expect(vendor.state.opportunities.map(({ posting }) => posting)).toEqual(["one", "two"]);
  });

  it("that a later push delivered is not sent by its replay", async () => {
    const { vendor, push, replayed } = createWorld();
    vendor.misbehave({ kind: "status", status: 422 }, createOpportunity);
    const failed = await push();
    await push();
    expect((await replayed(failed)).receipts).toMatchObject([{ replayed: true }, { replayed: true }]);
    expect(vendor.state.opportunities).toHaveLength(2);
  });
});
