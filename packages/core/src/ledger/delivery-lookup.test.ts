import { afterEach, describe, expect, it, vi } from "vitest";
import { deliveryOf, keepId, openRecord, ownershipOfRun, refusal } from "../__fixtures__/delivery";
import type { WasSent } from "../contract/write";
import { AbortedError, ResponseShapeError } from "../errors";
import { createDeliveryRecord } from "./delivery-record";

const keep = keepId;
const minute = 60_000;
const identity = { name: "Ada Example" };

describe("a lookup", () => {
  it("drops records that other items of the run own", async () => {
    const ownership = ownershipOfRun();
    const other = deliveryOf(createDeliveryRecord("other"), { ownership: ownership("other") });
    await other.delivery.step("person", { create: async () => ({ id: "1" }), keep, identity });
    const { delivery } = deliveryOf(openRecord(), { ownership: ownership("this") });
    const step = { create: async () => ({ id: "3" }), keep, find: async () => [{ id: "1" }, { id: "2" }], identity };
    expect(await delivery.step("person", step)).toEqual({ id: "2" });
  });

  it("drops records that earlier deliveries of the item created", async () => {
    const record = openRecord();
    record.known.push("1", "2");
    const step = { create: async () => ({ id: "3" }), keep, find: async () => [{ id: "1" }, { id: "2" }] };
    expect(await deliveryOf(record).delivery.step("person", step)).toEqual({ id: "3" });
  });

  it("adopts nothing if several records remain", async () => {
    const create = vi.fn();
    const find = async () => [{ id: "1" }, { id: "2" }];
    const record = openRecord();
    const { delivery } = deliveryOf(record);
    await expect(delivery.step("person", { create, keep, find })).rejects.toMatchObject({
      code: "unsure",
      message: "2 records match what was sent: which one was created is unknown",
    });
    expect(create).not.toHaveBeenCalled();
    expect(record.steps.person).toMatchObject({ status: "intended" });
    expect([delivery.isFinished(), delivery.isUnknown("person")]).toEqual([false, true]);
  });

  it("in the run whose attempt failed adopts nothing if several records remain, and throws the error", async () => {
    const { delivery, record } = deliveryOf();
    const find = async () => [{ id: "1" }, { id: "2" }];
    const step = { create: () => Promise.reject(refusal(500)), keep, find };
    await expect(delivery.step("person", step)).rejects.toMatchObject({ status: 500 });
    expect(record.steps.person).toMatchObject({ status: "intended" });
    expect(delivery.isUnknown("person")).toBe(true);
  });

  it("by one of two items that look alike leaves the record to the item that adopted it first", async () => {
    const ownership = ownershipOfRun();
    const [first, second] = ["first", "second"].map((item) => deliveryOf(openRecord(), { ownership: ownership(item) }));
    const find = async () => [{ id: "1" }];
    const step = { create: async () => ({ id: "2" }), keep, find, identity };
    expect(await first?.delivery.step("person", step)).toEqual({ id: "1" });
    expect(await second?.delivery.step("person", step)).toEqual({ id: "2" });
  });

  it("before the create finds what is not ours, and adopts none of it", async () => {
    const { delivery, saved } = deliveryOf();
    const find = async () => [{ id: "1" }];
    const create = () => Promise.reject(refusal(500));
    await expect(delivery.step("person", { create, keep, find, identity, looksBefore: true })).rejects.toMatchObject({
      status: 500,
    });
    expect(saved[0]?.person).toMatchObject({ status: "intended", before: ["1"] });
  });

  it("that fails before the create leaves nothing unknown", async () => {
    const create = vi.fn();
    const { delivery, record } = deliveryOf();
    const find = () => Promise.reject(refusal(500));
    await expect(delivery.step("person", { create, keep, find, identity, looksBefore: true })).rejects.toMatchObject({
      status: 500,
    });
    expect(create).not.toHaveBeenCalled();
    expect([record.steps, delivery.isFinished(), delivery.isUnknown("person")]).toEqual([{}, false, false]);
  });
});

describe("an identity", () => {
  const identity = { email: " Ada@Example.com ", phones: ["+33 1", "", null, "+33 2"] as string[], name: undefined };

  it("is stored as salted hashes alone", async () => {
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
    const step = { create: async () => ({ id: "1" }), keep, find: async () => null, identity };
    const first = deliveryOf();
    await first.delivery.step("person", step);
    expect(first.saved[0]?.person).toMatchObject({ identity: { email: [hash], phones: [hash, hash], name: [] } });
    const other = deliveryOf({ ...createDeliveryRecord("hash"), startedAt: first.record.startedAt + 1 });
    await other.delivery.step("person", step);
    expect(other.saved[0]?.person).toMatchObject({ identity: { email: [hash] } });
    const hashes = [first, other].map(({ saved }) => JSON.stringify(saved[0]?.person).match(/[0-9a-f]{64}/g) ?? []);
    expect(new Set(hashes.flat()).size).toBe(6);
  });

  it("is what wasSent compares with", async () => {
    const results: boolean[] = [];
    const comparisons: [string, string | null | undefined, boolean][] = [
      ["email", "ada@example.COM", true],
      ["email", "grace@example.com", false],
      ["email", undefined, false],
      ["email", null, false],
      ["phones", "+33 2", true],
      ["phones", "ada@example.com", false],
      ["phones", "", false],
      ["fax", "+33 1", false],
      ["name", "Ada", false],
    ];
    const find = async (wasSent: WasSent) => {
      for (const [name, value] of comparisons) results.push(await wasSent(name, value));
      return null;
    };
    const step = { create: () => Promise.reject(refusal(500)), keep, find, identity, looksBefore: true };
    await deliveryOf()
      .delivery.step("person", step)
      .catch(() => {});
    const expected = comparisons.map(([, , isSent]) => isSent);
    // Before the create and after it.
    expect(results).toEqual([...expected, ...expected]);
  });

  it("of the attempt is what a later run compares with, although the item has changed since", async () => {
    const found: boolean[] = [];
    const find = async (wasSent: WasSent) => {
      found.push(await wasSent("email", "ada@example.com"));
      return null;
    };
    const step = { create: () => Promise.reject(refusal(500)), keep, find, identity, looksBefore: true };
    const { delivery, record } = deliveryOf();
    await delivery.step("person", step).catch(() => {});
    const changed = { ...step, create: async () => ({ id: "1" }), identity: { email: "grace@example.com" } };
    await deliveryOf(record).delivery.step("person", changed);
    // Before the first create, after it, in the later run, and before its own create.
    expect(found).toEqual([true, true, true, false]);
  });
});

describe("the time since which a lookup looks", () => {
  const margin = minute;

  /** A lookup whose responses tell that the vendor's clock is ahead by this much. */
  function createClock(aheadMs: number) {
    let offsetMs: number | undefined;
    const since: number[] = [];
    const find = async (_: WasSent, __: undefined, from: number) => {
      since.push(from);
      offsetMs = aheadMs;
      return null;
    };
    return { vendorOffsetMs: () => offsetMs, find, since };
  }

  it.each([
    ["behind", -6 * minute],
    ["ahead", 6 * minute],
  ])("is the vendor's if our clock is %s, also if only its response tells", async (_, aheadMs) => {
    const { vendorOffsetMs, find, since } = createClock(aheadMs);
    const record = openRecord();
    const { delivery } = deliveryOf(record, { vendorOffsetMs });
    await delivery.step("person", { create: async () => ({ id: "1" }), keep, find });
    expect(since).toEqual([record.startedAt - margin, record.startedAt + aheadMs - margin]);
  });

  it("is that of the intent where the vendor's clock was known, although our clock was set since", async () => {
    const record = openRecord();
    const vendorAt = record.startedAt + 6 * minute;
    record.steps.person = { status: "intended", at: record.startedAt, vendorAt };
    const { find, since } = createClock(minute);
    await deliveryOf(record, { vendorOffsetMs: () => -minute }).delivery.step("person", {
      create: async () => ({ id: "1" }),
      keep,
      find,
    });
    expect(since).toEqual([vendorAt - margin]);
  });

  it("is stored with the intent once a response told the vendor's clock", async () => {
    const { delivery, saved } = deliveryOf(undefined, { vendorOffsetMs: () => 5_000 });
    await delivery.step("person", { create: async () => ({ id: "1" }), keep });
    const { at, vendorAt = 0 } = { at: 0, ...saved[0]?.person } as { at: number; vendorAt?: number };
    expect(Math.abs(vendorAt - at - 5_000)).toBeLessThan(1_000);
  });
});

describe("a credential that may not look before the create", () => {
  const forbidden = () => Promise.reject(refusal(403));
  const step = { create: async () => ({ id: "1" }), keep, find: forbidden, looksBefore: true };

  it("still creates", async () => {
    expect(await deliveryOf().delivery.step("person", step)).toEqual({ id: "1" });
  });

  it("adopts nothing, even if it may look later", async () => {
    const { delivery, record } = deliveryOf();
    const lost = { ...step, create: () => Promise.reject(refusal(500)) };
    await expect(delivery.step("person", lost)).rejects.toMatchObject({ status: 500 });
    expect(record.steps.person).toMatchObject({ status: "intended", before: null });
    await expect(deliveryOf(record).delivery.step("person", step)).rejects.toMatchObject({ status: 403 });
    const allowed = { ...step, find: async () => [{ id: "2" }] };
    await expect(deliveryOf(record).delivery.step("person", allowed)).rejects.toMatchObject({ code: "unsure" });
  });
});

it("creates nothing after an unreadable response to the lookup before the create", async () => {
  const create = vi.fn();
  const find = () => Promise.reject(new ResponseShapeError("HTML"));
  const { delivery, record } = deliveryOf();
  await expect(delivery.step("person", { create, keep, find, looksBefore: true })).rejects.toThrow("HTML");
  expect(create).not.toHaveBeenCalled();
  expect(record.steps).toEqual({});
});

describe("a record that shows late", () => {
  afterEach(() => void vi.useRealTimers());

  /** Resumes an open step at a time since its intent. Its record shows after a while, or never. */
  function resume(intended: { at: number; endedAt?: number }, visibleAfterMs: number, showsAfterMs = Number.NaN) {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    const now = Date.now();
    const record = createDeliveryRecord("hash");
    const { at, endedAt } = intended;
    const ended = endedAt === undefined ? {} : { endedAt: now - endedAt };
    record.steps.person = { status: "intended", at: now - at, ...ended };
    const create = vi.fn(async () => ({ id: "created", afterMs: Date.now() - now }));
    const find = vi.fn(async () => {
      const afterMs = Date.now() - now;
      return afterMs >= showsAfterMs ? { id: "found", afterMs } : null;
    });
    const controller = new AbortController();
    const { delivery } = deliveryOf(record, { signal: controller.signal });
    const all = ({ id, afterMs }: { id: string; afterMs: number }) => ({ id, afterMs });
    const kept = delivery.step("person", { create, find, keep: all, visibleAfterMs });
    return { kept, create, find, controller, record };
  }

  it("is looked up again and adopted", async () => {
    const { kept, create, find } = resume({ at: 1_000 }, minute, 25_000);
    await vi.advanceTimersByTimeAsync(10 * minute);
    expect(await kept).toEqual({ id: "found", afterMs: 25_000 });
    expect(find).toHaveBeenCalledTimes(6);
    expect(create).not.toHaveBeenCalled();
  });

  it.each<[string, { at: number; endedAt?: number }, number]>([
    ["its process died just now", { at: 0 }, minute],
    // It may have waited for its turn until its process died.
    ["its process died in an attempt that began a while ago", { at: 5 * minute }, minute],
    ["its process died long ago", { at: 15.5 * minute }, minute / 2],
    ["its process died so long ago that it would show", { at: 16 * minute }, 0],
    ["the attempt ended a while ago", { at: 50_000, endedAt: 20_000 }, 40_000],
    ["the attempt ended so long ago that it would show", { at: 4 * minute, endedAt: 2 * minute }, 0],
    ["a clock was set back since", { at: -60 * minute, endedAt: -50 * minute }, minute],
  ])("is created if it did not show in time: %s", async (_, intended, afterMs) => {
    const { kept, create, find } = resume(intended, minute);
    await vi.advanceTimersByTimeAsync(10 * minute);
    expect(await kept).toEqual({ id: "created", afterMs });
    expect(create).toHaveBeenCalledTimes(1);
    expect(find.mock.calls.length).toBeLessThanOrEqual(10);
  });

  it("is not created if the run is stopped meanwhile, and its step stays open", async () => {
    const { kept, create, controller, record } = resume({ at: 0 }, minute);
    const outcome = kept.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(20_000);
    controller.abort();
    expect(AbortedError.isInstance(await outcome)).toBe(true);
    expect(create).not.toHaveBeenCalled();
    expect(record.steps.person).toMatchObject({ status: "intended" });
  });

  it("is looked up once in the run whose attempt failed", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    const { delivery } = deliveryOf();
    const find = vi.fn(async () => null);
    const create = () => Promise.reject(refusal(500));
    const step = { create, keep, find, visibleAfterMs: minute };
    await expect(delivery.step("person", step)).rejects.toMatchObject({ status: 500 });
    expect(find).toHaveBeenCalledTimes(1);
  });
});

it("a step with a mark adopts no record of another item either", async () => {
  const owners = ownershipOfRun();
  const person = { identity: { name: undefined }, isMarked: true, keep, find: async () => [{ id: "1" }] };
  const first = deliveryOf(undefined, { ownership: owners("a") });
  await first.delivery.step("person", { ...person, create: async () => ({ id: "1" }) });
  const second = deliveryOf(undefined, { ownership: owners("b") });
  const lost = { ...person, create: () => Promise.reject(refusal(500)) };
  await expect(second.delivery.step("person", lost)).rejects.toMatchObject({ status: 500 });
  expect(second.record.steps.person).toMatchObject({ status: "intended" });
});
