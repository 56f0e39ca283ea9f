import { expect, it } from "vitest";
import { createPush, createVendor, inputOf } from "../__fixtures__/vendor";
import type { Store } from "../contract/shared";
import { ConfigurationError } from "../errors";
import { createMemoryStore, deadLetterKey, deliveryKey, ownerKey, resultKey, writeRecord } from "../state/state";
import { createDeliveryRecord, nameHashes } from "./delivery-record";
import { forgetPerson, pruneStore } from "./forget";

const ada = { key: "key-ada", reference: "person-ada", name: "Ada", email: "ada@example.com" };
const bob = { key: "key-bob", reference: "person-bob", name: "Bob", email: "bob@example.com" };
const result = {
  ...{ status: "success_with_failures", reason: "", readFrom: null, events: {}, runId: "run-1" },
  ...{ startedAt: "2026-01-01T00:00:00.000Z", finishedAt: "2026-01-01T00:00:01.000Z" },
};
const failure = { stage: "write", error: { code: "unsure", message: "unknown", retryable: false } };

/** An unfinished delivery of Ada, one of Bob, and a result in which the records of both have the same id. */
async function storeWithPartialDelivery() {
  const store = createMemoryStore();
  const record = createDeliveryRecord("hash");
  record.steps.candidate = { status: "done", kept: { id: "1001" } };
  record.names = await nameHashes(record, { key: ada.key, reference: ada.reference });
  await writeRecord(store, deliveryKey("acme", "push", "ada"), record);
  const other = createDeliveryRecord("hash");
  other.names = await nameHashes(other, { key: bob.key, reference: bob.reference });
  await writeRecord(store, deliveryKey("acme", "push", "bob"), other);
  const receipts = [
    { reference: ada.reference, id: "1001" },
    { reference: bob.reference, id: "1001" },
  ];
  const failures = [{ ...failure, reference: ada.reference, deadLetter: "run-1/1" }];
  await writeRecord(store, resultKey("w"), { ...result, receipts, failures });
  return store;
}

const resultIn = async (store: Store) => JSON.parse(String(await store.getItem(resultKey("w"))));

it("a person is found in results by the key, and nobody else whose record has the same id", async () => {
  const store = await storeWithPartialDelivery();
  expect(await forgetPerson(store, { key: ada.key })).toMatchObject({ deliveries: 1, results: 1, unreadable: [] });
  const { receipts, failures } = await resultIn(store);
  expect(receipts).toEqual([{ reference: bob.reference, id: "1001" }]);
  expect(failures).toEqual([]);
});

it("a failure is found whose dead letter a later run replaced", async () => {
  const store = createMemoryStore();
  const failures = [{ ...failure, reference: ada.reference, deadLetter: "run-1/1" }];
  await writeRecord(store, resultKey("w"), { ...result, receipts: [], failures });
  await writeRecord(store, deadLetterKey("ada"), {
    ...{ id: "run-2/1", runId: "run-1", workflowId: "w", connector: "acme", action: "push", stage: "write" },
    ...{ reference: ada.reference, error: failure.error, permanent: false, attempts: 2, item: ada, isWhole: true },
    ...{ firstFailedAt: result.startedAt, lastFailedAt: result.finishedAt },
  });
  expect(await forgetPerson(store, { key: ada.key })).toMatchObject({ deadLetters: 1, results: 1 });
  expect((await resultIn(store)).failures).toEqual([]);
});

it("whoever is interrupted can begin again, and then everything is removed", async () => {
  const memory = createMemoryStore();
  const vendor = createVendor();
  await createPush(() => [ada, bob])(inputOf(), { store: memory, fetch: vendor.fetch });
  let isFailing = true;
  const store: Store = {
    ...memory,
    getKeys(base) {
      if (base.includes(":workflow") && isFailing) {
        isFailing = false;
        throw Object.assign(new Error("too many files"), { code: "EMFILE" });
      }
      return memory.getKeys?.(base);
    },
  };
  await expect(forgetPerson(store, { key: ada.key })).rejects.toMatchObject({ retryable: true });
  expect(await forgetPerson(store, { key: ada.key })).toMatchObject({ deliveries: 1, owners: 1, results: 1 });
  const keys = (await memory.getKeys?.("")) as string[];
  const texts = await Promise.all(keys.map((key) => memory.getItem(key)));
  expect(texts.join("\n")).not.toContain(ada.reference);
});

it("records of others that cannot be read are reported, and stop neither forgetting nor pruning", async () => {
  const memory = await storeWithPartialDelivery();
  const damaged = ownerKey("of-somebody");
  await memory.setItem(damaged, "encrypted with another key");
  const store: Store = {
    ...memory,
    getItem(key) {
      if (key === damaged) throw new ConfigurationError("it cannot be decrypted");
      return memory.getItem(key);
    },
  };
  const { deliveries, unreadable } = await forgetPerson(store, { reference: ada.reference });
  expect([deliveries, unreadable]).toEqual([1, [damaged]]);
  expect(await pruneStore(store, { olderThan: new Date(Date.now() + 60_000) })).toBe(1);
});
