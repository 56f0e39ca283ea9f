import type { Fault } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPullScenario, firstId, people } from "../__fixtures__/pull-scenario";
import { type Version, versions } from "../__fixtures__/push-scenario";
import { fakeTimers } from "../__fixtures__/settle";

const start = "2026-11-20T10:00:00Z";
beforeEach(() => {
  fakeTimers();
  vi.setSystemTime(start);
});
afterEach(() => vi.useRealTimers());

const incremental = { incremental: true } as const;
const reference = (index: number) => String(firstId + index);
const later = (minutes: number) => vi.setSystemTime(Date.parse(start) + minutes * 60_000);
const now = () => new Date().toISOString();

describe.each<Version>(versions)("incremental pulls by Harvest %s", (version) => {
  it("read everything first, and then what changed, without what they know", async () => {
    const { pull, take, fake } = createPullScenario(people(6));
    const first = await pull({ version, ...incremental });
    expect(first).toMatchObject({ status: "success", events: { write_success: 6 } });
    expect(Date.parse(first.readFrom ?? "")).toBeGreaterThanOrEqual(Date.parse(start));
    take();
    later(60);
    expect(await pull({ version, ...incremental })).toMatchObject({ events: { read_success: 0 } });
    later(120);
    Object.assign(fake.state.candidates[3] ?? {}, { title: "Engineer", updated_at: now() });
    later(180);
    expect(await pull({ version, ...incremental })).toMatchObject({ status: "success" });
    expect(take()).toEqual([reference(3)]);
    later(240);
    await pull({ version, ...incremental });
    expect(take()).toEqual([]);
  });

  it("find a record that Greenhouse shows minutes late, by the overlap, and write nothing twice for it", async () => {
    const { pull, take, fake } = createPullScenario(people(3));
    await pull({ version, ...incremental });
    take();
    later(60);
    Object.assign(fake.state.candidates[0] ?? {}, { title: "Engineer", updated_at: now() });
    const late = { ...(fake.state.candidates[1] as object), id: firstId + 9, updated_at: now() };
    later(61);
    await pull({ version, ...incremental });
    expect(take()).toEqual([reference(0)]);
    fake.state.candidates.push(late as never);
    later(63);
    await pull({ version, ...incremental });
    expect(take()).toEqual([reference(9)]);
  });

  it("resume a first pass where it broke off, and then read what changed during it", async () => {
    const { pull, take, fake } = createPullScenario(people(1_600));
    let count = 0;
    const breakOff = () => {
      if (++count === 600) fake.injectFault({ kind: "status", status: 403 }, { path: "/candidates", times: 100 });
    };
    const first = await pull({ version, ...incremental, onWrite: breakOff });
    expect(first.reason === "read_failure" || first.status === "success_with_failures").toBe(true);
    const before = take();
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(1_600);
    fake.clearFaults();
    later(30);
    // One that was delivered changes, and one that was not.
    for (const changed of [fake.state.candidates[0], fake.state.candidates[1_500]])
      Object.assign(changed ?? {}, { title: "Engineer", updated_at: now() });
    later(60);
    expect(await pull({ version, ...incremental })).toMatchObject({ status: "success" });
    const second = take();
    expect(second.length).toBeLessThan(1_600);
    later(120);
    expect(await pull({ version, ...incremental })).toMatchObject({ status: "success" });
    const third = take();
    expect(new Set([...before, ...second]).size).toBe(1_600);
    expect(third).toContain(reference(0));
  });

  it("that break off in their first window read it again, whatever the order of the changes", async () => {
    const { candidates, applications } = people(150);
    // Those that were created first changed last.
    const changedLater = (at: string) => new Date(Date.parse(at) + 30 * 24 * 3_600_000).toISOString();
    const rows = candidates.map((row, n) => (n < 50 ? { ...row, updated_at: changedLater(row.updated_at) } : row));
    const { pull, take } = createPullScenario({ candidates: rows, applications });
    const stop = new AbortController();
    let count = 0;
    const onWrite = () => ++count === 20 && stop.abort();
    await pull({ version, ...incremental, onWrite, options: { signal: stop.signal } });
    const before = take();
    expect(before.length).toBeLessThan(50);
    later(60);
    expect(await pull({ version, ...incremental })).toMatchObject({ status: "success" });
    expect(new Set([...before, ...take()]).size).toBe(150);
  });

  it("lose nobody wherever they are stopped, and deliver nobody again once a window is done", async () => {
    const scenario = createPullScenario(people(700));
    const delivered = new Map<unknown, number>();
    // At other places in every run, by a fixed sequence.
    for (let run = 0, seed = 7; run < 40; run += 1, seed = (seed * 48_271) % 2_147_483_647) {
      later(10 * run);
      const stop = new AbortController();
      let left = 90 + (seed % 200);
      const onWrite = () => --left === 0 && stop.abort();
      const { status } = await scenario.pull({ version, ...incremental, onWrite, options: { signal: stop.signal } });
      for (const one of scenario.take()) delivered.set(one, (delivered.get(one) ?? 0) + 1);
      if (status === "success") break;
    }
    expect(delivered.size).toBe(700);
    // Only what came after the last batch that was done is read again.
    expect(delivered.get(reference(1))).toBe(1);
  });

  it("go on after their limit until all is read", async () => {
    const { pull, take } = createPullScenario(people(23));
    const all: unknown[] = [];
    for (let run = 0; run < 8; run += 1) {
      later(60 * run);
      expect(await pull({ version, ...incremental, filters: { limit: 5 } })).toMatchObject({ status: "success" });
      const read = take();
      expect(read.length).toBeLessThanOrEqual(6);
      all.push(...read);
    }
    expect(new Set(all).size).toBe(23);
  });

  it("do not pass a candidate that could not be written", async () => {
    const { pull, take, fake } = createPullScenario(people(4));
    await pull({ version, ...incremental });
    take();
    later(60);
    for (const row of fake.state.candidates) Object.assign(row, { title: "Engineer", updated_at: now() });
    const refuse = (bad: string) => (profile: { reference?: string | null }) => {
      if (profile.reference === bad) throw new Error("down");
    };
    later(120);
    const failed = await pull({ version, ...incremental, onWrite: refuse(reference(2)) });
    expect(failed).toMatchObject({ status: "success_with_failures", events: { write_failure: 1 } });
    take();
    later(180);
    await pull({ version, ...incremental });
    expect(take()).toContain(reference(2));
  });

  it("by a clock that is an hour ahead or behind lose no change", async () => {
    for (const clockSkewMs of [3_600_000, -3_600_000]) {
      later(0);
      const { pull, take, fake } = createPullScenario({ ...people(3), clockSkewMs });
      const vendorNow = () => new Date(Date.now() + clockSkewMs).toISOString();
      await pull({ version, ...incremental });
      take();
      later(10);
      Object.assign(fake.state.candidates[1] ?? {}, { title: "Engineer", updated_at: vendorNow() });
      later(90);
      await pull({ version, ...incremental });
      later(180);
      await pull({ version, ...incremental });
      expect(take()).toEqual([reference(1)]);
    }
  });
});

describe("an incremental pull by Harvest v3", () => {
  it("never filters by creation and change at once, and bounds every window on both sides after the first pass", async () => {
    const { pull, queries } = createPullScenario(people(3));
    await pull(incremental);
    later(60);
    await pull({ ...incremental, filters: {} });
    for (const query of queries("/candidates")) {
      expect([query.has("created_at"), query.has("updated_at"), query.has("cursor")].filter(Boolean)).toHaveLength(1);
    }
    expect(queries("/candidates").at(-1)?.get("updated_at")).toMatch(
      /^gte\|2026-11-20T09:5\S+Z\|lt\|2026-11-20T1\S+Z$/,
    );
  });

  it.each(["applications", "employments", "educations", "attachments"] as const)(
    "reads a candidate whose %s changed, also if its own time did not",
    async (kind) => {
      const part = { id: 5, candidate_id: firstId + 2, application_id: firstId + 1_000_002 };
      const { pull, take, fake } = createPullScenario({ ...people(4), [kind]: [part] });
      await pull(incremental);
      take();
      later(60);
      Object.assign(fake.state[kind][0] ?? {}, { updated_at: now() });
      later(120);
      await pull(incremental);
      expect(take()).toEqual([reference(2)]);
      later(180);
      await pull(incremental);
      expect(take()).toEqual([]);
    },
  );

  it("loses nobody if what belongs to some in the middle of a window could not be read", async () => {
    const { pull, take, fake } = createPullScenario(people(300));
    fake.injectFault({ kind: "status", status: 403 }, { path: "/attachments", skip: 2 });
    expect((await pull(incremental)).failures).toMatchObject([{ stage: "read" }]);
    const before = take();
    expect(before).toHaveLength(100);
    later(60);
    expect(await pull(incremental)).toMatchObject({ status: "success" });
    expect(new Set([...before, ...take()]).size).toBe(300);
  });

  it("of the candidates of a job reads those that applied since", async () => {
    const { pull, take, fake } = createPullScenario(people(4));
    const filters = { jobId: 77 };
    fake.state.applications.splice(2);
    await pull({ ...incremental, filters });
    expect(take().sort()).toEqual([reference(0), reference(1)]);
    later(60);
    fake.state.applications.push({
      ...(fake.state.applications[0] as object),
      id: 9,
      candidate_id: firstId + 3,
      updated_at: now(),
    } as never);
    later(120);
    await pull({ ...incremental, filters });
    expect(take()).toEqual([reference(3)]);
  });
});

describe("a pull by Harvest v3 from a troubled account", () => {
  const many = () => {
    const { candidates, applications } = people(1_203);
    // At once: their list has several pages.
    return { applications, candidates: candidates.map((row) => ({ ...row, created_at: "2026-01-05T08:00:00.000Z" })) };
  };

  it.each(["overlapping", "gapped"] as const)("with %s pages delivers everybody once", async (paging) => {
    const { pull, take, fake } = createPullScenario(many());
    fake.state.paging = paging;
    expect(await pull()).toMatchObject({ status: "success", events: { write_success: 1_203 } });
    expect(new Set(take()).size).toBe(1_203);
  });

  it.each(["repeating", "endless"] as const)("with %s pages ends as a failure that says so", async (paging) => {
    const { pull, fake } = createPullScenario(many());
    fake.state.paging = paging;
    const result = await pull();
    expect(result.reason === "read_failure" || result.status === "success_with_failures").toBe(true);
    expect(result.failures[0]).toMatchObject({ stage: "read", error: { code: "unexpected_response" } });
    expect(result.failures[0]?.error.message).toMatch(/leads back|have no end/);
  });

  it.each<[string, Fault, object]>([
    [
      "a storm of 429",
      { kind: "status", status: 429, retryAfter: "seconds" },
      { path: "/candidates", skip: 1, times: 3 },
    ],
    ["a reset", { kind: "reset", when: "after" }, { path: "/attachments", skip: 2 }],
    ["a 503", { kind: "status", status: 503 }, { path: "/applications", skip: 3 }],
  ])("goes on after %s", async (_, fault, match) => {
    const { pull, take, fake } = createPullScenario(many());
    fake.injectFault(fault, match);
    expect(await pull()).toMatchObject({ status: "success", failures: [] });
    expect(fake.requests.filter((request) => request.fault)).not.toEqual([]);
    expect(new Set(take()).size).toBe(1_203);
  });

  it("reads a page again whose cursor went stale, and delivers nobody twice", async () => {
    const { pull, take, fake, queries } = createPullScenario(many());
    let count = 0;
    const goStale = () => {
      if (++count === 500) fake.injectFault({ kind: "status", status: 422 }, { path: "/candidates" });
    };
    expect(await pull({ onWrite: goStale })).toMatchObject({ status: "success", failures: [] });
    expect(fake.requests.some((request) => request.fault && request.url.includes("cursor="))).toBe(true);
    expect(queries("/candidates").filter((query) => query.has("cursor")).length).toBeGreaterThan(3);
    expect(take()).toHaveLength(1_203);
  });

  it("goes on after its token expired in the middle of a list", async () => {
    const { pull, take, fake } = createPullScenario({ ...many(), tokens: { lifetimeMs: 60_000 } });
    const expire = () => {
      for (const token of fake.state.tokens.slice(0, 1)) token.expiresAt = Date.now() - 1;
    };
    let count = 0;
    expect(await pull({ onWrite: () => ++count === 100 && expire() })).toMatchObject({ status: "success" });
    expect(fake.requests.some(({ status }) => status === 401)).toBe(true);
    expect(new Set(take()).size).toBe(1_203);
  });

  it("delivers what was read before a page failed, and says so", async () => {
    const { pull, take, fake } = createPullScenario(people(1_203));
    fake.injectFault({ kind: "status", status: 403 }, { path: "/attachments", skip: 6 });
    const result = await pull();
    expect(result.failures).toMatchObject([{ stage: "read", error: { code: "permission_denied" } }]);
    const { length } = take();
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(1_203);
  });

  it("delivers a window's first pages if a later one fails, and the next run reads all of the window", async () => {
    const same = people(1_203);
    const { pull, take, fake } = createPullScenario(same);
    const candidateIds = same.candidates.slice(0, 50).map(({ id }) => id);
    const fetch = async (input: Request | string | URL, init?: RequestInit) => {
      const url = new URL(input instanceof Request ? input.url : String(input));
      if (url.searchParams.has("per_page")) url.searchParams.set("per_page", "20");
      return fake.fetch(input instanceof Request ? new Request(url, input) : url, init);
    };
    const settings = { incremental: true, filters: { candidateIds }, options: { fetch } };
    fake.injectFault({ kind: "status", status: 403 }, { path: "/candidates", skip: 2 });
    const first = await pull(settings);
    expect(first).toMatchObject({ status: "success_with_failures", events: { write_success: 40, read_failure: 1 } });
    // The newest come first: a cursor of theirs would leave the older ones out.
    expect(take()).not.toContain(String(firstId));
    expect(await pull(settings)).toMatchObject({ status: "success" });
    expect(take()).toContain(String(firstId));
  });

  it("delivers the others if one candidate cannot be written or its resume cannot be found", async () => {
    const attachments = [{ id: 5, candidate_id: firstId + 1, application_id: firstId + 1_000_001 }];
    const { pull, take, fake } = createPullScenario({ ...people(4), attachments });
    fake.injectFault({ kind: "status", status: 404 }, { path: "/5/file-5.pdf", times: 9 });
    const result = await pull();
    expect(result).toMatchObject({ status: "success_with_failures", events: { write_failure: 1 } });
    expect(result.failures).toMatchObject([{ stage: "read", reference: reference(1) }]);
    expect(take()).toHaveLength(3);
  });

  it("leaves out rows that are only a message", async () => {
    const { pull, take, fake } = createPullScenario(people(3));
    const fetch = async (input: Request | string | URL, init?: RequestInit) => {
      const response = await fake.fetch(input, init);
      if (!String(input instanceof Request ? input.url : input).includes("/v3/candidates")) return response;
      const rows = (await response.json()) as object[];
      return Response.json([{ message: "still processing" }, ...rows], { headers: response.headers });
    };
    expect(await pull({ options: { fetch } })).toMatchObject({ status: "success" });
    expect(take()).toHaveLength(3);
  });
});
