import { describe, expect, it, vi } from "vitest";
import {
  type AcmeWriteContext,
  type Candidate,
  createAcme,
  inputFor,
  people,
  runAcme,
  stream,
} from "../__fixtures__/acme";
import { createDeferred } from "../__fixtures__/deferred";
import { oauthSettings } from "../__fixtures__/oauth";
import type { Store } from "../contract/shared";
import { changesOf } from "../state/plain-data";
import { createMemoryStore } from "../state/state";
import { replay } from "./replay";

const dryRun = { dryRun: true } as const;
const create = ({ name }: Candidate, { step }: AcmeWriteContext) =>
  step("candidate", { create: async () => ({ id: `created-${name}` }), keep: ({ id }) => ({ id }) });

/** A store that counts what is done to it. */
function watched(): { store: Store; changes: string[] } {
  const inner = createMemoryStore();
  const changes: string[] = [];
  const noting =
    <T extends unknown[]>(work: (...given: T) => unknown) =>
    (...given: T) => {
      changes.push(String(given[0]));
      return work(...given);
    };
  return { store: { ...inner, setItem: noting(inner.setItem), removeItem: noting(inner.removeItem) }, changes };
}

describe("a dry run", () => {
  it("says what it would create, writes nothing and stores nothing", async () => {
    const { store, changes } = watched();
    const sent: string[] = [];
    const fetch = async ({ method }: Request) => {
      sent.push(method);
      return Response.json({});
    };
    const settings = { write: create, read: () => stream(people(3), new Error("page 2")) };
    const { result } = await runAcme(
      settings,
      { ...dryRun, readMode: "incremental", logics: [(item) => (item.name === "p1" ? null : item)] },
      { store, fetch },
    );
    expect(result).toMatchObject({ status: "success_with_failures", receipts: [] });
    expect(result.events).toMatchObject({ read_success: 3, read_failure: 1, logics_discard: 1, write_success: 0 });
    expect(result.plan).toEqual({
      counts: { create: 2, update: 0, skip: 0, archive: 0 },
      items: [
        { reference: "p0", action: "create", item: { name: "p0" } },
        { reference: "p2", action: "create", item: { name: "p2" } },
      ],
    });
    expect(changes).toEqual([]);
    expect(sent).toEqual([]);
  });

  it("keeps no dead letter of what fails in it", async () => {
    const { store, changes } = watched();
    const format = () => {
      throw new Error("a bug");
    };
    const { result } = await runAcme({ format }, dryRun, { store });
    expect(result.failures[0]).not.toHaveProperty("deadLetter");
    expect(changes).toEqual([]);
  });

  it("skips what was delivered, and says whether it changed", async () => {
    const store = createMemoryStore();
    await runAcme({ write: create, read: () => stream(people(2)) }, {}, { store });
    const changed = people(3).map((one) => (one.reference === "p1" ? { ...one, name: "new" } : one));
    const read = () => stream(changed);
    const format = ({ reference, ...other }: { reference: string }) => ({ name: reference, ...other }) as Candidate;
    const { result } = await runAcme({ write: create, read }, dryRun, { store });
    expect(result.plan?.items.map(({ reference, action, id }) => [reference, action, id])).toEqual([
      ["p0", "skip", "created-p0"],
      ["p1", "skip", "created-p1"],
      ["p2", "create", undefined],
    ]);
    const differing = await runAcme({ write: create, read, format }, dryRun, { store });
    expect(differing.result.plan?.items[1]?.notes).toEqual([
      "an earlier run delivered it; the item differs from what was sent",
    ]);
    const again = await runAcme({ write: create, read }, { ...dryRun, onDuplicate: "create" }, { store });
    expect(again.result.plan?.counts).toMatchObject({ create: 3, skip: 0 });
  });

  it("says that an earlier run began a delivery", async () => {
    const store = createMemoryStore();
    const write = async (_: Candidate, { step }: AcmeWriteContext) => {
      await step("candidate", { create: async () => ({ id: "7" }), keep: ({ id }) => ({ id }) });
      throw new Error("the connection broke");
    };
    const read = () => stream(people(1));
    await runAcme({ write, read }, {}, { store });
    const { result } = await runAcme({ write, read }, dryRun, { store });
    expect(result.plan?.items[0]).toMatchObject({ action: "create", notes: [expect.stringContaining("began it")] });
  });

  it("asks the writer, whose look-ups are the only requests that leave", async () => {
    const sent: string[] = [];
    const fetch = async ({ method, url }: Request) => {
      sent.push(`${method} ${new URL(url).pathname}`);
      return Response.json({ candidates: [{ id: "7", name: "p0" }] });
    };
    const plan: NonNullable<Parameters<typeof runAcme>[0]>["plan"] = async (item, { api }) => {
      const { candidates } = await api.GET("/candidates", { params: { query: { name: item.name } } });
      const before = candidates[0] ?? { id: "", name: "" };
      if (item.name !== "p0") await api.POST("/candidates", { body: item });
      return { action: "update", id: before.id, changes: changesOf(before, { name: "Ada" }) };
    };
    const { result } = await runAcme({ plan, read: () => stream(people(2)) }, dryRun, { fetch });
    expect(result.plan?.items).toEqual([
      { reference: "p0", action: "update", id: "7", changes: [{ field: "name", from: "p0", to: "Ada" }] },
    ]);
    expect(result.failures[0]?.error.message).toBe(
      "POST https://api.acme.example/candidates was not sent: a dry run only reads",
    );
    expect(sent).toEqual(["GET /candidates", "GET /candidates"]);
  });

  it("keeps a new token, which would be lost otherwise", async () => {
    const { store, changes } = watched();
    const fetch = async () => Response.json({ access_token: "t-1", refresh_token: "r-2", expires_in: 3600 });
    const auth = () => ({ type: "oauth" as const, ...oauthSettings() });
    expect((await runAcme({ auth }, dryRun, { store, fetch })).result.status).toBe("success");
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.every((key) => key.includes(":token:"))).toBe(true);
  });

  it("waits for no other run, and holds up none", async () => {
    const locked: string[] = [];
    const lock = async (key: string) => {
      locked.push(key);
      return { renew: async () => true, release: async () => {} };
    };
    const store = { ...createMemoryStore(), lock };
    await runAcme({ write: create }, { ...dryRun, readMode: "incremental" }, { store });
    expect(locked).toEqual([]);
    const [held, shared] = [createDeferred<{ id: string }>(), createMemoryStore()];
    const real = runAcme({ write: () => held.promise }, { readMode: "incremental" }, { store: shared });
    expect((await runAcme({}, { ...dryRun, readMode: "incremental" }, { store: shared })).result.status).toBe(
      "success",
    );
    held.resolve({ id: "1" });
    await real;
  });

  it("of a replay leaves its dead letters where they are", async () => {
    const store = createMemoryStore();
    const { pushProfile } = createAcme({
      write: async () => {
        throw new Error("down");
      },
    });
    const { originParameters, targetParameters, ...input } = inputFor({});
    const failed = await pushProfile({ ...input, originParameters, targetParameters }, { store });
    const told = await replay(
      pushProfile,
      { runId: failed.runId, targetParameters, actionParameters: dryRun },
      { store },
    );
    expect(told.plan?.counts.create).toBe(3);
    const again = await replay(pushProfile, { runId: failed.runId, targetParameters }, { store });
    expect(again.events.read_success).toBe(3);
  });

  it("calls no callback, which may take success for a write, and leaves the cursor in the result where it is", async () => {
    const store = createMemoryStore();
    const callback = vi.fn();
    const { result } = await runAcme({}, { ...dryRun, callback, readMode: "incremental" }, { store });
    expect(callback).not.toHaveBeenCalled();
    expect(result.readFrom).toBeNull();
  });

  it("does not spend a credential that can be used once, without a store for its tokens", async () => {
    const fetch = vi.fn();
    const { result } = await runAcme({ auth: () => ({ type: "oauth", ...oauthSettings() }) }, dryRun, { fetch });
    expect(result).toMatchObject({ status: "fatal", failures: [{ stage: "open" }] });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("is a boolean", async () => {
    const { result } = await runAcme({}, { dryRun: "yes" as never });
    expect(result.failures[0]?.error.message).toBe("actionParameters.dryRun: expected true or false, found a string");
  });

  it("lists at most 1,000 records and counts all", async () => {
    const { result } = await runAcme({ read: () => stream(people(1_200)) }, dryRun);
    expect(result.plan?.items).toHaveLength(1_000);
    expect(result.plan?.counts.create).toBe(1_200);
  });
});

it("compares field by field, and takes null, nothing and an empty list for the same", () => {
  const before = {
    name: "Ada",
    info: { email: "a@example.com", phone: null },
    tags: [],
    skills: [{ name: "sql" }],
    key: "k",
  };
  const after = {
    name: "Ada",
    info: { email: "b@example.com", phone: undefined },
    tags: null,
    skills: [{ name: "js" }],
  };
  expect(changesOf(before, after)).toEqual([
    { field: "info.email", from: "a@example.com", to: "b@example.com" },
    { field: "skills", from: [{ name: "sql" }], to: [{ name: "js" }] },
  ]);
});
