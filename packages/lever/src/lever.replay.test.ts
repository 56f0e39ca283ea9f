import { type DeadLetter, type RunResult, readDeadLetters, replay } from "@hrflow-connectors/core";
import type { Fault } from "@hrflow-connectors/testing/fakes";
import { describe, expect, it } from "vitest";
import { createFakes, fakeTarget, passWaits, pushToFakes } from "./__fixtures__/fakes";
import { originParameters } from "./__fixtures__/lever";
import { lever } from "./lever-connector";

const createOpportunity = { method: "POST", path: "/opportunities" };

passWaits();

/** Fakes with a person who applies to two postings. */
function createScenario() {
  const fakes = createFakes({ postings: ["one", "two"] });
  const replayed = ({ runId }: RunResult) =>
    replay(lever.pushProfile, { runId, targetParameters: fakeTarget }, { fetch: fakes.fetch, store: fakes.store });
  const deadLetters = async ({ runId }: RunResult) => {
    const found: DeadLetter[] = [];
    for await (const deadLetter of readDeadLetters(fakes.store, { runId })) found.push(deadLetter);
    return found;
  };
  return { ...fakes, push: () => pushToFakes(fakes), replayed, deadLetters };
}

describe("a replay of a failed push", () => {
  it.each<[string, Fault, number]>([
    ["Lever was down", { kind: "status", status: 503 }, 2],
    ["the connection broke after the create", { kind: "reset", when: "after" }, 1],
    ["Lever responded with an HTML page", { kind: "html", when: "before" }, 2],
  ])("creates each opportunity once, without HrFlow.ai, after %s", async (_, fault, times) => {
    const { hrflow, vendor, push, replayed, deadLetters } = createScenario();
    vendor.injectFault(fault, { ...createOpportunity, times });
    vendor.injectFault({ kind: "status", status: 503 }, { method: "GET", path: "/opportunities", times: 50 });
    const failed = await push();
    expect(failed).toMatchObject({ reason: "write_failure", failures: [{ deadLetter: `${failed.runId}/1` }] });
    const item = { key: originParameters.profileKey };
    expect(await deadLetters(failed)).toMatchObject([{ permanent: false, attempts: 1, item }]);

    hrflow.state.profiles.length = 0;
    while ((await replayed(failed)).failures.length > 0) expect(vendor.state.opportunities.length).toBeLessThan(3);
    expect(vendor.state.opportunities.map(({ posting }) => posting).sort()).toEqual(["one", "two"]);
    expect(new Set(vendor.state.opportunities.map(({ contact }) => contact)).size).toBe(1);
    expect(await deadLetters(failed)).toEqual([]);
  });

  it("creates only what is missing after Lever refused one posting, which is marked as permanent", async () => {
    const { vendor, push, replayed, deadLetters } = createScenario();
    vendor.injectFault({ kind: "status", status: 422 }, { ...createOpportunity, skip: 1 });
    const failed = await push();
    expect(failed.receipts).toHaveLength(1);
    expect(await deadLetters(failed)).toMatchObject([{ permanent: true, error: { status: 422 } }]);
    const result = await replayed(failed);
    expect(result).toMatchObject({ status: "success", receipts: [failed.receipts[0], {}] });
    expect(vendor.state.opportunities.map(({ posting }) => posting)).toEqual(["one", "two"]);
  });

  it("sends nothing that a later push delivered", async () => {
    const { vendor, push, replayed } = createScenario();
    vendor.injectFault({ kind: "status", status: 422 }, createOpportunity);
    const failed = await push();
    await push();
    expect(await replayed(failed)).toMatchObject({ status: "success", receipts: [] });
    expect(vendor.state.opportunities).toHaveLength(2);
  });
});
