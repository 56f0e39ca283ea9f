import { describe, expect, it } from "vitest";
import { type AcmeSettings, createAcme, inputFor, person, stream } from "../__fixtures__/acme";
import { defineConnector } from "../define/define-connector";
import { readDeadLetters } from "../ledger/dead-letters";
import { createMemoryStore } from "../state/state";

/** Two actions that read the same people and write them to one target, which share their deliveries or do not. */
function twoActions(settings: AcmeSettings, deliveries?: string) {
  const { pushProfile, definition } = createAcme(settings);
  const { actions: _, specificationVersion: __, ...source } = definition;
  const { action } = pushProfile;
  const pushProfileList = { ...action, ...(deliveries === undefined ? {} : { deliveries }) };
  return defineConnector({ ...source, actions: { pushProfile: action, pushProfileList } });
}

/** Creates a record by a step, and counts them. */
function counted(fails: () => boolean = () => false) {
  let count = 0;
  const settings: AcmeSettings = {
    read: () => stream([person(1)]),
    write: (_, { step }) =>
      step("candidate", {
        create: async () => {
          if (fails()) throw new Error("refused");
          count += 1;
          return { id: `record-${count}` };
        },
        keep: ({ id }) => ({ id }),
        repeatable: true,
      }),
  };
  return { settings, created: () => count };
}

describe("actions that share their deliveries", () => {
  it("do not create for a second time what the other one delivered", async () => {
    const { settings, created } = counted();
    const store = createMemoryStore();
    const connector = twoActions(settings, "push_profile");
    const first = await connector.pushProfile(inputFor(), { store });
    const second = await connector.pushProfileList(inputFor(), { store });
    expect(first.receipts).toEqual([{ reference: "p1", id: "record-1" }]);
    expect(second.receipts).toEqual([{ reference: "p1", id: "record-1", replayed: true }]);
    expect(created()).toBe(1);
  });

  it("have one dead letter for an item: what one of them delivers, the other need not try again", async () => {
    let isDown = true;
    const { settings } = counted(() => isDown);
    const store = createMemoryStore();
    const connector = twoActions(settings, "push_profile");
    const stored = async () => {
      const found = [];
      for await (const { action, attempts } of readDeadLetters(store, {})) found.push([action, attempts]);
      return found;
    };
    await connector.pushProfile(inputFor(), { store });
    await connector.pushProfileList(inputFor(), { store });
    expect(await stored()).toEqual([["push_profile_list", 2]]);
    isDown = false;
    await connector.pushProfile(inputFor(), { store });
    expect(await stored()).toEqual([]);
  });

  it("are those that say so: others keep their own", async () => {
    const { settings, created } = counted();
    const store = createMemoryStore();
    const connector = twoActions(settings);
    await connector.pushProfile(inputFor(), { store });
    await connector.pushProfileList(inputFor(), { store });
    expect(created()).toBe(2);
  });
});
