import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTokenServer, oauthSettings } from "../__fixtures__/oauth";
import { createPush, createVendor, inputOf } from "../__fixtures__/vendor";
import type { Lease, Store } from "../contract/run";
import { withLock } from "./lock";
import { createMemoryStore } from "./state";

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

it("starts no request and saves no cursor once the lease of a workflow is lost", async () => {
  vi.useRealTimers();
  const vendor = createVendor();
  const lost = new AbortController();
  const { store } = createLeasingStore((lease) => ({ ...lease, signal: lost.signal }));
  const push = createPush(() => [
    { key: "1", name: "Ada Example" },
    { key: "2", name: "Bob Example" },
  ]);
  const losing = async (request: Request) => {
    const response = await vendor.fetch(request);
    lost.abort();
    return response;
  };
  const workflowLock: Store = {
    ...store,
    lock: async (key, ...rest) =>
      key.endsWith(":cursor:lock") ? (store.lock?.(key, ...rest) ?? (() => {})) : () => {},
  };
  await push(inputOf({ readMode: "incremental" }), { fetch: losing, store: workflowLock });
  expect(vendor.requests.filter((request) => request.startsWith("POST"))).toEqual([]);
  expect(store.getKeys?.("")).not.toContainEqual(expect.stringMatching(/:cursor$/));
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
