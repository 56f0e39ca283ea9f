import { describe, expect, it, vi } from "vitest";
import { deliveryOf, refusal } from "../__fixtures__/delivery";

describe("a create that sends less after a refusal", () => {
  const smaller = (outcome: () => Promise<{ id: string }>) => ({
    sent: () => ({ fields: 2 }),
    async create(_: unknown, revise: (sent: { fields: number }) => Promise<void>) {
      await revise({ fields: 1 });
      return outcome();
    },
    keep: ({ id }: { id: string }, { fields }: { fields: number }) => ({ id, fields }),
  });

  it("stores what it carries before that request leaves, and keeps it", async () => {
    const { delivery, record, saved } = deliveryOf();
    const seen: unknown[] = [];
    const step = smaller(async () => {
      seen.push(saved.at(-1)?.person);
      return { id: "1" };
    });

    expect(await delivery.step("person", step)).toEqual({ id: "1", fields: 1 });
    expect(saved[0]?.person).toMatchObject({ status: "intended", sent: { fields: 2 } });
    expect(seen).toMatchObject([{ status: "intended", sent: { fields: 1 } }]);
    expect(record.steps.person).toEqual({ status: "done", kept: { id: "1", fields: 1 } });
  });

  it("is looked up by what it carried, also in another run", async () => {
    const looked: unknown[] = [];
    const find = async (_: unknown, sent: { fields: number }) => {
      looked.push(sent);
      return looked.length > 1 ? { id: "1" } : null;
    };
    const { delivery, record } = deliveryOf();
    const step = { ...smaller(() => Promise.reject(refusal(500))), find };

    await expect(delivery.step("person", step)).rejects.toMatchObject({ status: 500 });
    expect(record.steps.person).toMatchObject({ status: "intended", sent: { fields: 1 } });
    expect(await deliveryOf(record).delivery.step("person", step)).toEqual({ id: "1", fields: 1 });
    expect(looked).toEqual([{ fields: 1 }, { fields: 1 }]);
  });

  it("lists anew what was there before, as it would recognize other records", async () => {
    const { delivery, record } = deliveryOf();
    const find = async (_: unknown, { fields }: { fields: number }) => (fields === 1 ? [{ id: "old" }] : []);
    const step = { ...smaller(() => Promise.reject(refusal(500))), find, looksBefore: true };

    await expect(delivery.step("person", step)).rejects.toMatchObject({ status: 500 });
    expect(record.steps.person).toMatchObject({ before: ["old"] });
  });

  it("sends nothing more if that cannot be stored, and leaves the step as if nothing had been sent", async () => {
    let saves = 0;
    const save = async () => {
      saves += 1;
      if (saves === 2) throw new Error("disk full");
    };
    const send = vi.fn(async () => ({ id: "1" }));
    const { delivery, record } = deliveryOf(undefined, { save });

    await expect(delivery.step("person", smaller(send))).rejects.toThrow("disk full");
    expect(send).not.toHaveBeenCalled();
    expect(record.steps).toEqual({});
  });
});
