import { afterEach, expect, it, vi } from "vitest";
import {
  AbortedError,
  ApiCallError,
  ConfigurationError,
  ConnectorError,
  InputError,
  NetworkError,
  ResponseShapeError,
} from "../errors";
import { createDelivery } from "./create-delivery";
import { createDeliveryRecord, type DeliveryRecord } from "./delivery-record";

/** A delivery whose saves are kept as they were at the time. */
function deliveryOf(record: DeliveryRecord = createDeliveryRecord("hash"), signal?: AbortSignal) {
  const saved: DeliveryRecord["steps"][] = [];
  const delivery = createDelivery(record, async () => void saved.push(structuredClone(record.steps)), signal);
  return { delivery, record, saved };
}

const aTime = expect.any(Number);

const refusal = (status: number) => new ApiCallError({ method: "POST", url: "https://api.acme.example", status });
const unsure: [string, Error][] = [
  ["a reset", new NetworkError("reset", { cause: { code: "ECONNRESET" } })],
  ["a time-out", new NetworkError("late", { code: "timeout" })],
  ["500", refusal(500)],
  ["503", refusal(503)],
  ["408", refusal(408)],
  ["a broken answer", new ResponseShapeError("HTML")],
  ["a fault of the writer", new TypeError("x is undefined")],
];
const sure: [string, Error][] = [
  ["400", refusal(400)],
  ["401", refusal(401)],
  ["422", refusal(422)],
  ["429", refusal(429)],
  ["a turn at the rate limit that never came", new ConnectorError("busy", { code: "rate_limited", retryable: true })],
  ["an item that cannot be sent", new InputError("no name")],
  ["a connection never made", new NetworkError("refused", { cause: { code: "ECONNREFUSED" } })],
];

it("saves the intent before the request leaves, and what was made after its answer", async () => {
  const { delivery, saved } = deliveryOf();
  const made = await delivery.step("person", {
    make: async () => {
      expect(saved).toEqual([{ person: { status: "intended", at: aTime } }]);
      return { id: "1" };
    },
  });
  expect(made).toEqual({ id: "1" });
  expect(saved.at(-1)).toEqual({ person: { status: "done", made: { id: "1" } } });
  expect(delivery.isFinished()).toBe(true);
});

it("does not send when the intent cannot be saved", async () => {
  const delivery = createDelivery(createDeliveryRecord("hash"), () => Promise.reject(new Error("disk full")));
  const make = vi.fn();
  await expect(delivery.step("person", { make })).rejects.toThrow("disk full");
  expect(make).not.toHaveBeenCalled();
});

it("leaves open what was made and could not be remembered, and does not take the store's fault for the vendor's", async () => {
  const kept: DeliveryRecord["steps"][] = [];
  const record = createDeliveryRecord("hash");
  const delivery = createDelivery(record, async () => {
    if (kept.length === 1) throw new ConfigurationError("disk full");
    kept.push(structuredClone(record.steps));
  });
  await expect(delivery.step("person", { make: async () => ({ id: "1" }) })).rejects.toThrow("disk full");
  expect(kept).toMatchObject([{ person: { status: "intended" } }]);
  expect(delivery.isFinished()).toBe(false);
});

it("answers a step that is done without a request", async () => {
  const { record } = deliveryOf();
  record.steps.person = { status: "done", made: { id: "1" } };
  const make = vi.fn();
  expect(await deliveryOf(record).delivery.step("person", { make })).toEqual({ id: "1" });
  expect(make).not.toHaveBeenCalled();
});

it("adopts what an open step turns out to have made", async () => {
  const { record } = deliveryOf();
  record.steps.person = { status: "intended" };
  const make = vi.fn();
  const { delivery } = deliveryOf(record);
  expect(await delivery.step("person", { make, find: async () => ({ id: "1" }) })).toEqual({ id: "1" });
  expect(make).not.toHaveBeenCalled();
  expect(record.steps.person).toEqual({ status: "done", made: { id: "1" } });
});

it("tells a look-up what was about to be sent, in the same run and in another one", async () => {
  const find = vi.fn(async () => null);
  const step = { intent: async () => ({ withFile: true }), make: () => Promise.reject(refusal(500)), find };
  const { delivery, record } = deliveryOf();
  await delivery.step("person", step).catch(() => {});
  expect(record.steps.person).toMatchObject({ status: "intended", intent: { withFile: true } });

  const later = { ...step, intent: async () => ({ withFile: false }) };
  await deliveryOf(record)
    .delivery.step("person", later)
    .catch(() => {});
  expect(find.mock.calls).toEqual([[{ withFile: true }], [{ withFile: true }], [{ withFile: false }]]);
});

it.each([
  ["for now", refusal(500), false],
  ["for good", new InputError("no file"), true],
])("does not send when there is nothing to send %s, and keeps what is open", async (_, error, isSettled) => {
  const open = { person: { status: "intended" as const, intent: 1 } };
  for (const steps of [{}, open]) {
    const { delivery, record } = deliveryOf({ ...createDeliveryRecord("hash"), steps: { ...steps } });
    const make = vi.fn();
    const step = { intent: () => Promise.reject(error), make, find: async () => null };
    await expect(delivery.step("person", step)).rejects.toBe(error);
    expect(make).not.toHaveBeenCalled();
    expect(record.steps).toEqual(steps);
    expect(delivery.isFinished()).toBe(isSettled);
  }
});

it("asks for no intent where nothing is kept", async () => {
  const intent = vi.fn();
  const find = vi.fn(async () => null);
  const delivery = createDelivery(createDeliveryRecord(""), null);
  await delivery.step("person", { intent, find, make: () => Promise.reject(refusal(500)) }).catch(() => {});
  expect(intent).not.toHaveBeenCalled();
  expect(find.mock.calls).toEqual([[undefined]]);
});

it("makes an open step that is surely not there", async () => {
  const { record } = deliveryOf();
  record.steps.person = { status: "intended" };
  const { delivery } = deliveryOf(record);
  expect(await delivery.step("person", { make: async () => ({ id: "2" }), find: async () => null })).toEqual({
    id: "2",
  });
});

it("never repeats an open step that cannot be looked up", async () => {
  const { record } = deliveryOf();
  record.steps.person = { status: "intended" };
  const make = vi.fn();
  const { delivery } = deliveryOf(record);
  await expect(delivery.step("person", { make })).rejects.toMatchObject({ code: "unsure" });
  await expect(delivery.step("person", { make, find: () => Promise.reject(refusal(403)) })).rejects.toMatchObject({
    status: 403,
  });
  expect(make).not.toHaveBeenCalled();
  expect(delivery.isFinished()).toBe(false);
});

it.each(unsure)("after %s, looks the record up, and adopts it", async (_, error) => {
  const { delivery, record } = deliveryOf();
  const made = await delivery.step("person", { make: () => Promise.reject(error), find: async () => ({ id: "1" }) });
  expect(made).toEqual({ id: "1" });
  expect(record.steps.person).toEqual({ status: "done", made: { id: "1" } });
});

it.each(unsure)("after %s, stays open when the record is not found or cannot be looked for", async (_, error) => {
  for (const find of [async () => null, () => Promise.reject(refusal(500)), undefined]) {
    const { delivery, record } = deliveryOf();
    const step = { make: () => Promise.reject(error), ...(find ? { find } : {}) };
    await expect(delivery.step("person", step)).rejects.toBe(error);
    expect(record.steps.person).toEqual({ status: "intended", at: aTime, endedAt: aTime });
    expect(delivery.isFinished()).toBe(false);
  }
});

it.each(sure)("after %s, the step is as if it had never been tried", async (_, error) => {
  const { delivery, record, saved } = deliveryOf();
  const find = vi.fn();
  await expect(delivery.step("person", { make: () => Promise.reject(error), find })).rejects.toBe(error);
  expect(find).not.toHaveBeenCalled();
  expect(record.steps).toEqual({});
  expect(saved.at(-1)).toEqual({});
});

it.each<[string, Error, boolean]>([
  ["400", refusal(400), true],
  ["403", refusal(403), true],
  ["422", refusal(422), true],
  ["an item that cannot be sent", new InputError("no name"), true],
  ["a refused credential", refusal(401), false],
  ["429", refusal(429), false],
  ["a connection never made", new NetworkError("refused", { cause: { code: "ECONNREFUSED" } }), false],
  ...unsure.map(([name, error]): [string, Error, boolean] => [name, error, false]),
])("after %s, nothing is left to do only where it is a permanent refusal", async (_, error, isFinished) => {
  const { delivery } = deliveryOf();
  await delivery.step("note", { make: () => Promise.reject(error), find: async () => null }).catch(() => {});
  expect(delivery.isFinished()).toBe(isFinished);
});

it("is left open when the writer says so, whatever its steps are", async () => {
  const { delivery } = deliveryOf();
  await delivery.step("person", { make: async () => ({ id: "1" }) });
  delivery.leaveOpen();
  expect(delivery.isFinished()).toBe(false);
});

afterEach(() => vi.useRealTimers());

const minute = 60_000;

/** An open step, resumed at a time since its intent; what it made shows so long after the resumption, if ever. */
function resume(intended: { at?: number; endedAt?: number }, appearsWithinMs: number, showsAfterMs = Number.NaN) {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  const now = Date.now();
  const { record } = deliveryOf();
  const times = Object.entries(intended).map(([name, sinceMs]) => [name, now - sinceMs]);
  record.steps.person = { status: "intended", ...Object.fromEntries(times) };
  const make = vi.fn(async () => ({ id: "made", afterMs: Date.now() - now }));
  const find = vi.fn(async () =>
    Date.now() - now >= showsAfterMs ? { id: "found", afterMs: Date.now() - now } : null,
  );
  const controller = new AbortController();
  const made = deliveryOf(record, controller.signal).delivery.step("person", { make, find, appearsWithinMs });
  return { made, make, find, controller, record };
}

it("looks again for what may show late, and adopts it", async () => {
  const { made, make, find } = resume({ at: 1_000 }, minute, 25_000);
  await vi.advanceTimersByTimeAsync(10 * minute);
  expect(await made).toEqual({ id: "found", afterMs: 25_000 });
  expect(find).toHaveBeenCalledTimes(6);
  expect(make).not.toHaveBeenCalled();
});

it.each<[string, { at?: number; endedAt?: number }, number]>([
  ["its process died just now", { at: 0 }, minute],
  // It may have waited for its turn until its process died, which nobody noted.
  ["its process died in an attempt that was begun a while ago", { at: 5 * minute }, minute],
  ["its process died long ago", { at: 15.5 * minute }, minute / 2],
  ["its process died so long ago that it would show", { at: 16 * minute }, 0],
  ["the attempt ended a while ago", { at: 50_000, endedAt: 20_000 }, 40_000],
  ["the attempt ended so long ago that it would show", { at: 4 * minute, endedAt: 2 * minute }, 0],
  ["nobody noted when", {}, minute],
  ["a clock was put back since", { at: -60 * minute, endedAt: -50 * minute }, minute],
])("makes what did not show in time: %s", async (_, intended, afterMs) => {
  const { made, make, find } = resume(intended, minute);
  await vi.advanceTimersByTimeAsync(10 * minute);
  expect(await made).toEqual({ id: "made", afterMs });
  expect(make).toHaveBeenCalledTimes(1);
  expect(find.mock.calls.length).toBeLessThanOrEqual(10);
});

it("makes nothing when the run is stopped meanwhile, and stays open", async () => {
  const { made, make, controller, record } = resume({ at: 0 }, minute);
  const settled = made.catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(20_000);
  controller.abort();
  expect(AbortedError.isInstance(await settled)).toBe(true);
  expect(make).not.toHaveBeenCalled();
  expect(record.steps.person).toMatchObject({ status: "intended" });
});

it("does not wait in the run whose attempt was unsure", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  const { delivery } = deliveryOf();
  const find = vi.fn(async () => null);
  const make = () => Promise.reject(refusal(500));
  await expect(delivery.step("person", { make, find, appearsWithinMs: minute })).rejects.toMatchObject({ status: 500 });
  expect(find).toHaveBeenCalledTimes(1);
});
