import { describe, expect, it } from "vitest";
import { createDeferred } from "../__fixtures__/deferred";
import { createPush, createVendor, inputOf, type Person } from "../__fixtures__/vendor";
import { ConfigurationError } from "../errors";
import { createMemoryStore, keysOf, keysOfKind } from "../state/state";
import { pruneStore } from "./forget";

const ada: Person = { key: "key-ada", reference: "person-ada", name: "Ada", email: "ada@example.com" };
const bob: Person = { key: "key-bob", reference: "person-bob", name: "Bob", email: "bob@example.com" };

async function createFilled() {
  const store = createMemoryStore();
  await createPush(() => [ada, bob])(inputOf(), { store, fetch: createVendor().fetch });
  return { store };
}

describe("pruning", () => {
  const later = () => ({ olderThan: new Date(Date.now() + 60_000) });

  it("keeps unfinished deliveries unless asked", async () => {
    const { store } = await createFilled();
    const [delivery = ""] = await keysOfKind(store, "delivery");
    const record = JSON.parse(String(await store.getItem(delivery)));
    await store.setItem(delivery, JSON.stringify({ ...record, receipts: null }));
    await pruneStore(store, later());
    expect(await keysOfKind(store, "delivery")).toContain(delivery);
    await pruneStore(store, { ...later(), unfinished: true });
    expect(await keysOfKind(store, "delivery")).toEqual([]);
  });

  it("passes over what cannot be decrypted, and fails with a store that fails for a moment", async () => {
    const { store } = await createFilled();
    const [delivery = ""] = await keysOfKind(store, "delivery");
    const [owner = ""] = await keysOfKind(store, "owner");
    const kept = [delivery, owner];
    const failWith = (error: Error) => (key: string) => {
      if (kept.includes(key)) throw error;
      return store.getItem(key);
    };
    const busy = failWith(Object.assign(new Error("busy"), { code: "EMFILE" }));
    await expect(pruneStore({ ...store, getItem: busy }, later())).rejects.toMatchObject({ retryable: true });
    const getItem = failWith(new ConfigurationError("another key"));
    expect(await pruneStore({ ...store, getItem }, { ...later(), unfinished: true })).toBe(3);
    expect((await keysOf(store, "")).sort()).toEqual(kept.sort());
  });

  it("removes no delivery that is being repeated", async () => {
    const store = createMemoryStore();
    const vendor = createVendor();
    const [arrived, responded] = [createDeferred<void>(), createDeferred<void>()];
    let isHeld = false;
    const fetch = async (request: Request) => {
      if (isHeld && request.method === "POST") {
        arrived.resolve();
        await responded.promise;
      }
      return vendor.fetch(request);
    };
    const push = createPush(() => [ada]);
    await push(inputOf(), { store, fetch });
    isHeld = true;
    // The finished delivery is read before the repeated one replaces it.
    const [delivery = ""] = await keysOfKind(store, "delivery");
    const finished = await store.getItem(delivery);
    const repeated = push(inputOf({ onDuplicate: "create" }), { store, fetch });
    await arrived.promise;
    let reads = 0;
    const getItem = (key: string) => (key === delivery && reads++ === 0 ? finished : store.getItem(key));
    const pruning = pruneStore({ ...store, getItem }, { olderThan: new Date(Date.now()) });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await store.getItem(delivery)).not.toBeNull();
    responded.resolve();
    await repeated;
    await pruning;
    expect(await store.getItem(delivery)).not.toBeNull();
  });
});
