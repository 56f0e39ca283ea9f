import { describe, expect, it, vi } from "vitest";
import { type AcmeReadContext, type Candidate, type Person, person, runAcme, stream } from "../__fixtures__/acme";
import { createDeferred } from "../__fixtures__/deferred";
import { nextCursor } from "../__fixtures__/next-cursor";
import { ApiCallError } from "../errors";
import { createMemoryStore } from "../state/state";

const incremental = { readMode: "incremental" } as const;
const failing =
  (...names: string[]) =>
  async ({ name }: Candidate) => {
    if (names.includes(name)) throw new Error("refused");
    return { id: name };
  };

describe("a read that says what it has reached", () => {
  /** Windows of people, each in any order; then it may break. */
  const windows = (all: [string, ...Person[]][], error?: Error) =>
    async function* ({ reached }: AcmeReadContext) {
      for (const [end, ...items] of all) {
        yield* items;
        reached(end);
      }
      if (error) throw error;
    };
  const [first, second] = [
    ["window 1", person(5), person(1)] as [string, ...Person[]],
    ["window 2", person(9), person(2)] as [string, ...Person[]],
  ];

  it("goes on after the last window whose items are done, also if it broke off", async () => {
    const store = createMemoryStore();
    await runAcme({ read: windows([first, second], new Error("page 7")) }, incremental, { store });
    expect(await nextCursor(store)).toBe("window 2");
  });

  it("does not pass a window with an item that failed", async () => {
    const store = createMemoryStore();
    await runAcme({ read: windows([first, second]), write: failing("p9") }, incremental, { store });
    expect(await nextCursor(store)).toBe("window 1");
  });

  it("does not pass a window with an item whose record is pending", async () => {
    const store = createMemoryStore();
    const write = async ({ name }: Candidate) => ({ id: name, ...(name === "p9" ? { pending: true as const } : {}) });
    await runAcme({ read: windows([first, second]), write }, incremental, { store });
    expect(await nextCursor(store)).toBe("window 1");
  });

  it("does not pass items that nobody took before the run was stopped", async () => {
    const store = createMemoryStore();
    const stopped = new AbortController();
    const write = async ({ name }: Candidate) => {
      if (name === "p1") stopped.abort();
      return { id: name };
    };
    await runAcme({ read: windows([first, second]), write }, incremental, { store, signal: stopped.signal });
    expect(await nextCursor(store)).toBe("window 1");
  });

  it("saves what it has reached while it runs, so that a killed process goes on there", async () => {
    const store = createMemoryStore();
    const saved: string[] = [];
    const watching = {
      ...store,
      setItem: (name: string, value: string) => {
        if (name.endsWith(":cursor")) saved.push(JSON.parse(value).readFrom);
        return store.setItem(name, value);
      },
    };
    const third: [string, ...Person[]] = ["window 3", person(12)];
    const held = createDeferred();
    const write = async ({ name }: Candidate) => {
      // As if the process were killed here.
      if (name === "p12") await held.promise;
      return { id: name };
    };
    const run = runAcme({ read: windows([first, second, third]), write }, incremental, { store: watching });
    await vi.waitFor(() => expect(saved).toEqual(["window 1", "window 2"]), { timeout: 20_000 });
    held.resolve();
    await run;
    expect(saved.at(-1)).toBe("window 3");
  });

  it("may hold items without a time of their own", async () => {
    const store = createMemoryStore();
    const { result } = await runAcme({ read: windows([first]), cursor: () => null }, incremental, { store });
    expect([result.status, await nextCursor(store)]).toEqual(["success", "window 1"]);
  });

  it("is not followed by its items before it has reached anything, whatever breaks off", async () => {
    const store = createMemoryStore();
    const newestFirst = async function* ({ reached }: AcmeReadContext) {
      reached(null);
      yield person(9);
      throw new Error("page 2");
    };
    await runAcme({ read: newestFirst }, incremental, { store });
    expect(await nextCursor(store)).toBeNull();
    await runAcme({ read: windows([first]) }, incremental, { store });
    await runAcme({ read: newestFirst }, incremental, { store });
    expect(await nextCursor(store)).toBe("window 1");
  });

  it("never says more than the run's start by the vendor's clock", async () => {
    const store = createMemoryStore();
    const { result } = await runAcme({ read: windows([["2999-01-01T00:00:00.000Z"]]) }, incremental, { store });
    expect(Date.parse(result.readFrom ?? "")).toBe(Date.parse(result.startedAt));
  });
});

it("takes nothing but a text or null for what a read has reached", async () => {
  const store = createMemoryStore();
  async function* read({ reached }: AcmeReadContext) {
    yield person(1);
    reached(Date.now() as never);
  }
  const { result } = await runAcme({ read }, incremental, { store });
  expect(result).toMatchObject({ status: "success_with_failures", events: { read_failure: 1, write_success: 1 } });
  expect(result.failures[0]?.error.message).toBe("reached: expected the cursor as a text, or null");
  expect((await runAcme({}, incremental, { store })).result.status).toBe("success");
});

it("writes an item that JSON cannot hold, and the others with it", async () => {
  const store = createMemoryStore();
  const odd = { ...person(0), size: 1n } as Person;
  const read = () => stream([odd, person(1), person(2)]);
  const { result } = await runAcme({ read, overlapMs: 60_000 }, incremental, { store });
  expect(result).toMatchObject({ status: "success", events: { write_success: 3 } });
});

it("does not pass items that a refused credential kept from being written, however often", async () => {
  const store = createMemoryStore();
  const write = async () => {
    throw new ApiCallError({ method: "POST", url: "https://acme.example", status: 401 });
  };
  for (let run = 0; run < 6; run++) await runAcme({ write, overlapMs: 60_000 }, incremental, { store });
  const { result } = await runAcme({ overlapMs: 60_000 }, incremental, { store });
  expect(result.receipts.map(({ reference }) => reference)).toEqual(["p0", "p1", "p2"]);
});
