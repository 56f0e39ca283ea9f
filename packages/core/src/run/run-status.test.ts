import { describe, expect, it } from "vitest";
import { people, runAcme, stream } from "../__fixtures__/acme";
import { eventNames } from "../contract/v1";
import { createMemoryStore } from "../store/memory-store";

const boom = () => {
  throw new Error("boom");
};
const counts = (events: Record<string, number>) => Object.fromEntries(Object.entries(events).filter(([, n]) => n > 0));

describe("the status of a whole run", () => {
  it("is success, with every event's name, a receipt per record and times", async () => {
    const { result } = await runAcme();
    expect(Object.keys(result.events).sort()).toEqual([...eventNames].sort());
    expect(result).toMatchObject({ status: "success", reason: "", readFrom: null, failures: [] });
    expect(counts(result.events)).toEqual({ read_success: 3, write_success: 3 });
    expect(result.receipts).toEqual(people(3).map(({ reference }) => ({ reference, id: `made-${reference}` })));
    expect(result.runId).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Date(result.startedAt).toISOString()).toBe(result.startedAt);
    expect(result.finishedAt >= result.startedAt).toBe(true);
  });

  it("is write_failure when the target cannot be opened, and nothing is read", async () => {
    let reads = 0;
    const read = () => {
      reads++;
      return stream(people(1));
    };
    const { result } = await runAcme({ open: boom, read });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure" });
    expect(counts(result.events)).toEqual({});
    expect(result.failures).toEqual([
      { stage: "open", reference: null, error: { code: "unexpected", message: "boom", retryable: false } },
    ]);
    expect(reads).toBe(0);
  });

  it("is write_failure when the target cannot name its account", async () => {
    const { result } = await runAcme({ account: boom }, {}, { store: createMemoryStore() });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", failures: [{ stage: "open" }] });
  });

  it("is item_to_read_from_failure when no cursor can be taken", async () => {
    const { result } = await runAcme({ cursor: boom }, { readMode: "incremental" }, { store: createMemoryStore() });
    expect(result).toMatchObject({ status: "fatal", reason: "item_to_read_from_failure" });
    expect(counts(result.events)).toEqual({ read_success: 1, item_to_read_from_failure: 1 });
  });

  it("is success for an empty read", async () => {
    const { result } = await runAcme({ read: () => stream([]) });
    expect(result).toMatchObject({ status: "success", reason: "", receipts: [] });
  });

  it("is read_failure when nothing could be read", async () => {
    const { result } = await runAcme({ read: () => stream([], new Error("gone")) });
    expect(result).toMatchObject({ status: "fatal", reason: "read_failure" });
    expect(result.failures).toEqual([
      { stage: "read", reference: null, error: { code: "unexpected", message: "gone", retryable: false } },
    ]);
  });

  it("is read_failure when the origin throws before it answers an iterable", async () => {
    const { result } = await runAcme({ read: boom });
    expect(result).toMatchObject({ status: "fatal", reason: "read_failure" });
  });

  it("is format_failure when every item fails in format", async () => {
    const { result } = await runAcme({ format: boom });
    expect(result).toMatchObject({ status: "fatal", reason: "format_failure" });
    expect(result.failures.map(({ stage, reference }) => [stage, reference])).toEqual([
      ["format", "p0"],
      ["format", "p1"],
      ["format", "p2"],
    ]);
  });

  it("is logics_failure when every formatted item fails in logics", async () => {
    const { result } = await runAcme({}, { logics: [boom] });
    expect(result).toMatchObject({ status: "fatal", reason: "logics_failure" });
  });

  it("is write_failure when every item that reached the write failed", async () => {
    const { result } = await runAcme({ write: boom }, { logics: [(item) => (item.name === "p0" ? null : item)] });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure" });
    expect(counts(result.events)).toEqual({ read_success: 3, logics_discard: 1, write_failure: 2 });
  });

  it("is success_with_failures when one of many fails", async () => {
    const { result } = await runAcme({
      format: (item) => (item.reference === "p1" ? boom() : { name: item.reference }),
    });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "" });
    expect(counts(result.events)).toEqual({ read_success: 3, format_failure: 1, write_success: 2 });
  });

  it("D23 discards and one logic failure, nothing written, is success_with_failures", async () => {
    const { result } = await runAcme({}, { logics: [(item) => (item.name === "p0" ? boom() : null)] });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "" });
    expect(counts(result.events)).toEqual({ read_success: 3, logics_discard: 2, logics_failure: 1 });
  });

  it("D23 everything discarded on purpose is success", async () => {
    const { result } = await runAcme({}, { logics: [() => undefined] });
    expect(result).toMatchObject({ status: "success", reason: "", failures: [] });
  });
});

describe("callback", () => {
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

  it("cannot change the result by what it does to its own", async () => {
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

it("a logger and a listener that throw change nothing", async () => {
  const logger = { debug: boom, info: boom, warn: boom, error: boom };
  const onEvent = async () => boom();
  const { result } = await runAcme({ write: boom }, {}, { logger, onEvent });
  expect(result).toMatchObject({ status: "fatal", reason: "write_failure" });
});

it("an origin whose `reference` throws harms nothing", async () => {
  const { result } = await runAcme({ reference: boom });
  expect(result).toMatchObject({ status: "success" });
  expect(result.receipts.map(({ reference }) => reference)).toEqual([null, null, null]);
});
