import { describe, expect, it } from "vitest";
import { createDeferred } from "../__fixtures__/deferred";
import { createPush, createVendor, inputOf, type Person } from "../__fixtures__/vendor";
import type { Store } from "../contract/run";
import { createMemoryStore, keysOf, keysOfKind, tokenKey } from "../state/state";
import { forgetPerson, pruneStore } from "./forget";

const ada: Person = { key: "key-ada", reference: "person-ada", name: "Ada", email: "ada@example.com" };
const bob: Person = { key: "key-bob", reference: "person-bob", name: "Bob", email: "bob@example.com" };
const nobody = { deliveries: 0, owners: 0, deadLetters: 0, results: 0, unreadable: [] };
const token = tokenKey("auth.example", "client", "hash");

async function contentOf(store: Store): Promise<string> {
  const keys = await keysOf(store, "");
  return JSON.stringify(await Promise.all(keys.map(async (key) => [key, await store.getItem(key)])));
}

/** A store that remembers both people at two accounts, and a failure of Ada at a third. */
async function createFilled() {
  const store = createMemoryStore();
  const vendor = createVendor();
  const push = createPush(() => [ada, bob]);
  const pushTo = (account: string) =>
    push({ ...inputOf(), workflowId: account, targetParameters: { account } }, { store, fetch: vendor.fetch });
  await pushTo("account-1");
  await pushTo("account-2");
  vendor.outcomes.push(422);
  const failed = await createPush(() => [ada])(
    { ...inputOf(), workflowId: "failed", targetParameters: { account: "account-3" } },
    { store, fetch: vendor.fetch },
  );
  expect(failed.failures).toHaveLength(1);
  await store.setItem(token, JSON.stringify({ token: "person-ada", version: 1 }));
  return { store, vendor, pushTo };
}

describe("a person", () => {
  it.each([{ reference: "person-ada" }, { key: "key-ada" }])("is forgotten at every account by %o", async (person) => {
    const { store, vendor, pushTo } = await createFilled();
    const before = await contentOf(store);
    for (const text of ["person-ada", "ada@example.com"]) expect(before).toContain(text);
    const others = (await keysOfKind(store, "delivery")).length;
    expect(await forgetPerson(store, person)).toEqual({
      deliveries: 3,
      owners: 2,
      deadLetters: 1,
      results: 3,
      unreadable: [],
    });
    expect(await keysOfKind(store, "delivery")).toHaveLength(others - 3);
    expect(await store.getItem(token)).not.toBeNull();
    await store.removeItem(token);
    expect(await contentOf(store)).not.toMatch(/person-ada|key-ada|ada@example|"Ada/i);
    expect(await contentOf(store)).toContain("person-bob");
    expect(await forgetPerson(store, person)).toEqual(nobody);
    const { receipts } = await pushTo("account-1");
    const replayed = receipts.filter((receipt) => receipt.replayed).map(({ reference }) => reference);
    expect([receipts.length, replayed]).toEqual([2, ["person-bob"]]);
    expect(vendor.candidates.filter(({ name }) => name === "Ada")).toHaveLength(3);
  });

  it("is told from others whose key is the same text as the reference", async () => {
    const { store } = await createFilled();
    expect(await forgetPerson(store, { reference: "key-ada" })).toEqual(nobody);
    expect(await forgetPerson(store, { key: "person-bob" })).toMatchObject({ deliveries: 0, deadLetters: 0 });
  });

  it("is forgotten after the push that is under way", async () => {
    const store = createMemoryStore();
    const vendor = createVendor();
    const [arrived, responded] = [createDeferred<void>(), createDeferred<void>()];
    const fetch = async (request: Request) => {
      if (request.method === "POST") {
        arrived.resolve();
        await responded.promise;
      }
      return vendor.fetch(request);
    };
    const pushing = createPush(() => [ada])(inputOf(), { store, fetch });
    await arrived.promise;
    const stopped = new AbortController();
    const given = forgetPerson(store, { key: "key-ada" }, { signal: stopped.signal });
    const forgetting = forgetPerson(store, { key: "key-ada" });
    stopped.abort();
    await expect(given).rejects.toMatchObject({ name: expect.stringMatching(/Abort/) });
    expect(await keysOfKind(store, "delivery")).toHaveLength(1);
    responded.resolve();
    expect((await pushing).receipts).toMatchObject([{ id: "c1" }]);
    expect(await forgetting).toMatchObject({ deliveries: 1, owners: 1 });
    expect(await keysOfKind(store, "delivery")).toEqual([]);
  });

  it("may be in records that cannot be read, which are reported", async () => {
    const { store } = await createFilled();
    const [delivery = ""] = await keysOfKind(store, "delivery");
    const [letter = ""] = await keysOfKind(store, "dead-letter");
    await store.setItem(delivery, "{");
    await store.setItem(letter, JSON.stringify({ version: 2 }));
    const result = "hrflow-connectors:v1:workflow:failed:result";
    await store.setItem(result, "[]");
    const { unreadable } = await forgetPerson(store, { reference: "person-ada" });
    expect(unreadable).toEqual([delivery, letter, result]);
    for (const key of unreadable) expect(await store.getItem(key)).not.toBeNull();
  });

  it("is not half forgotten without notice if the store fails for a moment", async () => {
    const { store } = await createFilled();
    const getItem = (key: string) => {
      if (key.includes("dead-letter:")) throw Object.assign(new Error("busy"), { code: "EMFILE" });
      return store.getItem(key);
    };
    await expect(forgetPerson({ ...store, getItem }, { key: "key-ada" })).rejects.toMatchObject({ retryable: true });
    expect(await forgetPerson(store, { key: "key-ada" })).toMatchObject({ deadLetters: 1 });
  });

  it.each([{}, { reference: "" }, { reference: 5 }, { reference: "a", key: "b" }, null])(
    "must be named by one of both: %o",
    async (person) => {
      await expect(forgetPerson(createMemoryStore(), person as never)).rejects.toMatchObject({ code: "configuration" });
    },
  );

  it("cannot be found in a store that does not list its keys", async () => {
    const store = { ...createMemoryStore(), getKeys: undefined as never };
    await expect(forgetPerson(store, { key: "k" })).rejects.toMatchObject({ code: "configuration" });
  });
});

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
