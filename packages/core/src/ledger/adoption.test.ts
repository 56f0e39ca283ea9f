import { describe, expect, it } from "vitest";
import { createPush, createVendor, inputOf, type Person } from "../__fixtures__/vendor";
import { createMemoryStore } from "../state/state";

const ada = (key: string, changes: Partial<Person> = {}): Person => ({ key, name: "Ada Example", ...changes });

function createScenario() {
  const vendor = createVendor();
  const store = createMemoryStore();
  let people: Person[] = [];
  const action = createPush(() => people);
  const push = (items: Person[], options: object = {}) => {
    people = items;
    return action(inputOf(), { fetch: vendor.fetch, store, ...options });
  };
  return { ...vendor, store, push };
}

describe("two people of one name", () => {
  it("are not mixed up when the create of the second one fails at the vendor", async () => {
    const { candidates, outcomes, push } = createScenario();
    await push([ada("1")]);
    outcomes.push("failed");
    const failed = await push([ada("2")]);
    expect(failed).toMatchObject({ status: "fatal", receipts: [], failures: [{ error: { status: 500 } }] });
    const again = await push([ada("2")]);
    expect(again).toMatchObject({ status: "success", receipts: [{ id: "c2" }] });
    expect(candidates.length).toBe(2);
  });

  it("are not mixed up without the store of the first one", async () => {
    const { candidates, outcomes, push } = createScenario();
    await push([ada("1")], { store: createMemoryStore() });
    outcomes.push("failed");
    expect(await push([ada("2")])).toMatchObject({ status: "fatal", receipts: [] });
    expect(await push([ada("2")])).toMatchObject({ receipts: [{ id: "c2" }] });
    expect(candidates.length).toBe(2);
  });

  it("are not mixed up when the first one is pushed while the second one's outcome is unknown", async () => {
    const { candidates, outcomes, push } = createScenario();
    outcomes.push("failed");
    await push([ada("2")]);
    expect(await push([ada("1")])).toMatchObject({ receipts: [{ id: "c1" }] });
    expect(await push([ada("2")])).toMatchObject({ status: "success", receipts: [{ id: "c2" }] });
    expect(candidates.length).toBe(2);
  });

  it.each([createMemoryStore, () => undefined])("take turns within a run", async (createStore) => {
    const { candidates, outcomes, push } = createScenario();
    outcomes.push("lost", "failed", "created");
    const result = await push([ada("1"), ada("2"), ada("3")], { store: createStore() });
    expect(result.events).toMatchObject({ write_success: 2, write_failure: 1 });
    expect(new Set(result.receipts.map(({ id }) => id)).size).toBe(2);
    expect(candidates.length).toBe(2);
  });
});

it("adopts the record when the response is lost, and knows it in other spellings of the name", async () => {
  const { candidates, outcomes, push } = createScenario();
  outcomes.push("lost");
  const result = push([ada("1", { name: "Zoë  O’Neill" })]);
  expect(await result).toMatchObject({ status: "success", receipts: [{ id: "c1" }] });
  expect(candidates.length).toBe(1);
});

it.each([
  ["a blank more and decomposed", "Zoë O’Neill", "Zoe\u0308  O'Neill "],
  ["ß and SS", "Straße", "STRASSE"],
  ["the Turkish dotted capital I", "İpek", "ipek"],
  ["invisible characters", "Ada\u200b Example", "Ada Example"],
])("recognizes a name that the vendor stores otherwise: %s", async (_, sent, stored) => {
  const { candidates, outcomes, push, fetch } = createScenario();
  outcomes.push("lost");
  const storing = async (request: Request) => {
    const response = await fetch(request);
    for (const candidate of candidates) candidate.name = stored;
    return response;
  };
  expect(await push([ada("1", { name: sent })], { fetch: storing })).toMatchObject({ receipts: [{ id: "c1" }] });
});

it("leaves it unknown when more than one record matches", async () => {
  const { candidates, outcomes, push, fetch } = createScenario();
  outcomes.push("lost");
  const doubling = async (request: Request) => {
    const response = await fetch(request);
    if (request.method === "POST") candidates.push({ id: "x", name: "Ada Example", tags: [] });
    return response;
  };
  expect(await push([ada("1")], { fetch: doubling })).toMatchObject({ status: "fatal", receipts: [] });
  expect(await push([ada("1")])).toMatchObject({ status: "fatal", failures: [{ error: { code: "unsure" } }] });
});

describe("a profile that changes while its delivery is open", () => {
  it("gets each part once, known by content and not by position", async () => {
    const { candidates, outcomes, push } = createScenario();
    outcomes.push("created", "failed");
    await push([ada("1", { tags: ["77"] })]);
    const result = await push([ada("1", { tags: ["78", "77"] })]);
    expect(result).toMatchObject({ status: "success", receipts: [{ id: "c1" }], failures: [] });
    expect(candidates[0]?.tags.sort()).toEqual(["77", "78"]);
  });

  it("is reported as changed against what its create carried", async () => {
    const { outcomes, push } = createScenario();
    outcomes.push("created", "failed");
    await push([ada("1", { email: "old@example.com", tags: ["77"] })]);
    const changed = [ada("1", { email: "new@example.com", tags: ["77"] })];
    await push(changed);
    expect(await push(changed)).toMatchObject({ receipts: [{ replayed: true, changed: true }] });
  });
});

it("keeps the earlier delivery when a requested second one fails", async () => {
  const { outcomes, store, push } = createScenario();
  await push([ada("1")]);
  outcomes.push(422);
  const again = createPush(() => [ada("1")]);
  const vendor = createVendor();
  vendor.outcomes.push(422);
  const input = inputOf({ onDuplicate: "create" });
  expect(await again(input, { store, fetch: vendor.fetch })).toMatchObject({ status: "fatal" });
  expect(await push([ada("1")])).toMatchObject({ receipts: [{ id: "c1", replayed: true }] });
});
