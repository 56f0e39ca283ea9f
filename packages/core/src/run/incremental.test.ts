import { describe, expect, it } from "vitest";
import {
  type Candidate,
  createAcme,
  inputFor,
  type Person,
  people,
  person,
  runAcme,
  stream,
} from "../__fixtures__/acme";
import { createDeferred, settled } from "../__fixtures__/deferred";
import type { Store } from "../contract/v1";
import { createMemoryStore } from "../store/memory-store";

const incremental = { readMode: "incremental" } as const;
const at = (index: number) => person(index).updatedAt;
const failing =
  (...names: string[]) =>
  async ({ name }: Candidate) => {
    if (names.includes(name)) throw new Error("refused");
    return { id: name };
  };

/** The cursor that the next run is given. */
async function nextReadFrom(store: Store): Promise<string | null> {
  let given: string | null = "not asked";
  await runAcme(
    {
      read: ({ readFrom }) => {
        given = readFrom;
        return stream([]);
      },
    },
    incremental,
    { store },
  );
  return given;
}

describe("the cursor", () => {
  it("is null at first, saved after the run, and given to the next", async () => {
    const store = createMemoryStore();
    expect(await nextReadFrom(store)).toBeNull();
    const { result } = await runAcme({ read: () => stream(people(3)) }, incremental, { store });
    expect(result.readFrom).toBe(at(2));
    expect(await nextReadFrom(store)).toBe(at(2));
  });

  it("is one per workflow", async () => {
    const store = createMemoryStore();
    await runAcme({}, incremental, { store });
    const other = inputFor(incremental, "another");
    let given: string | null = "not asked";
    const read = ({ readFrom }: { readFrom: string | null }) => {
      given = readFrom;
      return stream<Person>([]);
    };
    await createAcme({ read }).pushProfile(other, { store });
    expect(given).toBeNull();
  });

  it("D7 a sync run neither reads nor changes it", async () => {
    const store = createMemoryStore();
    await runAcme({}, incremental, { store });
    let given: string | null = "not asked";
    const read = ({ readFrom }: { readFrom: string | null }) => {
      given = readFrom;
      return stream(people(9));
    };
    const { result } = await runAcme({ read }, {}, { store });
    expect([given, result.readFrom]).toEqual([null, null]);
    expect(await nextReadFrom(store)).toBe(at(2));
  });

  it("D7 moves over items that were discarded on purpose, also when none was written", async () => {
    const store = createMemoryStore();
    const { result } = await runAcme({}, { ...incremental, logics: [() => null] }, { store });
    expect([result.status, result.readFrom]).toEqual(["success", at(2)]);
    expect(await nextReadFrom(store)).toBe(at(2));
  });

  it("D7 stays where it was when nothing new was read", async () => {
    const store = createMemoryStore();
    await runAcme({}, incremental, { store });
    expect((await runAcme({ read: () => stream([]) }, incremental, { store })).result.readFrom).toBe(at(2));
    expect(await nextReadFrom(store)).toBe(at(2));
  });

  it.each([
    ["write", { write: failing("p2") }],
    [
      "format",
      {
        format: ({ reference }: Person) => {
          if (reference === "p2") throw new Error("odd");
          return { name: reference };
        },
      },
    ],
  ])("D4 does not pass an item that failed in %s", async (_, settings) => {
    const store = createMemoryStore();
    await runAcme({ read: () => stream(people(5)), ...settings }, incremental, { store });
    expect(await nextReadFrom(store)).toBe(at(2));
  });

  it("D4 stays when every item failed", async () => {
    const store = createMemoryStore();
    const { result } = await runAcme({ write: failing("p0", "p1", "p2") }, incremental, { store });
    expect([result.reason, result.readFrom]).toEqual(["write_failure", null]);
    expect(await nextReadFrom(store)).toBeNull();
  });

  it("moves over what was read in order before the read broke", async () => {
    const store = createMemoryStore();
    await runAcme({ read: () => stream(people(3), new Error("page 2")) }, incremental, { store });
    expect(await nextReadFrom(store)).toBe(at(2));
  });

  it("D27 stays after a read that broke off out of order", async () => {
    const store = createMemoryStore();
    const items = [person(5), person(1), person(3)];
    await runAcme({ read: () => stream(items, new Error("page 2")) }, incremental, { store });
    expect(await nextReadFrom(store)).toBeNull();
  });

  it("never moves back", async () => {
    const store = createMemoryStore();
    await runAcme({ read: () => stream([person(7)]) }, incremental, { store });
    await runAcme({ read: () => stream([person(3)]) }, incremental, { store });
    expect(await nextReadFrom(store)).toBe(at(7));
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no date");
      },
    ],
    ["is empty", () => ""],
    ["is no text", () => 5 as unknown as string],
  ])("that %s ends the run and is not saved", async (_, broken) => {
    const store = createMemoryStore();
    await runAcme({}, incremental, { store });
    const cursor = (item: Person) => (item.reference === "p4" ? broken() : item.updatedAt);
    const { result } = await runAcme({ read: () => stream(people(9)), cursor }, incremental, { store });
    expect(result).toMatchObject({ status: "fatal", reason: "item_to_read_from_failure", readFrom: at(2) });
    expect(result.events).toMatchObject({ item_to_read_from_failure: 1, write_success: 4 });
    expect(await nextReadFrom(store)).toBe(at(2));
  });

  it("survives an origin whose cursor and reference both throw", async () => {
    const boom = () => {
      throw new Error("boom");
    };
    const { result } = await runAcme({ cursor: boom, reference: boom }, incremental, { store: createMemoryStore() });
    expect(result.reason).toBe("item_to_read_from_failure");
  });
});

it("runs of one workflow take turns, so that each starts where the other stopped", async () => {
  const store = createMemoryStore();
  const held = createDeferred();
  const given: (string | null)[] = [];
  const read = ({ readFrom }: { readFrom: string | null }) => {
    given.push(readFrom);
    return stream(people(3));
  };
  const write = async ({ name }: Candidate) => {
    await held.promise;
    return { id: name };
  };
  const runs = [runAcme({ read, write }, incremental, { store }), runAcme({ read, write }, incremental, { store })];
  await settled();
  held.resolve();
  await Promise.all(runs);
  expect(given).toEqual([null, at(2)]);
});
