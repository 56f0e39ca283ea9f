import { describe, expect, it } from "vitest";
import {
  type Candidate,
  originSecret,
  type Person,
  people,
  person,
  runAcme,
  stream,
  targetSecret,
} from "../__fixtures__/acme";
import { answer, failing, lettersIn } from "../__fixtures__/dead-letters";
import { InputError, NetworkError, PartialWriteError, ResponseShapeError } from "../errors";
import { createMemoryStore } from "../store/memory-store";

describe("an item that fails", () => {
  it("is kept with its stage, reason, attempts and content, and the failure points to it", async () => {
    const store = createMemoryStore();
    const { result, events } = await runAcme({ write: failing({ p1: answer(503) }) }, {}, { store });
    const [letter, ...others] = await lettersIn(store, result.runId);
    expect(others).toEqual([]);
    expect(letter).toEqual({
      id: `${result.runId}/1`,
      runId: result.runId,
      workflowId: "workflow",
      connector: "acme",
      action: "push_profile",
      stage: "write",
      reference: "p1",
      error: result.failures[0]?.error,
      permanent: false,
      attempts: 1,
      firstFailedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      lastFailedAt: letter?.firstFailedAt,
      item: person(1),
      isWhole: true,
    });
    expect(result.failures).toMatchObject([{ stage: "write", reference: "p1", deadLetter: letter?.id }]);
    const failed = events.find(({ type }) => type === "item.failed");
    expect(failed).toMatchObject({ failure: { deadLetter: letter?.id } });
  });

  it("is kept in whichever stage it fails", async () => {
    const store = createMemoryStore();
    const format = ({ reference }: Person) => {
      if (reference === "p0") throw new Error("odd");
      return { name: reference };
    };
    const logic = (item: Candidate) => {
      if (item.name === "p1") throw new Error("odd too");
      return item;
    };
    const write = failing({ p2: answer(422) });
    const { result } = await runAcme({ format, write }, { logics: [logic] }, { store });
    const kept = (await lettersIn(store, result.runId)).map(({ stage, reference }) => [stage, reference]);
    expect(kept).toEqual([
      ["format", "p0"],
      ["logics", "p1"],
      ["write", "p2"],
    ]);
  });

  it.each<[string, unknown, boolean]>([
    ["422", answer(422), true],
    ["403 on the item", answer(403), true],
    ["404", answer(404), true],
    ["what cannot be sent", new InputError("no name"), true],
    ["a part that is refused", new PartialWriteError("1 of 2", { receipts: [], cause: answer(422) }), true],
    ["a part that may pass", new PartialWriteError("1 of 2", { receipts: [], cause: answer(500) }), false],
    ["401", answer(401), false],
    ["429", answer(429), false],
    ["503", answer(503), false],
    ["a lost connection", new NetworkError("reset"), false],
    ["an answer that says nothing", new ResponseShapeError("an HTML page"), false],
    ["a fault in somebody's code", new TypeError("x is not a function"), false],
  ])("is told apart by %s: refused for good or not", async (_, fault, permanent) => {
    const store = createMemoryStore();
    const { result } = await runAcme({ write: failing({ p0: fault }) }, {}, { store });
    expect(await lettersIn(store, result.runId)).toMatchObject([{ reference: "p0", permanent }]);
  });

  it("is no letter without a store", async () => {
    const { result } = await runAcme({ write: failing({ p1: answer(503) }) });
    expect(result.failures).toEqual([{ stage: "write", reference: "p1", error: expect.any(Object) }]);
  });

  it("is a failure all the same where the store fails", async () => {
    const memory = createMemoryStore();
    const setItem = (key: string, value: string) => {
      if (key.includes("dead-letters")) throw new Error("disk full");
      return memory.setItem(key, value);
    };
    const settings = { write: failing({ p1: answer(422) }) };
    const incremental = { readMode: "incremental" } as const;
    const { result, lines } = await runAcme(settings, incremental, { store: { ...memory, setItem } });
    expect(result).toMatchObject({ status: "success_with_failures", events: { write_success: 2, write_failure: 1 } });
    expect(result.failures[0]).not.toHaveProperty("deadLetter");
    expect(result.readFrom).toBe(person(1).updatedAt);
    expect(lines.map(({ message }) => message)).toContain("an item that failed could not be kept");
  });

  it("is kept without a secret, and said not to be whole where it held one", async () => {
    const store = createMemoryStore();
    const told = { ...person(0), note: `my key is ${originSecret}` };
    const write = async () => {
      throw new Error(`refused ${targetSecret}`);
    };
    const { result } = await runAcme({ read: () => stream([told, person(1)]), write }, {}, { store });
    const letters = await lettersIn(store, result.runId);
    expect(letters).toMatchObject([
      { isWhole: false, item: { reference: "p0", note: "my key is [redacted]" } },
      { isWhole: true, item: person(1) },
    ]);
    expect(JSON.stringify(letters)).not.toMatch(/s3cret/);
  });

  it.each<[string, unknown]>([
    ["a date", new Date()],
    ["a function", () => 1],
    ["a number that JSON has not", Number.NaN],
    ["itself", "circular"],
    ["a map", new Map()],
  ])("is said not to be whole where it holds %s", async (_, value) => {
    const item: Record<string, unknown> = { ...person(0), value };
    if (value === "circular") item.value = item;
    const store = createMemoryStore();
    const settings = { read: () => stream([item as never]), write: failing({ p0: answer(422) }) };
    const { result } = await runAcme(settings, {}, { store });
    expect(await lettersIn(store, result.runId)).toMatchObject([{ reference: "p0", item: null, isWhole: false }]);
  });
});

describe("the cursor", () => {
  it("D4 passes an item that was refused for good and put aside, and none that may pass another time", async () => {
    const incremental = { readMode: "incremental" } as const;
    const refused = failing({ p1: answer(422) });
    const passing = failing({ p1: answer(503) });
    const first = await runAcme({ write: refused }, incremental, { store: createMemoryStore() });
    expect(first.result.readFrom).toBe(person(2).updatedAt);
    const second = await runAcme({ write: passing }, incremental, { store: createMemoryStore() });
    expect(second.result.readFrom).toBe(person(1).updatedAt);
  });
});

it("items that fail side by side are all kept, also beyond what a result lists", async () => {
  const memory = createMemoryStore();
  let isFirst = true;
  const setItem = async (key: string, value: string) => {
    const isSlow = isFirst;
    isFirst = false;
    if (isSlow) await new Promise((resolve) => setTimeout(resolve, 20));
    memory.setItem(key, value);
  };
  const store = { ...memory, setItem };
  const write = async () => {
    throw answer(503);
  };
  const { result } = await runAcme({ read: () => stream(people(1_200)), write, concurrency: 8 }, {}, { store });
  expect(result.failures).toHaveLength(1_000);
  const letters = await lettersIn(store, result.runId);
  expect(letters.map(({ reference }) => reference).sort()).toEqual(
    people(1_200)
      .map(({ reference }) => reference)
      .sort(),
  );
});
