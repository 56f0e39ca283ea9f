import type { Fetch } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import type { Fault, GreenhouseFake } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPushScenario, profileWithNote, profileWithResume, versions } from "../__fixtures__/push-scenario";
import { fakeTimers, settle } from "../__fixtures__/settle";

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

describe.each(versions)("a candidate of the same e-mail address, by Harvest %s", (version) => {
  const ids = ({ state }: GreenhouseFake) => state.candidates.map(({ id }) => id);

  it("that was there before is a warning on the receipt, which is stored, and is not adopted", async () => {
    const { fake, push, callsOfPush } = createPushScenario(version);
    await elsewhere(fake, profileWithResume);
    await elsewhere(fake, { ...profileWithResume, info: { ...profileWithResume.info, email: "other@example.org" } });
    vi.setSystemTime(Date.now() + 1_000);
    const [same, other] = ids(fake);
    const { receipts } = await push();
    const warning = `Greenhouse knew the e-mail address already: candidate ${same} had it before; check whether it is the same person`;
    expect(receipts).toMatchObject([{ warnings: [warning] }]);
    expect([String(same), String(other)]).not.toContain(receipts[0]?.id);
    expect(await callsOfPush()).toEqual([]);
    expect((await push()).receipts).toEqual(receipts.map((receipt) => ({ ...receipt, replayed: true })));
  });

  it("that an earlier push of the same profile created is not a warning", async () => {
    const { fake, push } = createPushScenario(version);
    await push();
    vi.setSystemTime(Date.now() + 1_000);
    expect((await push("create")).receipts[0]).not.toHaveProperty("warnings");
    expect(ids(fake)).toHaveLength(2);
  });

  it("is looked up by one request before the create; without an address, those who look alike are", async () => {
    for (const profile of [profileWithResume, profileWithNote]) {
      const candidateCalls = (await createPushScenario(version, profile).callsOfPush()).filter((call) =>
        call.endsWith("/candidates"),
      );
      expect(candidateCalls).toEqual(["GET /candidates", "POST /candidates"]);
    }
  });

  it.each<[string, Fault]>([
    ["may not be looked up", { kind: "status", status: 403 }],
    ["cannot be looked up now", { kind: "status", status: 503 }],
    ["is looked up without a response", { kind: "hang", when: "before" }],
    ["is looked up with HTML as the response", { kind: "html" }],
  ])("that %s costs one request and a line in the log, and nothing else", async (_, fault) => {
    const { fake, push, callsOfPush, logged } = createPushScenario(version);
    fake.injectFault(fault, { method: "GET", path: "/candidates", times: 9 });
    expect((await callsOfPush()).filter((call) => call === "GET /candidates")).toHaveLength(1);
    expect(logged.filter((line) => line.includes("e-mail address"))).toHaveLength(1);
    const again = await push();
    expect(again).toMatchObject({ status: "success", receipts: [{ replayed: true }] });
    expect(again.receipts[0]).not.toHaveProperty("warnings");
  });

  it("is looked up for at most five seconds", async () => {
    const { run, fetch, store } = createPushScenario(version);
    const waits: number[] = [];
    const hanging: Fetch = (request) => {
      if (request.method !== "GET" || !new URL(request.url).pathname.endsWith("/candidates")) return fetch(request);
      const startedAt = Date.now();
      return new Promise((_, reject) => {
        request.signal.addEventListener("abort", () => {
          waits.push(Date.now() - startedAt);
          reject(request.signal.reason);
        });
      });
    };
    expect(await settle(run({ fetch: hanging, store }), 250)).toMatchObject({ status: "success", receipts: [{}] });
    expect(waits).toEqual([5_000]);
  });

  /** The same person, by a run without our store. */
  async function elsewhere(fake: GreenhouseFake, profile: HrflowProfile) {
    const other = createPushScenario(version, profile);
    other.fake.state.nextId = fake.state.nextId;
    await other.push();
    fake.state.candidates.push(...other.fake.state.candidates);
    fake.state.nextId = other.fake.state.nextId;
  }
});
