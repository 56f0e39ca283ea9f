import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createBoard, reading } from "../__fixtures__/board";
import { createDeferred } from "../__fixtures__/deferred";
import { createPush, createVendor, inputOf, type Person } from "../__fixtures__/vendor";
import { bodySigned, changed, receive, delivery as webhookDelivery } from "../__fixtures__/webhooks";
import { ConfigurationError } from "../errors";
import { createMemoryStore, keysOf, keysOfKind, sha256, tokenKey } from "../state/state";
import { forgetPerson, pruneStore } from "./forget";

const ada: Person = { key: "key-ada", reference: "person-ada", name: "Ada", email: "ada@example.com" };
const bob: Person = { key: "key-bob", reference: "person-bob", name: "Bob", email: "bob@example.com" };

async function createFilled() {
  const store = createMemoryStore();
  await createPush(() => [ada, bob])(inputOf(), { store, fetch: createVendor().fetch });
  return { store };
}

/** Every kind of key that is stored. What is kept says why. */
const kinds: Record<string, { isPruned: boolean; isForgotten: boolean; why?: string }> = {
  delivery: { isPruned: true, isForgotten: true },
  owner: { isPruned: true, isForgotten: true },
  written: { isPruned: true, isForgotten: true },
  "dead-letter": { isPruned: true, isForgotten: true },
  "dead-letters": { isPruned: true, isForgotten: true },
  "workflow:result": { isPruned: true, isForgotten: true },
  webhook: {
    isPruned: true,
    isForgotten: false,
    why: "its key is an HMAC of the vendor's id of an event, and it holds nothing",
  },
  "workflow:cursor": {
    isPruned: false,
    isForgotten: false,
    why: "it holds times and hashes; without it all is read again",
  },
  token: {
    isPruned: false,
    isForgotten: false,
    why: "it is an account's; a refresh token that is lost cannot be replaced",
  },
};
/** Locks, which are never stored. */
const lockKinds = ["turn"];

/** `workflow:result` of `hrflow-connectors:v1:workflow:w:result`, and else the first word after the version. */
const kindOf = (key: string) => {
  const [, , kind = "", ...parts] = key.split(":");
  return kind === "workflow" ? `${kind}:${parts.at(-1)}` : kind;
};

/** A store with a value of every kind, all but the token about Ada. */
async function createComplete() {
  const board = createBoard();
  const { store } = board;
  await board.run(reading("person-ada", "person-bob"));
  const vendor = createVendor();
  const push = createPush(() => [ada]);
  const options = { store, fetch: vendor.fetch };
  await push(inputOf(), options);
  vendor.outcomes.push(422);
  await push({ ...inputOf({ readMode: "incremental" }), targetParameters: { account: "other" } }, options);
  await receive(bodySigned, { store }).handle(webhookDelivery(changed()));
  await store.setItem(tokenKey("auth.example", "client", "hash"), JSON.stringify({ token: "t", version: 1 }));
  const contentOf = async (kind: string) => {
    const keys = (await keysOf(store, "")).filter((key) => kindOf(key) === kind);
    return JSON.stringify(await Promise.all(keys.map(async (key) => [key, await store.getItem(key)])));
  };
  return { store, contentOf };
}

it("knows every kind of key that core stores", async () => {
  const source = await readFile(join(import.meta.dirname, "../state/state.ts"), "utf8");
  const named = [...source.matchAll(/=>\s+`\$\{prefix\}(:[^`]*)`/g)].map(([, rest]) =>
    kindOf(`hrflow-connectors:v1${rest}`),
  );
  expect(new Set(named)).toEqual(new Set([...Object.keys(kinds), ...lockKinds]));
  const { store } = await createComplete();
  expect(new Set((await keysOf(store, "")).map(kindOf))).toEqual(new Set(Object.keys(kinds)));
});

it.each(Object.entries(kinds))(
  "prunes and forgets, or says why not: %s",
  async (kind, { isPruned, isForgotten, why }) => {
    expect(why === undefined).toBe(isPruned && isForgotten);
    const { store, contentOf } = await createComplete();
    const before = await contentOf(kind);
    await forgetPerson(store, { reference: "person-ada" });
    const after = await contentOf(kind);
    expect(after !== before).toBe(isForgotten);
    expect(after).not.toMatch(new RegExp(`person-ada|${(await sha256("person-ada")).slice(0, 32)}`));
    const other = await createComplete();
    await pruneStore(other.store, { olderThan: new Date(Date.now() + 60_000), unfinished: true });
    expect((await other.contentOf(kind)) === "[]").toBe(isPruned);
  },
);

it("forgets a person in what a workflow wrote only once its run has ended, and leaves the others", async () => {
  const board = createBoard();
  await board.run(reading("person-ada", "person-bob"));
  const [arrived, released] = [createDeferred<void>(), createDeferred<void>()];
  const write = async () => {
    arrived.resolve();
    await released.promise;
  };
  const running = board.run({ ...reading("person-ada", "person-bob"), write });
  await arrived.promise;
  const forgetting = forgetPerson(board.store, { reference: "person-ada" });
  released.resolve();
  await running;
  expect(await forgetting).toMatchObject({ written: 1 });
  // Only what the workflow wrote is archived.
  const shared = { targetParameters: { share: 0.9 } };
  expect(await board.run(reading("person-bob"), shared)).toMatchObject({ archiving: { archived: 0 } });
  expect([...board.live.keys()]).toEqual(["id-person-ada", "id-person-bob"]);
  expect(await forgetPerson(board.store, { reference: "person-bob" })).toMatchObject({ written: 1 });
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
