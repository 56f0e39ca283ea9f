import { describe, expect, it, vi } from "vitest";
import { type Candidate, type Person, people, person, runAcme, stream } from "../__fixtures__/acme";
import { deadLettersIn } from "../__fixtures__/dead-letters";
import { eventNames } from "../contract/result";
import { createMemoryStore } from "../state/state";

const boom = () => {
  throw new Error("boom");
};
const counts = (events: Record<string, number>) => Object.fromEntries(Object.entries(events).filter(([, n]) => n > 0));

describe("the status of a whole run", () => {
  it("is success, with every event name, a receipt per record and times", async () => {
    const { result } = await runAcme();
    expect(Object.keys(result.events).sort()).toEqual([...eventNames].sort());
    expect(result).toMatchObject({ status: "success", reason: "", readFrom: null, failures: [] });
    expect(counts(result.events)).toEqual({ read_success: 3, write_success: 3 });
    expect(result.receipts).toEqual(people(3).map(({ reference }) => ({ reference, id: `created-${reference}` })));
    expect(result.runId).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Date(result.startedAt).toISOString()).toBe(result.startedAt);
    expect(result.finishedAt >= result.startedAt).toBe(true);
  });

  it("is write_failure if the target cannot be opened, and nothing is read", async () => {
    let reads = 0;
    const read = () => {
      reads++;
      return stream(people(1));
    };
    const { result } = await runAcme({ auth: boom, read });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure" });
    expect(counts(result.events)).toEqual({});
    expect(result.failures).toEqual([
      { stage: "open", reference: null, error: { code: "unexpected", message: "boom", retryable: false } },
    ]);
    expect(reads).toBe(0);
  });

  it("is write_failure if the target cannot identify its account", async () => {
    const { result } = await runAcme({ account: boom }, {}, { store: createMemoryStore() });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", failures: [{ stage: "open" }] });
  });

  it("is item_to_read_from_failure if an item has no cursor", async () => {
    const { result } = await runAcme({ cursor: boom }, { readMode: "incremental" }, { store: createMemoryStore() });
    expect(result).toMatchObject({ status: "fatal", reason: "item_to_read_from_failure" });
    expect(counts(result.events)).toEqual({ read_success: 1, item_to_read_from_failure: 1 });
  });

  it("is success for an empty read", async () => {
    const { result } = await runAcme({ read: () => stream([]) });
    expect(result).toMatchObject({ status: "success", reason: "", receipts: [] });
  });

  it("is read_failure if nothing could be read", async () => {
    const { result } = await runAcme({ read: () => stream([], new Error("gone")) });
    expect(result).toMatchObject({ status: "fatal", reason: "read_failure" });
    expect(result.failures).toEqual([
      { stage: "read", reference: null, error: { code: "unexpected", message: "gone", retryable: false } },
    ]);
  });

  it("is read_failure if the origin throws before it returns an iterable", async () => {
    const { result } = await runAcme({ read: boom });
    expect(result).toMatchObject({ status: "fatal", reason: "read_failure" });
  });

  it.each<[string, () => unknown]>([
    ["a list", () => people(2)],
    ["a promise", async () => stream(people(2))],
    ["a promise", () => Promise.reject(new Error("nobody handles it"))],
    ["nothing", () => undefined],
    ["null", () => null],
    ["an object", () => ({ people: [] })],
  ])("is read_failure that names the warehouse if read returns %s", async (found, read) => {
    const { result } = await runAcme({ read: read as never });
    expect(result).toMatchObject({ status: "fatal", reason: "read_failure", receipts: [] });
    expect(result.failures.map(({ stage, error }) => [stage, error.code, error.message])).toEqual([
      [
        "read",
        "configuration",
        `Acme people: read returned ${found}: expected an async iterable, as async *read() returns`,
      ],
    ]);
  });

  it("is format_failure if every item fails in format", async () => {
    const { result } = await runAcme({ format: boom });
    expect(result).toMatchObject({ status: "fatal", reason: "format_failure" });
    expect(result.failures.map(({ stage, reference }) => [stage, reference])).toEqual([
      ["format", "p0"],
      ["format", "p1"],
      ["format", "p2"],
    ]);
  });

  it("is logics_failure if every formatted item fails in logics", async () => {
    const { result } = await runAcme({}, { logics: [boom] });
    expect(result).toMatchObject({ status: "fatal", reason: "logics_failure" });
  });

  it("is write_failure if every item that reached the write failed", async () => {
    const { result } = await runAcme({ write: boom }, { logics: [(item) => (item.name === "p0" ? null : item)] });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure" });
    expect(counts(result.events)).toEqual({ read_success: 3, logics_discard: 1, write_failure: 2 });
  });

  it("is success_with_failures if one of many fails", async () => {
    const { result } = await runAcme({
      format: (item) => (item.reference === "p1" ? boom() : { name: item.reference }),
    });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "" });
    expect(counts(result.events)).toEqual({ read_success: 3, format_failure: 1, write_success: 2 });
  });

  it("is success_with_failures for discards and one logic failure, with nothing written", async () => {
    const { result } = await runAcme({}, { logics: [(item) => (item.name === "p0" ? boom() : null)] });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "" });
    expect(counts(result.events)).toEqual({ read_success: 3, logics_discard: 2, logics_failure: 1 });
  });

  it("is success if everything was discarded on purpose", async () => {
    const { result } = await runAcme({}, { logics: [() => undefined] });
    expect(result).toMatchObject({ status: "success", reason: "", failures: [] });
  });
});

describe("a callback", () => {
  it("is called once, after the last write, with the result so far", async () => {
    const seen: unknown[] = [];
    const { result } = await runAcme({}, { callback: (soFar) => void seen.push(soFar) });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ status: "success", events: { write_success: 3, callback_executed: 0 } });
    expect(result.events.callback_executed).toBe(1);
  });

  it.each([
    ["throws", boom],
    ["rejects", async () => boom()],
  ])("that %s counts as callback_failure", async (_, callback) => {
    const { result } = await runAcme({}, { callback });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "" });
    expect(result.events).toMatchObject({ callback_failure: 1, callback_executed: 0, write_success: 3 });
    expect(result.failures).toEqual([
      { stage: "callback", reference: null, error: { code: "unexpected", message: "boom", retryable: false } },
    ]);
  });

  it("cannot change the result by changing its own", async () => {
    const { result } = await runAcme(
      {},
      {
        callback: (soFar) => {
          soFar.receipts.length = 0;
          soFar.events.write_success = 99;
        },
      },
    );
    expect(result.receipts).toHaveLength(3);
    expect(result.events.write_success).toBe(3);
  });
});

it("ignores a logger and a listener that throw", async () => {
  const logger = { debug: boom, info: boom, warn: boom, error: boom };
  const onEvent = async () => boom();
  const { result } = await runAcme({ write: boom }, {}, { logger, onEvent });
  expect(result).toMatchObject({ status: "fatal", reason: "write_failure" });
});

it("ignores an `id` of the origin that throws: the items have their own references", async () => {
  const { result } = await runAcme({ id: boom });
  expect(result).toMatchObject({ status: "success" });
  expect(result.receipts.map(({ reference }) => reference)).toEqual(["p0", "p1", "p2"]);
});

it("takes an item's reference, identity and copy before format, which cannot change them", async () => {
  const store = createMemoryStore();
  const format = (item: Person) => {
    const name = item.reference;
    item.reference = "changed";
    return { name };
  };
  const write = async ({ name }: Candidate) => {
    if (name === "p1") throw new Error("refused");
    return { id: name };
  };
  const { result } = await runAcme({ format, write }, {}, { store });
  expect(result.receipts.map(({ reference }) => reference)).toEqual(["p0", "p2"]);
  expect(result.failures.map(({ reference }) => reference)).toEqual(["p1"]);
  expect(await deadLettersIn(store, result.runId)).toMatchObject([{ reference: "p1" }]);
  const again = await runAcme({ write }, {}, { store });
  expect(again.result.receipts).toEqual([
    { reference: "p0", id: "p0", replayed: true },
    { reference: "p2", id: "p2", replayed: true },
  ]);
});

it("stores a failed item as it was read, whatever a logic does to what the format passed on", async () => {
  const store = createMemoryStore();
  const read = () => stream([person(1)]);
  const format = (item: Person) => item as never;
  const logic = (item: Candidate) => Object.assign(item, { reference: "changed" });
  const { result } = await runAcme({ read, format, write: boom }, { logics: [logic] }, { store });
  expect(await deadLettersIn(store, result.runId)).toMatchObject([{ item: person(1) }]);
});

it("recognizes an item across runs by the origin's `id`, whatever its reference", async () => {
  const store = createMemoryStore();
  const id = () => "one and the same";
  const write = vi.fn(async ({ name }: Candidate) => ({ id: name }));
  await runAcme({ read: () => stream([person(0)]), write, id }, {}, { store });
  const { result } = await runAcme({ read: () => stream([person(1)]), write, id }, {}, { store });
  expect(result.receipts).toEqual([{ reference: "p1", id: "p0", replayed: true, changed: true }]);
  expect(write).toHaveBeenCalledTimes(1);
});
