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
import { apiError, deadLettersIn, writeExcept } from "../__fixtures__/dead-letters";
import { InputError, NetworkError, PartialWriteError, ResponseShapeError } from "../errors";
import { createMemoryStore } from "../state/state";

describe("an item that fails", () => {
  it("becomes a dead letter with its stage, error, attempts and content, and the failure refers to it", async () => {
    const store = createMemoryStore();
    const { result, events } = await runAcme({ write: writeExcept({ p1: apiError(503) }) }, {}, { store });
    const [letter, ...others] = await deadLettersIn(store, result.runId);
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

  it("becomes a dead letter in whichever stage it fails", async () => {
    const store = createMemoryStore();
    const format = ({ reference }: Person) => {
      if (reference === "p0") throw new Error("unusable");
      return { name: reference };
    };
    const logic = (item: Candidate) => {
      if (item.name === "p1") throw new Error("unusable too");
      return item;
    };
    const write = writeExcept({ p2: apiError(422) });
    const { result } = await runAcme({ format, write }, { logics: [logic] }, { store });
    const stored = (await deadLettersIn(store, result.runId)).map(({ stage, reference }) => [stage, reference]);
    expect(stored).toEqual([
      ["format", "p0"],
      ["logics", "p1"],
      ["write", "p2"],
    ]);
  });

  it.each<[string, unknown, boolean]>([
    ["422", apiError(422), true],
    ["403 on the item", apiError(403), true],
    ["404", apiError(404), true],
    ["an item that cannot be sent", new InputError("no name"), true],
    ["a part that was refused", new PartialWriteError("1 of 2", { receipts: [], cause: apiError(422) }), true],
    ["a part that may succeed later", new PartialWriteError("1 of 2", { receipts: [], cause: apiError(500) }), false],
    ["401", apiError(401), false],
    ["429", apiError(429), false],
    ["503", apiError(503), false],
    ["a lost connection", new NetworkError("reset"), false],
    ["a response that says nothing", new ResponseShapeError("an HTML page"), false],
    ["a bug in the code", new TypeError("x is not a function"), false],
  ])("is refused for good or not, by its error: %s", async (_, error, permanent) => {
    const store = createMemoryStore();
    const { result } = await runAcme({ write: writeExcept({ p0: error }) }, {}, { store });
    expect(await deadLettersIn(store, result.runId)).toMatchObject([{ reference: "p0", permanent }]);
  });

  it("becomes no dead letter without a store", async () => {
    const { result } = await runAcme({ write: writeExcept({ p1: apiError(503) }) });
    expect(result.failures).toEqual([{ stage: "write", reference: "p1", error: expect.any(Object) }]);
  });

  it("is still a failure if the store fails", async () => {
    const memory = createMemoryStore();
    const setItem = (key: string, value: string) => {
      if (key.includes("dead-letters")) throw new Error("disk full");
      return memory.setItem(key, value);
    };
    const settings = { write: writeExcept({ p1: apiError(422) }) };
    const incremental = { readMode: "incremental" } as const;
    const { result, lines } = await runAcme(settings, incremental, { store: { ...memory, setItem } });
    expect(result).toMatchObject({ status: "success_with_failures", events: { write_success: 2, write_failure: 1 } });
    expect(result.failures[0]).not.toHaveProperty("deadLetter");
    expect(result.readFrom).toBe(person(1).updatedAt);
    expect(lines.map(({ message }) => message)).toContain("a failed item could not be stored");
  });

  it("is stored without a secret, and marked as incomplete if it contained one", async () => {
    const store = createMemoryStore();
    const withSecret = { ...person(0), note: `my key is ${originSecret}` };
    const write = async () => {
      throw new Error(`refused ${targetSecret}`);
    };
    const { result } = await runAcme({ read: () => stream([withSecret, person(1)]), write }, {}, { store });
    const found = await deadLettersIn(store, result.runId);
    expect(found).toMatchObject([
      { isWhole: false, item: { reference: "p0", note: "my key is [redacted]" } },
      { isWhole: true, item: person(1) },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/s3cret/);
  });

  it.each<[string, unknown]>([
    ["a date", new Date()],
    ["a function", () => 1],
    ["a number that JSON lacks", Number.NaN],
    ["itself", "circular"],
    ["a map", new Map()],
  ])("is marked as incomplete if it contains %s", async (_, value) => {
    const item: Record<string, unknown> = { ...person(0), value };
    if (value === "circular") item.value = item;
    const store = createMemoryStore();
    const settings = { read: () => stream([item as never]), write: writeExcept({ p0: apiError(422) }) };
    const { result } = await runAcme(settings, {}, { store });
    expect(await deadLettersIn(store, result.runId)).toMatchObject([{ reference: "p0", item: null, isWhole: false }]);
  });
});

describe("the attempts of an item", () => {
  const attemptsOf = async (...items: object[]) => {
    const store = createMemoryStore();
    const attempts: unknown[] = [];
    for (const item of items) {
      const settings = { read: () => stream([item as Person]), write: writeExcept({ p0: apiError(503) }) };
      const { result } = await runAcme(settings, { readMode: "incremental" }, { store, maxAttempts: 2 });
      const [letter] = await deadLettersIn(store, result.runId);
      attempts.push([letter?.attempts, result.readFrom]);
    }
    return attempts;
  };
  const [first, later] = [person(0), person(1).updatedAt];

  it("begin anew once it was corrected at the origin, and hold the cursor again", async () => {
    const corrected = { ...first, updatedAt: later };
    expect(await attemptsOf(first, corrected, corrected)).toEqual([
      [1, null],
      [1, null],
      [2, later],
    ]);
  });

  it("go on if nothing but the order of its fields or the signature of an address has changed", async () => {
    const signed = (signature: string) => ({ ...first, cv: `https://files.example/cv.pdf?signature=${signature}` });
    const { reference, ...others } = signed("two");
    expect(await attemptsOf(signed("one"), { ...others, reference })).toEqual([
      [1, null],
      [2, first.updatedAt],
    ]);
    expect(await attemptsOf(signed("one"), { ...signed("one"), cv: "https://files.example/other.pdf" })).toEqual([
      [1, null],
      [1, null],
    ]);
  });

  it("begin anew if a text was corrected that only begins with an address", async () => {
    const letter = (name: string) => ({
      ...first,
      letter: `https://me.example shows my work. Why you? I know ${name}.`,
    });
    expect(await attemptsOf(letter("Acne"), letter("Acme"))).toEqual([
      [1, null],
      [1, null],
    ]);
  });

  it("go on for an item that the store cannot hold", async () => {
    const unstorable = { ...first, value: Number.NaN };
    expect(await attemptsOf(unstorable, unstorable)).toEqual([
      [1, null],
      [2, first.updatedAt],
    ]);
  });
});

describe("the cursor", () => {
  it("passes an item that was refused for good and stored, and none that may succeed later", async () => {
    const incremental = { readMode: "incremental" } as const;
    const refused = writeExcept({ p1: apiError(422) });
    const transient = writeExcept({ p1: apiError(503) });
    const first = await runAcme({ write: refused }, incremental, { store: createMemoryStore() });
    expect(first.result.readFrom).toBe(person(2).updatedAt);
    const second = await runAcme({ write: transient }, incremental, { store: createMemoryStore() });
    expect(second.result.readFrom).toBe(person(1).updatedAt);
  });
});

it("stores all items that fail side by side, also beyond what a result lists", async () => {
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
    throw apiError(503);
  };
  const { result } = await runAcme({ read: () => stream(people(1_200)), write, concurrency: 8 }, {}, { store });
  expect(result.failures).toHaveLength(1_000);
  const found = await deadLettersIn(store, result.runId);
  expect(found.map(({ reference }) => reference).sort()).toEqual(
    people(1_200)
      .map(({ reference }) => reference)
      .sort(),
  );
});
