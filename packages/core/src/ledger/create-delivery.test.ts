import { expect, it, vi } from "vitest";
import { ApiCallError, ConnectorError, InputError, NetworkError, ResponseShapeError } from "../errors";
import { createDelivery } from "./create-delivery";
import { createDeliveryRecord, type DeliveryRecord } from "./delivery-record";

/** A delivery whose saves are kept as they were at the time. */
function deliveryOf(record: DeliveryRecord = createDeliveryRecord("hash")) {
  const saved: DeliveryRecord["steps"][] = [];
  const delivery = createDelivery(record, async () => void saved.push(structuredClone(record.steps)));
  return { delivery, record, saved };
}

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
      expect(saved).toEqual([{ person: { status: "intended" } }]);
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
    expect(record.steps.person).toEqual({ status: "intended" });
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

it("counts a permanent refusal as settled, and a temporary one as open", async () => {
  const permanent = deliveryOf().delivery;
  await permanent.step("note", { make: () => Promise.reject(refusal(422)) }).catch(() => {});
  expect(permanent.isFinished()).toBe(true);
  const temporary = deliveryOf().delivery;
  await temporary.step("note", { make: () => Promise.reject(refusal(429)) }).catch(() => {});
  expect(temporary.isFinished()).toBe(false);
});
