import { describe, expect, it } from "vitest";
import { createPush, createVendor, inputOf, type Person } from "../__fixtures__/vendor";
import type { Store } from "../contract/shared";
import { readDeadLetters } from "../ledger/dead-letters";
import { pruneStore } from "../ledger/forget";
import { createMemoryStore } from "../state/state";
import { replay } from "./replay";
import { moveCursor, readCursor } from "./workflow-state";

const ada: Person = { key: "1", name: "Ada Example" };
const incremental = inputOf({ readMode: "incremental" });
const keysOf = (store: Store, kind: string) =>
  ((store.getKeys?.("") ?? []) as string[]).filter((key) => key.includes(`:${kind}:`));

async function deadLettersOf(store: Store, runId: string) {
  const found = [];
  for await (const letter of readDeadLetters(store, { runId })) found.push(letter);
  return found;
}

describe("the cursor", () => {
  it("of another board is not used: everything is read again, and the log warns", async () => {
    const { fetch } = createVendor();
    const store = createMemoryStore();
    const seen: string[] = [];
    const push = createPush(() => [ada]);
    await push(incremental, { fetch, store });
    const warn = (_: object, message: string) => void seen.push(message);
    const logger = { debug() {}, info() {}, error() {}, warn };
    const elsewhere = { ...incremental, originParameters: { board: "board-2" } };
    expect(await push(elsewhere, { fetch, store, logger })).toMatchObject({ status: "success", readFrom: "1" });
    expect(seen).toContain(
      "the workflow's cursor belongs to another origin or other origin parameters: everything is read again",
    );
  });

  it("never lies beyond the run's start: an item from the future does not hide later ones", async () => {
    const { fetch } = createVendor();
    const push = createPush(() => [{ ...ada, key: "2099-01-01T00:00:00.000Z" }]);
    const { readFrom, startedAt } = await push(incremental, { fetch, store: createMemoryStore() });
    expect(readFrom).toBe(startedAt);
  });

  it("is no longer held by an item that failed five times", async () => {
    const { fetch, outcomes } = createVendor();
    const store = createMemoryStore();
    const push = createPush(() => [ada, { ...ada, key: "2", name: "Grace Example" }]);
    const cursors: (string | null)[] = [];
    const breaking = inputOf({
      readMode: "incremental",
      format: (person) => {
        if (person.key === "1") throw new Error("a bug");
        return person;
      },
    });
    for (let run = 0; run < 5; run++) cursors.push((await push(breaking, { fetch, store })).readFrom);
    expect(outcomes).toEqual([]);
    expect(cursors).toEqual(["1", "1", "1", "1", "2"]);
  });
});

describe("the cursor of a workflow whose items have times", () => {
  const key = "hrflow-connectors:v1:workflow:w:cursor";
  const earlier = "2026-01-05T00:00:00.000Z";
  const people = ["2026-01-01", "2026-01-03", earlier].map((key) => ({ ...ada, key }));

  async function createScenario() {
    const { fetch, candidates } = createVendor();
    const store = createMemoryStore();
    const push = createPush(() => people);
    await push(incremental, { fetch, store });
    return { store, candidates, run: () => push(incremental, { fetch, store }) };
  }

  it("is read, moved back, and removed", async () => {
    const { store, run } = await createScenario();
    const workflowId = incremental.workflowId;
    expect(await readCursor(store, workflowId)).toBe(earlier);
    expect(await moveCursor(store, workflowId, "2026-01-02T01:00:00+01:00")).toBe(earlier);
    expect(await readCursor(store, workflowId)).toBe("2026-01-02T00:00:00.000Z");
    expect((await run()).readFrom).toBe(earlier);
    expect(await moveCursor(store, workflowId, null)).toBe(earlier);
    expect(await readCursor(store, workflowId)).toBeNull();
    expect(await moveCursor(store, workflowId, null)).toBeNull();
    expect((await run()).readFrom).toBe(earlier);
  });

  it.each([
    ["no time", "yesterday", "expected a past time in ISO 8601"],
    ["a day that does not exist", "2026-02-30", "expected a past time in ISO 8601"],
    ["a time that lies ahead", "2199-01-01", "expected a past time in ISO 8601"],
  ])("is not moved to %s", async (_, readFrom, message) => {
    const { store } = await createScenario();
    await expect(moveCursor(store, incremental.workflowId, readFrom)).rejects.toThrow(message);
    expect(await readCursor(store, incremental.workflowId)).toBe(earlier);
  });

  it("is not invented for a workflow that has not run, nor for a connector whose cursors are not times", async () => {
    const { fetch } = createVendor();
    const store = createMemoryStore();
    const { workflowId } = incremental;
    await expect(moveCursor(store, workflowId, earlier)).rejects.toThrow("run it once");
    await createPush(() => [{ ...ada, key: "page-2" }])(incremental, { fetch, store });
    await expect(moveCursor(store, workflowId, earlier)).rejects.toThrow("is not a time");
    expect(await readCursor(store, workflowId)).toBe("page-2");
  });

  it("is removed, but neither shown nor moved, if it cannot be read", async () => {
    const { store } = await createScenario();
    const { workflowId } = incremental;
    const stored = key.replace(":w:", `:${workflowId}:`);
    store.setItem(stored, "{");
    await expect(readCursor(store, workflowId)).rejects.toMatchObject({ code: "configuration" });
    await expect(moveCursor(store, workflowId, earlier)).rejects.toMatchObject({ code: "configuration" });
    expect(store.getItem(stored)).toBe("{");
    expect(await moveCursor(store, workflowId, null)).toBeNull();
    expect(store.getItem(stored)).toBeNull();
  });

  it("stays if the store fails for the moment", async () => {
    const { store } = await createScenario();
    const broken = { ...store, getItem: () => Promise.reject(new Error("away")) };
    await expect(moveCursor(broken, incremental.workflowId, null)).rejects.toThrow("from the store");
    expect(await readCursor(store, incremental.workflowId)).toBe(earlier);
  });

  it("is moved after a run under way, which would save its own", async () => {
    const { fetch } = createVendor();
    const store = createMemoryStore();
    await createPush(() => people.slice(0, 1))(incremental, { fetch, store });
    let moving: Promise<string | null> | undefined;
    const push = createPush(() => {
      moving = moveCursor(store, incremental.workflowId, "2026-01-02");
      return people;
    });
    await push(incremental, { fetch, store });
    expect(await moving).toBe(earlier);
    expect(await readCursor(store, incremental.workflowId)).toBe("2026-01-02T00:00:00.000Z");
  });
});

it("lets a callback start the next run of its workflow", async () => {
  const { fetch } = createVendor();
  const store = createMemoryStore();
  const push = createPush(() => [ada]);
  const statuses: string[] = [];
  const next = inputOf({
    readMode: "incremental",
    callback: async () => void statuses.push((await push(incremental, { fetch, store })).status),
  });
  expect((await push(next, { fetch, store })).events.callback_executed).toBe(1);
  expect(statuses).toEqual(["success"]);
});

describe("a run resolves, whatever it is given", () => {
  it.each([
    ["a lone surrogate in the workflow's id", { ...incremental, workflowId: "\ud800" }, "success"],
    ["circular parameters", { ...incremental, targetParameters: circular() }, "fatal"],
    ["input that throws when it is read", revoked(), "fatal"],
    ["input whose fields throw", throwing(), "fatal"],
  ])("%s", async (_, input, status) => {
    const { fetch } = createVendor();
    const result = await createPush(() => [ada])(input as never, { fetch, store: createMemoryStore() });
    expect(result.status).toBe(status);
  });

  it("null options", async () => {
    const push = createPush(() => []);
    expect((await push(inputOf(), null as never)).status).toBe("success");
  });
});

function circular(): object {
  const parameters: Record<string, unknown> = { account: "account-1" };
  parameters.board = parameters;
  return parameters;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function throwing(): object {
  return {
    get workflowId() {
      throw new Error("unreadable");
    },
  };
}

describe("dead letters", () => {
  it("are one per item, however often it fails, and none once it is delivered", async () => {
    const { fetch, outcomes } = createVendor();
    const store = createMemoryStore();
    const push = createPush(() => [ada]);
    let runId = "";
    for (let run = 0; run < 20; run++) {
      outcomes.push(422);
      runId = (await push(inputOf(), { fetch, store })).runId;
    }
    expect(keysOf(store, "dead-letter").length).toBe(1);
    expect(await deadLettersOf(store, runId)).toMatchObject([{ runId, attempts: 20, item: ada }]);
    await push(inputOf(), { fetch, store });
    expect(keysOf(store, "dead-letter")).toEqual([]);
  });

  it("leave nothing behind once they are all replayed", async () => {
    const { fetch, outcomes } = createVendor();
    const store = createMemoryStore();
    const push = createPush(() => [ada]);
    outcomes.push(422);
    const { runId } = await push(inputOf(), { fetch, store });
    const result = await replay(push, { runId, targetParameters: {} }, { fetch, store });
    expect(result).toMatchObject({ status: "success", receipts: [{ id: "c1" }] });
    expect([...keysOf(store, "dead-letter"), ...keysOf(store, "dead-letters")]).toEqual([]);
  });

  it("are not replayed once a later run has delivered the item", async () => {
    const { fetch, outcomes, candidates } = createVendor();
    const store = createMemoryStore();
    outcomes.push(422);
    const { runId } = await createPush(() => [ada])(inputOf(), { fetch, store });
    await createPush(() => [{ ...ada, email: "new@example.com" }])(inputOf(), { fetch, store });
    const push = createPush(() => []);
    await replay(push, { runId, targetParameters: {} }, { fetch, store });
    expect(candidates).toMatchObject([{ email: "new@example.com" }]);
    expect(candidates.length).toBe(1);
  });

  it("are not replayed to another board of the account", async () => {
    const { fetch, outcomes, candidates } = createVendor();
    const store = createMemoryStore();
    const push = createPush(() => [ada]);
    outcomes.push(422);
    const { runId } = await push(inputOf(), { fetch, store });
    const elsewhere = { runId, targetParameters: { board: "board-2" } };
    expect(await replay(push, elsewhere, { fetch, store })).toMatchObject({ reason: "bad_target_parameters" });
    expect(candidates).toEqual([]);
  });

  it("of items without an identity are one for each failure, also for equal items", async () => {
    const { fetch, outcomes, candidates } = createVendor();
    const store = createMemoryStore();
    const nameless = { name: "Ada Example" } as Person;
    const push = createPush(() => [nameless, nameless]);
    const { runId } = await push(inputOf(), { fetch, store });
    expect(outcomes).toEqual([]);
    expect((await deadLettersOf(store, runId)).length).toBe(2);
    expect(candidates).toEqual([]);
  });
});

it("prunes finished deliveries, results and dead letters, and keeps cursors and open deliveries", async () => {
  const { fetch, outcomes } = createVendor();
  const store = createMemoryStore();
  await createPush(() => [ada])(incremental, { fetch, store });
  outcomes.push("created", "failed");
  await createPush(() => [{ key: "2", name: "Grace Example", tags: ["a"] }])(inputOf(), { fetch, store });
  expect(await pruneStore(store, { olderThan: new Date(0) })).toBe(0);
  expect(await pruneStore(store, { olderThan: new Date(Date.now() + 1_000) })).toBeGreaterThan(2);
  const keys = (store.getKeys?.("") ?? []) as string[];
  expect(keys.map((key) => key.split(":")[2]).sort()).toEqual(["delivery", "workflow"]);
  await expect(pruneStore({ ...store, getKeys: undefined as never }, { olderThan: new Date() })).rejects.toThrow(
    "the store cannot list its keys",
  );
});
