import { describe, expect, it, vi } from "vitest";
import {
  deliveryOf,
  deliverySettings,
  keepId,
  knownOutcomes,
  openRecord,
  refusal,
  unknownOutcomes,
} from "../__fixtures__/delivery";
import { ConfigurationError, InputError, NetworkError } from "../errors";
import { createDelivery } from "./delivery";
import { createDeliveryRecord, type DeliveryRecord } from "./delivery-record";

const aTime = expect.any(Number);
const keep = keepId;

it("saves the intent before the request leaves, and what is kept after its response", async () => {
  const { delivery, saved } = deliveryOf();
  const kept = await delivery.step("person", {
    create: async () => {
      expect(saved).toEqual([{ person: { status: "intended", at: aTime } }]);
      return { id: "1", name: "Ada" };
    },
    keep,
  });
  expect(kept).toEqual({ id: "1" });
  expect(saved.at(-1)).toEqual({ person: { status: "done", kept: { id: "1" } } });
  expect(delivery.isFinished()).toBe(true);
});

it("sends nothing if the intent cannot be saved", async () => {
  const save = () => Promise.reject(new Error("disk full"));
  const delivery = createDelivery(deliverySettings({ record: createDeliveryRecord("hash"), save }));
  const create = vi.fn();
  await expect(delivery.step("person", { create, keep })).rejects.toThrow("disk full");
  expect(create).not.toHaveBeenCalled();
});

it("returns a record that was created and could not be saved, and reports that at the end", async () => {
  const saved: DeliveryRecord["steps"][] = [];
  const record = createDeliveryRecord("hash");
  const save = async () => {
    if (saved.length === 1) throw new ConfigurationError("disk full");
    saved.push(structuredClone(record.steps));
  };
  const delivery = createDelivery(deliverySettings({ record, save }));
  expect(await delivery.step("person", { create: async () => ({ id: "1" }), keep })).toEqual({ id: "1" });
  expect(saved).toMatchObject([{ person: { status: "intended" } }]);
  await expect(delivery.flush()).rejects.toThrow("disk full");
});

it("returns what a step that is done kept, without a request", async () => {
  const { record } = deliveryOf();
  record.steps.person = { status: "done", kept: { id: "1" } };
  const create = vi.fn();
  expect(await deliveryOf(record).delivery.step("person", { create, keep })).toEqual({ id: "1" });
  expect(create).not.toHaveBeenCalled();
});

it("adopts the record that an open step created", async () => {
  const record = openRecord();
  const create = vi.fn();
  const { delivery } = deliveryOf(record);
  expect(await delivery.step("person", { create, keep, find: async () => ({ id: "1" }) })).toEqual({ id: "1" });
  expect(create).not.toHaveBeenCalled();
  expect(record.steps.person).toEqual({ status: "done", kept: { id: "1" } });
});

it("creates the record of an open step that created none", async () => {
  for (const none of [null, []]) {
    const { delivery } = deliveryOf(openRecord());
    const step = { create: async () => ({ id: "2" }), keep, find: async () => none };
    expect(await delivery.step("person", step)).toEqual({ id: "2" });
    expect(delivery.isFinished()).toBe(true);
  }
});

describe("an open step that cannot be looked up", () => {
  it("is never repeated", async () => {
    const create = vi.fn();
    const without = deliveryOf(openRecord()).delivery;
    await expect(without.step("person", { create, keep })).rejects.toMatchObject({
      code: "unsure",
      message: 'it is unknown whether the earlier attempt created "person"',
    });
    const { delivery } = deliveryOf(openRecord());
    const find = () => Promise.reject(refusal(403));
    await expect(delivery.step("person", { create, keep, find })).rejects.toMatchObject({ status: 403 });
    expect(create).not.toHaveBeenCalled();
    for (const each of [without, delivery]) {
      expect([each.isFinished(), each.isUnknown("person")]).toEqual([false, true]);
    }
  });

  it("is repeated if that does no harm", async () => {
    const { delivery } = deliveryOf(openRecord());
    const step = { create: async () => ({ id: "2" }), keep, repeatable: true };
    expect(await delivery.step("person", step)).toEqual({ id: "2" });
    expect([delivery.isFinished(), delivery.isUnknown("person")]).toEqual([true, false]);
  });
});

describe("what a step is about to send", () => {
  it("is given to find and keep, in the same run and in another one", async () => {
    const find = vi.fn(async (_wasSent: unknown, _sent: object) => null);
    const step = { sent: async () => ({ withFile: true }), create: () => Promise.reject(refusal(500)), keep, find };
    const { delivery, record } = deliveryOf();
    await delivery.step("person", step).catch(() => {});
    expect(record.steps.person).toMatchObject({ status: "intended", sent: { withFile: true } });

    const later = { ...step, sent: async () => ({ withFile: false }) };
    await deliveryOf(record)
      .delivery.step("person", later)
      .catch(() => {});
    expect(find.mock.calls.map(([, sent]) => sent)).toEqual([
      { withFile: true },
      { withFile: true },
      { withFile: false },
    ]);
    const adopted = vi.fn(({ id }: { id: string }, sent: object) => ({ id, sent }));
    const found = { ...later, keep: adopted, find: async () => ({ id: "1" }) };
    expect(await deliveryOf(record).delivery.step("person", found)).toEqual({ id: "1", sent: { withFile: false } });
  });

  it.each([
    ["for now", refusal(500), false],
    ["for good", new InputError("no file"), true],
  ])("may be nothing %s: then nothing is sent, and an open step stays open", async (_, error, isSettled) => {
    for (const steps of [{}, openRecord().steps]) {
      const { delivery, record } = deliveryOf();
      Object.assign(record.steps, steps);
      const create = vi.fn();
      const sent = () => Promise.reject(error);
      await expect(delivery.step("person", { sent, create, keep, find: async () => null })).rejects.toBe(error);
      expect(create).not.toHaveBeenCalled();
      expect(record.steps).toEqual(steps);
      expect(delivery.isFinished()).toBe(isSettled);
    }
  });

  it("is passed on without a store as well", async () => {
    const delivery = createDelivery(deliverySettings({ record: createDeliveryRecord(""), save: null }));
    const find = vi.fn(async () => null);
    const step = { sent: () => ({ at: 7 }), find, create: () => Promise.reject(refusal(500)), keep };
    await expect(delivery.step("person", step)).rejects.toMatchObject({ status: 500 });
    expect(find.mock.calls).toEqual([[expect.any(Function), { at: 7 }, expect.any(Number)]]);
  });
});

describe("after an error", () => {
  it("of the store, once the record was created, its outcome is unknown to the other steps", async () => {
    const claim = () => Promise.reject(new ConfigurationError("the disk is full"));
    const ownership = { ...deliverySettings({ record: openRecord(), save: null }).ownership, claim };
    const { delivery, record } = deliveryOf(undefined, { ownership });
    const step = { create: async () => ({ id: "1" }), keep, find: async () => null, identity: { name: "Ada" } };
    await expect(delivery.step("person", step)).rejects.toThrow("the disk is full");
    expect(record.steps.person).toMatchObject({ status: "intended" });
    expect([delivery.isFinished(), delivery.isUnknown("person")]).toEqual([false, true]);
  });

  it.each(unknownOutcomes)("of %s, looks the record up and adopts it", async (_, error) => {
    const { delivery, record } = deliveryOf();
    const step = { create: () => Promise.reject(error), keep, find: async () => ({ id: "1" }) };
    expect(await delivery.step("person", step)).toEqual({ id: "1" });
    expect(record.steps.person).toEqual({ status: "done", kept: { id: "1" } });
    expect(delivery.isUnknown("person")).toBe(false);
  });

  it.each(unknownOutcomes)(
    "of %s, the step stays open if the record is not found or the lookup fails",
    async (_, error) => {
      for (const find of [async () => null, () => Promise.reject(refusal(500)), undefined]) {
        const { delivery, record } = deliveryOf();
        const step = { create: () => Promise.reject(error), keep, ...(find ? { find } : {}) };
        await expect(delivery.step("person", step)).rejects.toBe(error);
        expect(record.steps.person).toEqual({ status: "intended", at: aTime, endedAt: aTime });
        expect([delivery.isFinished(), delivery.isUnknown("person")]).toEqual([false, true]);
      }
    },
  );

  it.each(knownOutcomes)("of %s, the step is as if it had never been tried", async (_, error) => {
    const { delivery, record, saved } = deliveryOf();
    const find = vi.fn();
    await expect(delivery.step("person", { create: () => Promise.reject(error), keep, find })).rejects.toBe(error);
    expect(find).not.toHaveBeenCalled();
    expect(record.steps).toEqual({});
    expect(saved.at(-1)).toEqual({});
    expect(delivery.isUnknown("person")).toBe(false);
  });

  it.each<[string, Error, boolean]>([
    ["400", refusal(400), true],
    ["403", refusal(403), true],
    ["422", refusal(422), true],
    ["an item that cannot be sent", new InputError("no name"), true],
    ["a refused credential", refusal(401), false],
    ["429", refusal(429), false],
    ["no connection", new NetworkError("refused", { cause: { code: "ECONNREFUSED", syscall: "connect" } }), false],
    ...unknownOutcomes.map(([name, error]): [string, Error, boolean] => [name, error, false]),
  ])("of %s, another run tries the step again unless it was refused for good", async (_, error, isFinished) => {
    const { delivery } = deliveryOf();
    const step = { create: () => Promise.reject(error), keep, find: async () => null };
    await delivery.step("note", step).catch(() => {});
    expect(delivery.isFinished()).toBe(isFinished);
  });
});

describe("a mistake of the author", () => {
  it("is reported for a second step of the same name, which does not run", async () => {
    const { delivery } = deliveryOf();
    const create = vi.fn(async () => ({ id: "1" }));
    await delivery.step("note", { create, keep });
    await expect(delivery.step("note", { create, keep })).rejects.toMatchObject({
      name: "ConfigurationError",
      message: 'step "note" runs twice for one item: name each step by what it creates',
    });
    await delivery.step("note: Engineer at Acme", { create, keep });
    await delivery.step("note: Analyst at Acme", { create, keep });
    await expect(delivery.step("note: Analyst at Acme", { create, keep })).rejects.toMatchObject({
      code: "configuration",
    });
    expect(create).toHaveBeenCalledTimes(3);
  });

  it.each<[string, unknown]>([
    ["a BigInt", { id: "1", size: 5n }],
    ["a date", { id: "1", at: new Date() }],
    ["a function", { id: "1", load: () => 1 }],
    ["a text", "1"],
    ["nothing", undefined],
    ["null", null],
  ])("is reported for a keep that returns %s, and the step stays open", async (_, kept) => {
    const { delivery, record } = deliveryOf();
    const step = { create: async () => ({ id: "1" }), keep: () => kept as object };
    await expect(delivery.step("person", step)).rejects.toMatchObject({
      name: "ConfigurationError",
      message: 'step "person": keep must return plain data, such as { id }: JSON stores it',
    });
    expect(record.steps.person).toMatchObject({ status: "intended" });
    expect(delivery.isFinished()).toBe(false);
  });
});

it("stores what follows the first colon of a name as a hash alone", async () => {
  const { delivery, record } = deliveryOf();
  const name = "employment: Engineer at Acme since 2020-01-01";
  await delivery.step(name, { create: async () => ({ id: "1" }), keep });
  const [key] = Object.keys(record.steps);
  expect(key).toMatch(/^employment:[0-9a-f]{32}$/);
  const create = vi.fn();
  expect(await deliveryOf(record).delivery.step(name, { create, keep })).toEqual({ id: "1" });
  expect(create).not.toHaveBeenCalled();
});
