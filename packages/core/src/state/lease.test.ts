import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTokenServer, oauthSettings } from "../__fixtures__/oauth";
import { createPush, createVendor, inputOf } from "../__fixtures__/vendor";
import type { Lease, Store, StoreWriteOptions } from "../contract/shared";
import { ConnectorError } from "../errors";
import { pruneStore } from "../ledger/forget";
import { withLock } from "./lock";
import { createMemoryStore, writeRecord } from "./state";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => {});

/** A store whose locks are leases; `takeOver` gives the key to another process. */
function createLeasingStore(granted: (lease: Lease) => Lease | (() => unknown) = (lease) => lease) {
  const renewals: number[] = [];
  let isLost = false;
  const lock: NonNullable<Store["lock"]> = async () =>
    granted({
      async renew(ttlMs) {
        renewals.push(ttlMs);
        return !isLost;
      },
      release: async () => {},
    });
  return {
    store: { ...createMemoryStore(), lock },
    renewals,
    takeOver: () => {
      isLost = true;
    },
  };
}

describe("a lease", () => {
  it("is renewed while the work goes on", async () => {
    const { store, renewals } = createLeasingStore();
    const work = withLock(store, "key-1", () => new Promise((resolve) => setTimeout(resolve, 300_000)));
    await vi.advanceTimersByTimeAsync(300_000);
    await work;
    expect(renewals.length).toBeGreaterThan(10);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that is lost ends the work before its next request", async () => {
    const { store, takeOver } = createLeasingStore();
    const work = withLock(store, "key-2", async ({ check }) => {
      check();
      await new Promise((resolve) => setTimeout(resolve, 120_000));
      check();
    });
    takeOver();
    const outcome = expect(work).rejects.toMatchObject({ code: "lease_lost", retryable: true });
    await vi.advanceTimersByTimeAsync(120_000);
    await outcome;
  });

  it("whose signal aborts is lost", async () => {
    const lost = new AbortController();
    const { store } = createLeasingStore((lease) => ({ ...lease, signal: lost.signal }));
    const work = withLock(store, "key-3", async ({ check }) => {
      lost.abort();
      check();
    });
    await expect(work).rejects.toMatchObject({ code: "lease_lost" });
  });

  it("as a bare release function ends the work before its time does", async () => {
    const { store } = createLeasingStore(() => () => {});
    const work = withLock(store, "key-4", async ({ check }) => {
      await new Promise((resolve) => setTimeout(resolve, 55_000));
      check();
    });
    const outcome = expect(work).rejects.toMatchObject({ code: "lease_lost" });
    await vi.advanceTimersByTimeAsync(55_000);
    await outcome;
  });
});

it("sends nothing and saves nothing once the lease of a delivery is lost", async () => {
  vi.useRealTimers();
  const vendor = createVendor();
  const lost = new AbortController();
  const { store } = createLeasingStore((lease) => ({ ...lease, signal: lost.signal }));
  const push = createPush(() => [{ key: "1", name: "Ada Example", tags: ["a", "b"] }]);
  const losing = (request: Request) => {
    if (request.method === "POST") lost.abort();
    return vendor.fetch(request);
  };
  const result = await push(inputOf(), { fetch: losing, store });
  const error = { code: "partial_write", message: expect.stringContaining("was lost"), retryable: true };
  expect(result).toMatchObject({ status: "fatal", failures: [{ error }], receipts: [{ id: "c1" }] });
  expect(vendor.requests.filter((request) => request.startsWith("POST"))).toEqual(["POST /candidates"]);
  const { lock: _, ...withoutLock } = store;
  expect(await push(inputOf(), { fetch: vendor.fetch, store: withoutLock })).toMatchObject({
    status: "success",
    receipts: [{ id: "c1" }],
  });
  expect(vendor.candidates).toMatchObject([{ tags: ["a", "b"] }]);
});

it("starts no other request of a step, and claims no record, once the lease of a delivery is lost", async () => {
  vi.useRealTimers();
  const vendor = createVendor();
  const lost = new AbortController();
  const { store } = createLeasingStore((lease) => ({ ...lease, signal: lost.signal }));
  const saved: string[] = [];
  const watched: Store = {
    ...store,
    setItem(key, value) {
      if (lost.signal.aborted) saved.push(key);
      return store.setItem(key, value);
    },
  };
  const push = createPush(() => [{ key: "1", name: "Ada Example" }]);
  const methods: string[] = [];
  const losing = async (request: Request) => {
    methods.push(request.method);
    const response = await vendor.fetch(request);
    if (request.method === "POST") lost.abort();
    // The response is lost too: a lookup would follow.
    return request.method === "POST" ? new Response(null, { status: 500 }) : response;
  };
  await push(inputOf(), { fetch: losing, store: watched });
  expect(methods).toEqual(["GET", "POST"]);
  expect(saved.filter((key) => /:(delivery|owner):/.test(key))).toEqual([]);
});

it("asks for no new token once the lease of a delivery is lost", async () => {
  vi.useRealTimers();
  const lost = new AbortController();
  const { store } = createLeasingStore((lease) => ({ ...lease, signal: lost.signal }));
  const push = createPush(
    () => [{ key: "1", name: "Ada Example" }],
    () => ({ type: "oauth", ...oauthSettings({ grant: { type: "client_credentials", parameters: {} } }) }),
  );
  const { fetch, grants } = createTokenServer({}, ({ method }) => {
    if (method === "GET") return Response.json([]);
    lost.abort();
    return Response.json({ message: "expired" }, { status: 401 });
  });
  const result = await push(inputOf(), { fetch, store });
  expect(result.failures).toMatchObject([{ error: { code: "lease_lost" } }]);
  expect(grants()).toHaveLength(1);
});

it.each([1, 2, 3])(
  "starts no request and saves no cursor once the lease of a workflow is lost after request %i, and goes on afterwards",
  async (at) => {
    vi.useRealTimers();
    const vendor = createVendor();
    const lost = new AbortController();
    const { store } = createLeasingStore((lease) => ({ ...lease, signal: lost.signal }));
    const push = createPush(() => [
      { key: "1", name: "Ada Example" },
      { key: "2", name: "Bob Example" },
    ]);
    const late: string[] = [];
    const losing = async (request: Request) => {
      if (lost.signal.aborted) late.push(request.url);
      const response = await vendor.fetch(request);
      if (vendor.requests.length >= at) lost.abort();
      return response;
    };
    const workflowLock: Store = {
      ...store,
      lock: async (key, ...rest) =>
        key.endsWith(":cursor:lock") ? (store.lock?.(key, ...rest) ?? (() => {})) : () => {},
    };
    const input = inputOf({ readMode: "incremental" });
    await push(input, { fetch: losing, store: workflowLock });
    expect([lost.signal.aborted, late]).toEqual([true, []]);
    expect(store.getKeys?.("")).not.toContainEqual(expect.stringMatching(/:cursor$/));
    const { lock: _, ...unlocked } = store;
    expect(await push(input, { fetch: vendor.fetch, store: unlocked })).toMatchObject({ status: "success" });
    expect(vendor.candidates).toHaveLength(2);
  },
);

describe("a store whose leases have a fence", () => {
  /** Once the lease of a key is taken over, a write under it is refused, and this process has not noticed anything else. */
  function createFencingStore(isTaken: (lock: string) => boolean = () => false) {
    const memory = createMemoryStore();
    const writes: [verb: string, key: string, lock: string | undefined][] = [];
    const note = (verb: string, key: string, options: StoreWriteOptions = {}) => {
      const lock = options.fence?.lock;
      if (lock !== undefined && isTaken(lock))
        throw Object.assign(new Error(`${key} is secret`), { code: "lease_lost" });
      writes.push([verb, key.replace(/[0-9a-f-]{32,}/g, "#"), lock?.replace(/[0-9a-f-]{32,}/g, "#")]);
    };
    const store: Store = {
      ...memory,
      setItem(key, value, options) {
        note("set", key, options);
        return memory.setItem(key, value);
      },
      removeItem(key, options) {
        note("remove", key, options);
        return memory.removeItem(key);
      },
      lock: async (lock) => ({ renew: async () => true, release: async () => {}, fence: { lock, token: "1" } }),
    };
    return { store, writes };
  }
  const delivery = "hrflow-connectors:v1:delivery:vendor:push:#";

  it("gets it with what is written and removed under the lease, and with nothing else", async () => {
    vi.useRealTimers();
    const { fetch } = createVendor();
    const { store, writes } = createFencingStore();
    const push = createPush(() => [{ key: "1", name: "Ada Example" }]);
    await push(inputOf({ readMode: "incremental" }), { fetch, store });
    const [cursor] = writes.map(([, key]) => key).filter((key) => key.endsWith(":cursor"));
    const fenced = writes.filter(([, , lock]) => lock !== undefined);
    expect(new Set(fenced.map(([, key, lock]) => `${key} under ${lock}`))).toEqual(
      new Set([
        `${delivery} under ${delivery}:lock`,
        `hrflow-connectors:v1:owner:# under ${delivery}:lock`,
        `${cursor} under ${cursor}:lock`,
      ]),
    );
    // Of the run as a whole, or after its delivery: nothing that the next holder has changed depends on them.
    const unfenced = writes.filter(([, , lock]) => lock === undefined);
    expect(unfenced.map(([verb, key]) => `${verb} ${key.split(":")[2]}`).sort()).toEqual([
      "remove dead-letter",
      "set workflow",
    ]);
    writes.length = 0;
    await pruneStore(store, { olderThan: new Date(Date.now() + 1_000) });
    expect(writes).toContainEqual(["remove", delivery, `${delivery}:lock`]);
  });

  it("sends nothing more once such a write is refused, and the error is that of the lost lease", async () => {
    vi.useRealTimers();
    const vendor = createVendor();
    const { store } = createFencingStore((lock) => lock.includes(":delivery:") && vendor.candidates.length > 0);
    const push = createPush(() => [{ key: "1", name: "Ada Example", tags: ["a", "b"] }]);
    const result = await push(inputOf(), { fetch: vendor.fetch, store });
    const error = {
      code: "partial_write",
      message: expect.stringMatching(/^the lock of .* was lost/),
      retryable: true,
    };
    expect(result).toMatchObject({ status: "fatal", failures: [{ error }], receipts: [{ id: "c1" }] });
    expect(JSON.stringify(result)).not.toContain("is secret");
    expect(vendor.requests.filter((request) => request.startsWith("POST"))).toEqual(["POST /candidates"]);
  });

  it("moves no cursor for a run whose lease was taken over unnoticed", async () => {
    vi.useRealTimers();
    const vendor = createVendor();
    const { store } = createFencingStore((lock) => lock.endsWith(":cursor:lock"));
    const push = createPush(() => [{ key: "1", name: "Ada Example" }]);
    await push(inputOf({ readMode: "incremental" }), { fetch: vendor.fetch, store });
    expect(store.getKeys?.("")).not.toContainEqual(expect.stringMatching(/:cursor$/));
  });
});

it.each(["store_unavailable", "lease_lost"] as const)("keeps a store's own error %s as it is", async (code) => {
  const own = new ConnectorError("the server is away", { code, retryable: true });
  const setItem = () => Promise.reject(own);
  await expect(writeRecord({ ...createMemoryStore(), setItem }, "key", {})).rejects.toBe(own);
});

it("can be locked later if its server is away for the moment", async () => {
  const lock = () => Promise.reject(new ConnectorError("the server is away", { code: "store_unavailable" }));
  await expect(withLock({ ...createMemoryStore(), lock }, "key", async () => {})).rejects.toMatchObject({
    code: "store_unavailable",
    retryable: true,
  });
});

it("does not hide a created record behind a release that hangs", async () => {
  vi.useRealTimers();
  const { fetch } = createVendor();
  const { store } = createLeasingStore((lease) => ({ ...lease, release: () => never }));
  const result = await createPush(() => [{ key: "1", name: "Ada Example" }])(inputOf(), { fetch, store });
  expect(result).toMatchObject({ status: "success", receipts: [{ id: "c1" }] });
});

it("takes turns by key, across store objects and copies of this package", async () => {
  vi.useRealTimers();
  vi.resetModules();
  const copy: typeof import("./lock") = await import("./lock");
  expect(copy.withLock).not.toBe(withLock);
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    order.push(`${name} ends`);
  };
  await Promise.all([
    withLock(createMemoryStore(), "shared", work("first")),
    copy.withLock(createMemoryStore(), "shared", work("second")),
  ]);
  expect(order).toEqual(["first begins", "first ends", "second begins", "second ends"]);
});
