import { describe, expect, it, vi } from "vitest";
import { runAcme, runOne } from "../__fixtures__/acme";
import { createDeferred } from "../__fixtures__/deferred";
import { created, deliveryOf, failing, keepId, refusal } from "../__fixtures__/delivery";
import { createMemoryStore } from "../state/state";
import type { DeliveryRecord } from "./delivery-record";
import { createDeliveryRecord } from "./delivery-record";

type Steps = DeliveryRecord["steps"];

/** A delivery whose saves end when told, with the steps as each save found them. */
function slowDelivery() {
  const record = createDeliveryRecord("hash");
  const saves: { steps: Steps; end: ReturnType<typeof createDeferred<void>> }[] = [];
  const save = () => {
    const end = createDeferred<void>();
    saves.push({ steps: structuredClone(record.steps), end });
    return end.promise;
  };
  return { ...deliveryOf(record, { save }), saves };
}

const names = (steps: Steps | undefined) =>
  Object.entries(steps ?? {}).map(([name, { status }]) => `${name} ${status}`);

describe("steps side by side", () => {
  it("are saved one write at a time, each with all that happened before", async () => {
    const { delivery, saves } = slowDelivery();
    const first = delivery.step("one", created("1"));
    await vi.waitFor(() => expect(saves).toHaveLength(1), { timeout: 20_000 });
    const others = ["two", "three", "four"].map((name) => delivery.step(name, created(name)));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(saves).toHaveLength(1);
    saves[0]?.end.resolve();
    await vi.waitFor(() => expect(saves).toHaveLength(2), { timeout: 20_000 });
    expect(names(saves[1]?.steps)).toEqual(["one intended", "two intended", "three intended", "four intended"]);
    saves[1]?.end.resolve();
    await vi.waitFor(() => expect(saves).toHaveLength(3), { timeout: 20_000 });
    expect(names(saves[2]?.steps)).toContain("one done");
    for (let n = 2; n < 6; n++) {
      saves[n]?.end.resolve();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await Promise.all([first, ...others])).toEqual([
      { id: "1" },
      { id: "two" },
      { id: "three" },
      { id: "four" },
    ]);
    expect(names(saves.at(-1)?.steps)).toEqual(["one done", "two done", "three done", "four done"]);
  });

  it("send nothing before a save that holds their intent", async () => {
    const { delivery, saves } = slowDelivery();
    void delivery.step("one", created("1"));
    await vi.waitFor(() => expect(saves).toHaveLength(1), { timeout: 20_000 });
    const create = vi.fn(async () => ({ id: "2" }));
    const second = delivery.step("two", { create, keep: keepId, find: async () => null });
    saves[0]?.end.resolve();
    await vi.waitFor(() => expect(saves).toHaveLength(2), { timeout: 20_000 });
    expect(create).not.toHaveBeenCalled();
    saves[1]?.end.resolve();
    expect(await second).toEqual({ id: "2" });
  });

  it("leave no intent of those whose save failed in later saves", async () => {
    const { delivery, saves } = slowDelivery();
    const first = delivery.step("one", created("1"));
    await vi.waitFor(() => expect(saves).toHaveLength(1), { timeout: 20_000 });
    const second = delivery.step("two", created("2"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    saves[0]?.end.reject(new Error("disk full"));
    await expect(first).rejects.toThrow("disk full");
    await vi.waitFor(() => expect(saves).toHaveLength(2), { timeout: 20_000 });
    expect(names(saves[1]?.steps)).toEqual(["two intended"]);
    saves[1]?.end.resolve();
    await vi.waitFor(() => expect(saves).toHaveLength(3), { timeout: 20_000 });
    saves[2]?.end.resolve();
    expect(await second).toEqual({ id: "2" });
  });

  it("need two saves for their intents, however many they are", async () => {
    const { delivery, saved } = deliveryOf();
    const step = { ...created("1"), find: async () => null };
    await Promise.all(Array.from({ length: 12 }, (_, n) => delivery.step(`step ${n}`, step)));
    await delivery.flush();
    expect(saved.length).toBeLessThanOrEqual(3);
    expect(new Set(Object.values(saved.at(-1) ?? {}).map(({ status }) => status))).toEqual(new Set(["done"]));
  });
});

describe("a writer that throws while its steps are running", () => {
  it("ends when they have ended", async () => {
    const response = createDeferred<{ id: string }>();
    const begun = createDeferred();
    let hasEnded = false;
    const run = runAcme({
      concurrency: 1,
      read: async function* () {
        yield { reference: "p0", name: "p0" } as never;
      },
      async write(_, { step }) {
        const slow = step("slow", {
          create: () => {
            begun.resolve();
            return response.promise;
          },
          keep: keepId,
        });
        slow.catch(() => undefined);
        await begun.promise;
        throw new TypeError("a bug");
      },
    }).then((outcome) => {
      hasEnded = true;
      return outcome;
    });
    await begun.promise;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(hasEnded).toBe(false);
    response.resolve({ id: "1" });
    expect((await run).result.failures).toMatchObject([{ error: { message: "a bug" } }]);
  });
});

it("a step that a writer begins after its item has ended sends nothing", async () => {
  const sent: string[] = [];
  const held = createDeferred<void>();
  const late = createDeferred<unknown>();
  const step = (name: string) => ({
    create: async () => {
      sent.push(name);
      await held.promise;
      return { id: name };
    },
    keep: keepId,
    find: async () => null,
  });
  const store = createMemoryStore();
  const { failures } = await runOne(
    async ({ step: run }) => {
      const chain = async () => {
        await run("one", step("one"));
        await new Promise((resolve) => setTimeout(resolve, 50));
        await run("two", step("two"));
      };
      chain().catch((error) => late.resolve(error));
      await Promise.resolve();
      setTimeout(held.resolve, 5);
      throw new TypeError("a bug");
    },
    { store },
  );
  expect(failures).toMatchObject([{ error: { message: "a bug" } }]);
  expect(await late.promise).toMatchObject({ code: "aborted" });
  expect(sent).toEqual(["one"]);
});

it("warnings come in the order of the calls, whatever ends first", async () => {
  const { receipts } = await runOne(async ({ optional }) => {
    const late = createDeferred<never>();
    const slow = optional("slow", { create: () => late.promise, keep: keepId });
    await optional("fast", failing(refusal(422)));
    late.reject(refusal(400));
    await slow;
    return { id: "1" };
  });
  expect(receipts[0]?.warnings?.map((text) => text.split(" ")[0])).toEqual(["slow", "fast"]);
});
