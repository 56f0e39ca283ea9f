import type { Fetch } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import type { Fault, GreenhouseFake } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPushWorld, noted, versions, whole } from "../__fixtures__/push-world";
import { fakeTimers, settle } from "../__fixtures__/settle";

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

describe.each(versions)("a candidate of the same e-mail address, by Harvest %s", (version) => {
  const ids = ({ state }: GreenhouseFake) => state.candidates.map(({ id }) => id);

  it("that was there before is told of on the receipt, which is kept, and is not taken for ours", async () => {
    const { fake, push, sentBy } = createPushWorld(version);
    await elsewhere(fake, whole);
    await elsewhere(fake, { ...whole, info: { ...whole.info, email: "other@example.org" } });
    vi.setSystemTime(Date.now() + 1_000);
    const [same, other] = ids(fake);
    const { receipts } = await push();
    const warning = `Greenhouse knew the e-mail address already: candidate ${same} had it before, see whether it is the same person`;
    expect(receipts).toMatchObject([{ warnings: [warning] }]);
    expect([String(same), String(other)]).not.toContain(receipts[0]?.id);
    expect(await sentBy()).toEqual([]);
    expect((await push()).receipts).toEqual(receipts.map((receipt) => ({ ...receipt, replayed: true })));
  });

  it("that an earlier push of the same profile made is not", async () => {
    const { fake, push } = createPushWorld(version);
    await push();
    vi.setSystemTime(Date.now() + 1_000);
    expect((await push("create")).receipts[0]).not.toHaveProperty("warnings");
    expect(ids(fake)).toHaveLength(2);
  });

  it("is asked for by one request, and by none without an address", async () => {
    const isList = (call: string) => call === "GET /candidates";
    const { sentBy } = createPushWorld(version);
    expect((await sentBy()).filter(isList)).toHaveLength(1);
    const without = createPushWorld(version, noted);
    expect((await without.sentBy()).filter(isList)).toEqual([]);
  });

  it.each<[string, Fault]>([
    ["may not be asked for", { kind: "status", status: 403 }],
    ["cannot be asked for just now", { kind: "status", status: 503 }],
    ["is asked for in vain", { kind: "hang", when: "before" }],
    ["is answered with HTML", { kind: "html" }],
  ])("that %s costs one request and a line in the log, and nothing else", async (_, fault) => {
    const { fake, push, sentBy, logged } = createPushWorld(version);
    fake.misbehave(fault, { method: "GET", path: "/candidates", times: 9 });
    expect((await sentBy()).filter((call) => call === "GET /candidates")).toHaveLength(1);
    expect(logged.filter((line) => line.includes("e-mail address"))).toHaveLength(1);
    const again = await push();
    expect(again).toMatchObject({ status: "success", receipts: [{ replayed: true }] });
    expect(again.receipts[0]).not.toHaveProperty("warnings");
  });

  it("is given five seconds to be told of", async () => {
    const { run, fetch, store } = createPushWorld(version);
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

  /** The person, by a run that kept nothing. */
  async function elsewhere(fake: GreenhouseFake, profile: HrflowProfile) {
    const other = createPushWorld(version, profile);
    other.fake.state.nextId = fake.state.nextId;
    await other.push();
    fake.state.candidates.push(...other.fake.state.candidates);
    fake.state.nextId = other.fake.state.nextId;
  }
});
