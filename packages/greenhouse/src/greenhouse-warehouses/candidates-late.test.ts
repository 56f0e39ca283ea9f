import type { Fetch, Store } from "@hrflow-connectors/core";
import { crashAt, type GreenhouseFake } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPushWorld, everything, held, type Version, versions, whole } from "../__fixtures__/push-world";
import { fakeTimers, settle } from "../__fixtures__/settle";

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

describe.each<[Version, number]>([
  ["v3", 0],
  ["v1", 0],
  ["v1", 25_000],
])(
  "a process that is killed at any moment of a push by Harvest %s and started again at once",
  (version, builtAfterMs) => {
    it(`leaves one candidate with everything, though it shows only after ${builtAfterMs} ms`, async () => {
      for (let point = 1; ; point++) {
        const world = createPushWorld(version, whole, builtAfterMs);
        const crash = crashAt(point, world);
        const first = await settle(Promise.race([world.run(crash), crash.died]), 250);
        if (first !== "died") return expect(point).toBeGreaterThan(15);
        const second = await world.push();
        expect(second, `killed at moment ${point}`).toMatchObject({ status: "success", failures: [] });
        expect(second.receipts[0]?.warnings ?? [], `killed at moment ${point}`).toEqual([]);
        expect(held(world.fake), `killed at moment ${point}`).toEqual(everything);
      }
    });
  },
);

const lookUps = ({ requests }: GreenhouseFake) => requests.filter(({ method }) => method === "GET").length;
const withoutLists = { ...whole, educations: [] };

it.each(versions)("adopts what Harvest %s makes of a request that outlives its process", async (version) => {
  const { fake, run, fetch, store } = createPushWorld(version, withoutLists);
  const never = new Promise<never>(() => {});
  let create: Request | undefined;
  let die = (_: "died") => {};
  const died = new Promise<"died">((resolve) => {
    die = resolve;
  });
  const dying: Fetch = async (request) => {
    const { method, url, headers } = request;
    if (create) return never;
    if (method !== "POST" || !url.endsWith("/candidates")) return fetch(request);
    create = new Request(url, { method, headers, body: await request.text() });
    die("died");
    return never;
  };
  const dyingStore: Store = { ...store, setItem: (key, value) => (create ? never : store.setItem(key, value)) };
  await settle(Promise.race([run({ fetch: dying, store: dyingStore }), died]), 10);

  /** It gets through right after the first look for what it makes. */
  const passing: Fetch = async (request) => {
    const response = await fetch(request);
    const isFirstLook = request.method === "GET" && lookUps(fake) === 1;
    if (isFirstLook && create) expect((await fetch(create)).status).toBe(201);
    return response;
  };
  expect(await settle(run({ fetch: passing, store }), 10)).toMatchObject({ status: "success" });
  expect(fake.state.candidates).toHaveLength(1);
});

it("looks once in the run that heard nothing of a candidate which is still built, and the next one adopts it", async () => {
  const { fake, push } = createPushWorld("v1", withoutLists, 25_000);
  fake.misbehave({ kind: "reset", when: "after" }, { method: "POST", path: "/candidates" });
  expect(await push()).toMatchObject({ status: "fatal", reason: "write_failure", receipts: [] });
  expect(lookUps(fake)).toBe(1);
  expect(await push()).toMatchObject({ status: "success" });
  expect(fake.state.candidates).toHaveLength(1);
});

it("makes nothing when the run is stopped while it waits, and looks no more", async () => {
  const { fake, push, run, fetch, store } = createPushWorld("v1", withoutLists);
  fake.misbehave({ kind: "reset", when: "before" }, { method: "POST", path: "/candidates" });
  await push();
  const controller = new AbortController();
  const stopping: Fetch = async (request) => {
    const response = await fetch(request);
    if (lookUps(fake) === 3) setTimeout(() => controller.abort());
    return response;
  };
  const result = await settle(run({ fetch: stopping, store, signal: controller.signal }), 50);
  expect(result).toMatchObject({ status: "fatal", reason: "aborted", receipts: [] });
  expect(lookUps(fake)).toBe(3);
  expect(fake.state.candidates).toEqual([]);
});

it("attaches the resume by a later push where Harvest v1 was too slow to build the candidate", async () => {
  const { fake, push, sentBy } = createPushWorld("v1", whole, 300_000);
  const { receipts } = await push();
  expect(receipts[0]?.warnings?.join()).toContain("resume not attached");
  vi.setSystemTime(Date.now() + 300_000);
  expect((await sentBy()).filter((call) => call.startsWith("POST"))).toEqual(["POST /candidates/{id}/attachments"]);
  expect(held(fake)).toEqual(everything);
});
