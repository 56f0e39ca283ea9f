import { describe, expect, it } from "vitest";
import { createDeferred } from "../__fixtures__/deferred";
import { createPush, createVendor, inputOf, type Person } from "../__fixtures__/vendor";
import type { Store } from "../contract/shared";
import { ConfigurationError } from "../errors";
import { createMemoryStore, keysOf, keysOfKind, resultKey, tokenKey } from "../state/state";
import { forgetPerson } from "./forget";

const ada: Person = { key: "key-ada", reference: "person-ada", name: "Ada", email: "ada@example.com" };
const bob: Person = { key: "key-bob", reference: "person-bob", name: "Bob", email: "bob@example.com" };
const nobody = { deliveries: 0, owners: 0, deadLetters: 0, results: 0, written: 0, unreadable: [] };
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

type Given = Record<string, unknown> & { previous?: object };

/** A store in which a result of an earlier run has another reference of Ada. */
async function createRenamed() {
  const store = createMemoryStore();
  await createPush(() => [ada])(inputOf(), { store, fetch: createVendor().fetch });
  const result = resultKey("earlier");
  const own = { reference: "former-ada" };
  const receipts = [
    { ...own, id: "cand-1" },
    { reference: "other", id: "cand-2" },
  ];
  await store.setItem(result, JSON.stringify({ version: 1, runId: "r", receipts, failures: [own] }));
  const [delivery = ""] = await keysOfKind(store, "delivery");
  return { store, result, delivery };
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
      written: 0,
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

  describe("whose removal was interrupted", () => {
    it.each(["workflow", "dead-letters", "delivery"])(
      "is forgotten by a second call, after the %s keys failed",
      async (kind) => {
        const { store } = await createFilled();
        await store.removeItem(token);
        let lists = 0;
        const getKeys = (base: string) => {
          if (base.endsWith(`:${kind}:`) && ++lists === 1) throw Object.assign(new Error("busy"), { code: "EMFILE" });
          return store.getKeys?.(base) ?? [];
        };
        const failing = { ...store, getKeys };
        await expect(forgetPerson(failing, { key: "key-ada" })).rejects.toMatchObject({ retryable: true });
        await forgetPerson(failing, { key: "key-ada" });
        expect(await contentOf(store)).not.toMatch(/person-ada|key-ada|ada@example/);
      },
    );

    it("is forgotten by a second call, whichever removal failed", async () => {
      for (let failingRemoval = 1; failingRemoval <= 7; failingRemoval++) {
        const { store } = await createFilled();
        await store.removeItem(token);
        let removals = 0;
        const removeItem = (key: string) => {
          if (++removals === failingRemoval) throw Object.assign(new Error("busy"), { code: "EMFILE" });
          return store.removeItem(key);
        };
        const failing = { ...store, removeItem };
        await expect(forgetPerson(failing, { key: "key-ada" })).rejects.toMatchObject({ retryable: true });
        await forgetPerson(failing, { key: "key-ada" });
        expect(await contentOf(store)).not.toMatch(/person-ada|key-ada|ada@example/);
        expect(await keysOfKind(store, "owner")).toHaveLength(2);
      }
    });
  });

  it("is forgotten by the key in the result of a delivery that is unfinished", async () => {
    const { store } = await createFilled();
    for (const key of await keysOfKind(store, "delivery")) {
      const record = JSON.parse(String(await store.getItem(key)));
      await store.setItem(
        key,
        JSON.stringify({ ...record, receipts: null, steps: { ...record.steps, tag: { status: "intended", at: 1 } } }),
      );
    }
    expect(await forgetPerson(store, { key: "key-ada" })).toMatchObject({ results: 3 });
    await store.removeItem(token);
    expect(await contentOf(store)).not.toContain("person-ada");
  });

  it.each([
    ["what a repeated delivery created before", { known: ["cand-1"] }],
    ["a step that is done", { steps: { candidate: { status: "done", kept: { id: "cand-1" } } } }],
    [
      "a step of the delivery that is repeated",
      { previous: { steps: { a: { status: "done", kept: { id: "cand-1" } } } } },
    ],
  ])("is forgotten under an earlier reference by the id of %s", async (_, { previous, ...given }: Given) => {
    const { store, ...keys } = await createRenamed();
    const record = { ...JSON.parse(String(await store.getItem(keys.delivery))), receipts: null, steps: {}, ...given };
    const { previous: __, ...before } = record;
    const text = JSON.stringify(previous ? { ...record, previous: { ...before, ...previous } } : record);
    await store.setItem(keys.delivery, text);
    expect(await forgetPerson(store, { key: "key-ada" })).toMatchObject({ results: 2, deliveries: 1 });
    expect(await contentOf(store)).not.toMatch(/former-ada|person-ada/);
    expect(JSON.parse(String(await store.getItem(keys.result)))).toMatchObject({
      receipts: [{ reference: "other", id: "cand-2" }],
      failures: [],
    });
  });

  it("is forgotten in the failure of a run whose dead letter a later run has replaced", async () => {
    const store = createMemoryStore();
    const vendor = createVendor();
    for (const workflowId of ["first", "second"]) {
      vendor.outcomes.push(422);
      const { failures } = await createPush(() => [ada])({ ...inputOf(), workflowId }, { store, fetch: vendor.fetch });
      expect(failures).toMatchObject([{ reference: "person-ada", deadLetter: expect.any(String) }]);
    }
    expect(await forgetPerson(store, { key: "key-ada" })).toMatchObject({ deadLetters: 1, results: 2 });
    expect(await contentOf(store)).not.toContain("person-ada");
  });

  it("takes no receipt from another person whose record has the same id at another vendor", async () => {
    const store = createMemoryStore();
    for (const [workflowId, person] of Object.entries({ first: ada, second: bob })) {
      const input = { ...inputOf(), workflowId, targetParameters: { account: workflowId } };
      const { receipts } = await createPush(() => [person])(input, { store, fetch: createVendor().fetch });
      expect(receipts).toMatchObject([{ id: "c1" }]);
    }
    expect(await forgetPerson(store, { key: "key-ada" })).toMatchObject({ deliveries: 1, results: 1 });
    const result = JSON.parse(String(await store.getItem(resultKey("second"))));
    expect(result.receipts).toMatchObject([{ reference: "person-bob", id: "c1" }]);
  });

  it("is forgotten although other records cannot be decrypted or parsed, each of which is reported once", async () => {
    const { store } = await createFilled();
    const [foreign = ""] = (await keysOfKind(store, "dead-letters")).filter((key) => key.endsWith(":1"));
    const [owner, damaged] = ["hrflow-connectors:v1:owner:1", "hrflow-connectors:v1:owner:2"];
    await store.setItem(owner, "encrypted");
    await store.setItem(damaged, "{");
    const getItem = (key: string) => {
      if (key === owner || key === foreign) throw new ConfigurationError("another key");
      return store.getItem(key);
    };
    const { unreadable, ...counts } = await forgetPerson({ ...store, getItem }, { key: "key-ada" });
    expect(counts).toEqual({ deliveries: 3, owners: 2, deadLetters: 1, written: 0, results: 3 });
    expect([...unreadable].sort()).toEqual([foreign, owner, damaged].sort());
  });

  it("leaves the result of a run that ends meanwhile as that run stored it, but for the person", async () => {
    const { store } = await createFilled();
    const key = resultKey("account-1");
    const earlier = JSON.parse(String(await store.getItem(key)));
    const next = {
      ...earlier,
      runId: "next",
      receipts: [
        { reference: "person-ada", id: "9" },
        { reference: "new", id: "8" },
      ],
    };
    let reads = 0;
    const getItem = async (read: string) => {
      const text = await store.getItem(read);
      if (read === key && ++reads === 1) await store.setItem(key, JSON.stringify(next));
      return text;
    };
    await forgetPerson({ ...store, getItem }, { reference: "person-ada" });
    const last = JSON.parse(String(await store.getItem(key)));
    expect(last).toMatchObject({ runId: "next", receipts: [{ reference: "new", id: "8" }] });
    expect(last.receipts).toHaveLength(1);
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
