import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPush, createVendor, type Person } from "../__fixtures__/vendor";
import type { ConnectorAction } from "../contract/connector";
import type { RunResult } from "../contract/result";
import type { AnyAction, RunOptions } from "../contract/run";
import { createMemoryStore } from "../state/state";
import { type ManyOptions, pushMany } from "./many";

/** An action whose runs end when they are told to, and what it was called with. */
function createAction() {
  const begun: { input: unknown; options: RunOptions; end(status?: string): void }[] = [];
  const call = (input: unknown, options: RunOptions) =>
    new Promise<RunResult>((resolve) => {
      const end = (status = "success") => resolve({ status } as RunResult);
      options.signal?.addEventListener("abort", () => end("fatal"));
      begun.push({ input, options, end });
    });
  return { begun, action: call as unknown as ConnectorAction<AnyAction> };
}

/** Inputs 0, 1, 2, ..., and how many were read. */
function count(total: number, fault?: { after: number }) {
  const seen = { read: 0, closed: false };
  function* inputs() {
    try {
      for (let input = 0; input < total; input++) {
        if (input === fault?.after) throw new Error("the list ended early");
        seen.read += 1;
        yield input as never;
      }
    } finally {
      seen.closed = true;
    }
  }
  return { seen, inputs: inputs() };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe("pushes of many inputs", () => {
  it("go on side by side up to the concurrency, and are yielded as they end, with their inputs", async () => {
    const { begun, action } = createAction();
    const pushes = pushMany(action, count(4).inputs, { concurrency: 3 });
    const first = pushes.next();
    await tick();
    expect(begun.map(({ input }) => input)).toEqual([0, 1, 2]);
    begun[1]?.end();
    expect((await first).value).toEqual({ index: 1, input: 1, result: { status: "success" } });
    const second = pushes.next();
    await tick();
    expect(begun).toHaveLength(4);
    begun[3]?.end("fatal");
    expect((await second).value).toMatchObject({ index: 3, result: { status: "fatal" } });
    begun[0]?.end();
    begun[2]?.end();
    expect((await pushes.next()).value).toMatchObject({ index: 0 });
    expect((await pushes.next()).value).toMatchObject({ index: 2 });
    expect(await pushes.next()).toEqual({ done: true, value: undefined });
  });

  it("begin twenty at once by default, and nothing before a result is asked for", async () => {
    const { begun, action } = createAction();
    const pushes = pushMany(action, count(50).inputs);
    await tick();
    expect(begun).toHaveLength(0);
    void pushes.next();
    await tick();
    expect(begun).toHaveLength(20);
  });

  it("read no more inputs than are under way or waiting to be taken, however many there are", async () => {
    const action = (async () => ({ status: "success" })) as unknown as ConnectorAction<AnyAction>;
    const { seen, inputs } = count(100_000);
    let taken = 0;
    let most = 0;
    for await (const { index } of pushMany(action, inputs, { concurrency: 8 })) {
      taken += 1;
      most = Math.max(most, seen.read - taken);
      if (index % 10_000 === 0) await tick();
    }
    expect([taken, seen.read, seen.closed]).toEqual([100_000, 100_000, true]);
    expect(most).toBe(8);
  });

  it("begin no input while nobody takes results", async () => {
    const { begun, action } = createAction();
    const { seen, inputs } = count(100);
    const pushes = pushMany(action, inputs, { concurrency: 2 });
    const first = pushes.next();
    await tick();
    for (const { end } of begun) end();
    await first;
    await tick();
    for (const { end } of begun) end();
    await tick();
    await tick();
    expect(seen.read).toBe(3);
  });

  it("yield results while the next input is awaited", async () => {
    const { begun, action } = createAction();
    async function* inputs() {
      yield 0 as never;
      await new Promise(() => {});
    }
    const pushes = pushMany(action, inputs());
    const first = pushes.next();
    await tick();
    begun[0]?.end();
    expect((await first).value).toMatchObject({ input: 0 });
  });
});

describe("pushes of many inputs that are stopped", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  it.each(["the signal", "the deadline"])("by %s begin no other input, and yield those under way", async (what) => {
    const { begun, action } = createAction();
    const { seen, inputs } = count(100);
    const controller = new AbortController();
    const options: ManyOptions = what === "the signal" ? { signal: controller.signal } : { deadlineMs: 5_000 };
    const taken: unknown[] = [];
    const loop = (async () => {
      for await (const { input, result } of pushMany(action, inputs, { ...options, concurrency: 3 }))
        taken.push([input, result.status]);
    })();
    await tick();
    begun[0]?.end();
    await tick();
    if (what === "the signal") controller.abort();
    else vi.advanceTimersByTime(5_000);
    await loop;
    expect(taken).toEqual([
      [0, "success"],
      [1, "fatal"],
      [2, "fatal"],
      [3, "fatal"],
    ]);
    expect(seen).toEqual({ read: 4, closed: true });
    expect(begun.every(({ options: given }) => given.deadlineMs === undefined)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("before they began begin nothing", async () => {
    const { begun, action } = createAction();
    const { seen, inputs } = count(10);
    expect(await pushMany(action, inputs, { signal: AbortSignal.abort() }).next()).toEqual({
      done: true,
      value: undefined,
    });
    expect([begun.length, seen.read]).toEqual([0, 0]);
  });

  it("end although an input never comes", async () => {
    const { action } = createAction();
    const controller = new AbortController();
    async function* inputs(): AsyncGenerator<never> {
      await new Promise(() => {});
    }
    const first = pushMany(action, inputs(), { signal: controller.signal }).next();
    await tick();
    controller.abort();
    expect(await first).toEqual({ done: true, value: undefined });
  });
});

it.each(["break", "throw"])(
  "leaving the loop by %s reads no other input, and waits for those under way",
  async (how) => {
    const { begun, action } = createAction();
    const { seen, inputs } = count(100);
    let hasLeft = false;
    const loop = (async () => {
      for await (const _ of pushMany(action, inputs, { concurrency: 3 })) {
        if (how === "throw") throw new Error("mine");
        break;
      }
    })()
      .catch((error: Error) => error.message)
      .finally(() => {
        hasLeft = true;
      });
    await tick();
    begun[0]?.end();
    await tick();
    const read = seen.read;
    expect([hasLeft, seen.closed]).toEqual([false, true]);
    for (const { end } of begun) end();
    expect(await loop).toBe(how === "throw" ? "mine" : undefined);
    expect([seen.read, begun.length]).toEqual([read, read]);
  },
);

it("inputs that throw are reported after the results of those under way", async () => {
  const { begun, action } = createAction();
  const { inputs } = count(100, { after: 2 });
  const taken: unknown[] = [];
  const loop = (async () => {
    for await (const { input } of pushMany(action, inputs)) taken.push(input);
  })();
  const outcome = expect(loop).rejects.toThrow("the list ended early");
  await tick();
  expect(begun).toHaveLength(2);
  for (const { end } of begun) end();
  await outcome;
  expect(taken).toEqual([0, 1]);
});

it.each<[string, ManyOptions | undefined, unknown]>([
  ["concurrency: expected a whole number above 0, found 0", { concurrency: 0 }, []],
  ["concurrency: expected a whole number above 0, found 1.5", { concurrency: 1.5 }, []],
  ["deadlineMs in the run options", { deadlineMs: -1 }, []],
  ["inputs: expected an iterable or an async iterable", undefined, 5],
])("a mistake is reported at once: %s", (message, options, inputs) => {
  expect(() => pushMany(createAction().action, inputs as never[], options)).toThrow(message);
});

it("the same person twice at once is created once", async () => {
  const vendor = createVendor();
  const people: Person[] = [{ key: "ada", name: "Ada" }];
  const input = { workflowId: "w", originParameters: {}, targetParameters: {} };
  const store = createMemoryStore();
  const receipts: unknown[] = [];
  const inputs = [input, input, input];
  for await (const { result } of pushMany(
    createPush(() => people),
    inputs,
    { store, fetch: vendor.fetch },
  ))
    receipts.push(...result.receipts);
  expect(vendor.candidates).toHaveLength(1);
  expect(receipts).toMatchObject([{ id: "c1" }, { id: "c1", replayed: true }, { id: "c1", replayed: true }]);
});
