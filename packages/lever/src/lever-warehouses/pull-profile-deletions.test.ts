import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { passWaits } from "../__fixtures__/fakes";
import { createPull, hour, opportunities, startedAt } from "../__fixtures__/pull-profiles";
import type { LeverOpportunityFilters } from "./opportunity-filters";

passWaits();
beforeEach(() => void vi.setSystemTime(startedAt));
afterEach(() => void vi.useRealTimers());

const sync = { sync: true };

/** A workflow that copied ten opportunities. */
async function copied(filters: LeverOpportunityFilters = {}) {
  const pull = createPull({
    opportunities: opportunities(10, (index) => (index === 9 ? { posting: "p", application: "a" } : {})),
    postings: [{ id: "p" }],
  });
  const { state } = pull.vendor;
  await pull.run(filters, sync);
  return {
    ...pull,
    remove(...ids: string[]) {
      for (const record of state.opportunities.filter(({ id }) => ids.includes(id)))
        state.deletedOpportunities.push({ ...record, deletedAt: pull.clock.now - hour, deletedBy: "user" });
      state.opportunities = state.opportunities.filter(({ id }) => !ids.includes(id));
    },
    deletions: () => pull.vendor.requests.filter(({ path }) => path === "/opportunities/deleted"),
  };
}

test("archives the profiles of deleted opportunities, and asks for these up to the run's start", async () => {
  const pull = await copied();
  pull.remove("o00003", "o00004");
  const result = await pull.run({}, sync);
  expect(result).toMatchObject({ status: "success", archiving: { archived: 2 }, events: { write_success: 8 } });
  expect(pull.archived.sort()).toEqual(["o00003", "o00004"]);
  expect(pull.deletions().map(({ url }) => Object.fromEntries(new URL(url).searchParams))).toEqual([
    { deleted_at_start: "0", deleted_at_end: String(startedAt), limit: "100" },
  ]);
  expect((await pull.run({}, sync)).archiving).toEqual({ archived: 0 });
});

test("leaves a profile whose opportunity is confidential now or was not listed, since it is not deleted", async () => {
  const pull = await copied();
  Object.assign(pull.vendor.state.postings[0] ?? {}, { confidentiality: "confidential" });
  pull.vendor.state.opportunities.shift();
  expect(await pull.run({}, sync)).toMatchObject({ archiving: { archived: 0 }, events: { read_success: 8 } });
  expect([pull.archived, pull.deletions().length]).toEqual([[], 1]);
});

test("does not ask for deletions without sync, or while every opportunity is there", async () => {
  const pull = await copied();
  expect((await pull.run({}, sync)).archiving).toEqual({ archived: 0 });
  pull.remove("o00003");
  expect(await pull.run()).not.toHaveProperty("archiving");
  expect([pull.archived, pull.deletions()]).toEqual([[], []]);
});

test.each<LeverOpportunityFilters>([
  { limit: 1_000 },
  { confidentiality: "confidential" },
  { stageId: ["lead-new"] },
  { archived: false },
  { snoozed: false },
  { email: "ada@example.com" },
  { createdAtStart: "2020-01-01" },
  { archivedAtEnd: "2030-01-01" },
])("archives nothing beside the filter %j", async (filters) => {
  const pull = await copied(filters);
  pull.remove("o00003");
  const skipped = "the origin's parameters leave out a part of its records";
  expect((await pull.run(filters, sync)).archiving).toEqual({ archived: 0, skipped });
  expect(pull.archived).toEqual([]);
});

test.each<LeverOpportunityFilters>([{ confidentiality: "all" }, { resumes: false }])(
  "archives with %j, which leaves nothing out",
  async (filters) => {
    const pull = await copied(filters);
    pull.remove("o00003");
    expect((await pull.run(filters, sync)).archiving).toEqual({ archived: 1 });
  },
);

test("archives nothing in an incremental run, and the next complete run archives", async () => {
  const pull = await copied();
  pull.remove("o00003");
  const incremental = await pull.run({}, { ...sync, readMode: "incremental" });
  expect(incremental.archiving).toEqual({ archived: 0, skipped: "an incremental run reads only what has changed" });
  expect((await pull.run({}, sync)).archiving).toEqual({ archived: 1 });
});

test("finds a deletion on the third page of many", async () => {
  const pull = await copied();
  pull.remove("o00003");
  const [record] = pull.vendor.state.deletedOpportunities;
  for (let n = 1; n <= 250; n += 1)
    if (record)
      pull.vendor.state.deletedOpportunities.push({ ...record, id: `d${n}`, deletedAt: record.deletedAt + n });
  pull.vendor.injectFault(
    { kind: "status", status: 400, body: { code: "BadRequestError", message: "Invalid offset token" } },
    { path: "/opportunities/deleted", skip: 1 },
  );
  expect((await pull.run({}, sync)).archiving).toEqual({ archived: 1 });
  // After the stale offset it starts again.
  expect(pull.deletions()).toHaveLength(5);
});

test("archives nothing if the deletions cannot be read", async () => {
  const pull = await copied();
  pull.remove("o00003");
  pull.vendor.injectFault(
    { kind: "status", status: 403, body: { code: "ForbiddenError", message: "No." } },
    { path: "/opportunities/deleted" },
  );
  expect(await pull.run({}, sync)).toMatchObject({
    status: "success_with_failures",
    archiving: { archived: 0, skipped: "the deletions of the origin could not be listed" },
    failures: [{ stage: "read", error: { code: "permission_denied" } }],
  });
  expect(pull.archived).toEqual([]);
});
