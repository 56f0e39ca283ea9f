import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { passWaits } from "../__fixtures__/fakes";
import { createPull, type Fetch, hour, opportunities, startedAt } from "../__fixtures__/pull-profiles";

passWaits();
beforeEach(() => void vi.setSystemTime(startedAt));
afterEach(() => void vi.useRealTimers());

const incremental = { readMode: "incremental" } as const;
const iso = (time: number) => new Date(time).toISOString();
type Pull = ReturnType<typeof createPull>;

function advance(pull: Pull, ms: number): void {
  pull.clock.now += ms;
  vi.setSystemTime(pull.clock.now);
}

function change(pull: Pull, id: string, updatedAt = pull.clock.now): void {
  const found = pull.vendor.state.opportunities.find((one) => one.id === id);
  Object.assign(found ?? {}, { updatedAt, tags: [`changed ${updatedAt}`] });
}

/** Adds one as Lever's own create does: it has no update time. */
function add(pull: Pull, id: string): void {
  const [first] = pull.vendor.state.opportunities;
  if (first) pull.vendor.state.opportunities.push({ ...first, id, createdAt: pull.clock.now, updatedAt: null });
}

const failing = (pull: Pull, skip: number) => {
  const body = { code: "ServerError", message: "No." };
  pull.vendor.injectFault({ kind: "status", status: 500, body }, { path: "/opportunities", times: 5, skip });
};

test("reads all in the first run, and then what was created or updated since, by windows up to the run's start", async () => {
  const pull = createPull({ opportunities: opportunities(5) });
  expect(await pull.run({}, incremental)).toMatchObject({ readFrom: iso(startedAt), events: { write_success: 5 } });
  advance(pull, hour);
  expect(await pull.run({}, incremental)).toMatchObject({ ids: [], readFrom: iso(startedAt + hour) });
  advance(pull, hour - 60_000);
  change(pull, "o00001");
  add(pull, "new");
  advance(pull, 60_000);
  const result = await pull.run({}, incremental);
  expect(result.ids.sort()).toEqual(["new", "o00001"]);
  expect(result.readFrom).toBe(iso(startedAt + 2 * hour));
  const [start, end] = [String(startedAt + hour - 5 * 60_000), String(startedAt + 2 * hour)];
  expect(pull.queries().slice(-4)).toMatchObject([
    { created_at_start: start, created_at_end: end },
    { updated_at_start: start, updated_at_end: end },
    { advanced_at_start: start, advanced_at_end: end },
    { archived_at_start: start, archived_at_end: end },
  ]);
});

test.each<[string, (now: number) => object]>([
  ["moved to another stage", (now) => ({ stage: "offer", lastAdvancedAt: now })],
  ["was archived", (now) => ({ archived: { reason: "hired", archivedAt: now } })],
])("reads an opportunity again that %s without an update time, once for each change", async (_, changed) => {
  const pull = createPull({ opportunities: opportunities(4) });
  await pull.run({}, incremental);
  const [first] = pull.vendor.state.opportunities;
  for (let round = 0; round < 2; round += 1) {
    advance(pull, hour);
    Object.assign(first ?? {}, changed(pull.clock.now - 60_000), { tags: [`round ${round}`] });
    expect((await pull.run({}, incremental)).ids).toEqual([first?.id]);
    expect((await pull.run({}, incremental)).ids).toEqual([]);
  }
  // In the overlap of a run that read it already.
  advance(pull, 60_000);
  Object.assign(first ?? {}, changed(pull.clock.now));
  expect((await pull.run({}, incremental)).ids).toEqual([first?.id]);
});

test("reads an opportunity that moves while the changed ones are listed, in the next run at the latest", async () => {
  const pull = createPull({ opportunities: opportunities(250) });
  await pull.run({ resumes: false }, incremental);
  advance(pull, hour);
  for (const { id } of [...pull.vendor.state.opportunities]) change(pull, id, pull.clock.now - 60_000);
  const moved = pull.vendor.state.opportunities.find(({ id }) => id === "o00003");
  let pages = 0;
  const fetch: Fetch = async (input, init) => {
    const { searchParams } = new URL(input instanceof Request ? input.url : String(input));
    // Moves from the last page to the first one, which was read.
    if (searchParams.has("updated_at_start") && ++pages === 2)
      Object.assign(moved ?? {}, { stage: "lead-new", lastAdvancedAt: pull.clock.now + 1_000, tags: ["moved"] });
    return pull.fetch(input, init);
  };
  const first = await pull.run({ resumes: false }, { ...incremental, fetch });
  expect(first.ids).not.toContain("o00003");
  advance(pull, hour);
  expect((await pull.run({ resumes: false }, incremental)).ids).toContain("o00003");
});

test("reads an overlap again, and leaves out what did not change in it", async () => {
  const pull = createPull({ opportunities: opportunities(3, () => ({}), 60_000) });
  await pull.run({}, incremental);
  // A change from before the first run that shows only now.
  change(pull, "o00000", startedAt - 30_000);
  advance(pull, hour);
  expect((await pull.run({}, incremental)).ids).toEqual(["o00000"]);
});

test.each([
  ["were created", (pull: Pull, index: number) => add(pull, `burst ${index}`)],
  ["changed", (pull: Pull, index: number) => change(pull, `o${String(index).padStart(5, "0")}`)],
])("gets beyond an overlap in which more %s than the limit", async (_, act) => {
  const pull = createPull({ opportunities: opportunities(30) });
  const filters = { limit: 10 };
  const runs = async (count: number) => {
    const ids: string[] = [];
    for (let run = 0; run < count; run += 1) ids.push(...(await pull.run(filters, incremental)).ids);
    return ids;
  };
  await runs(8);
  advance(pull, hour);
  for (let index = 0; index < 30; index += 1) {
    act(pull, index);
    advance(pull, 1_000);
  }
  expect(new Set(await runs(8)).size).toBe(30);
  advance(pull, hour);
  add(pull, "new");
  advance(pull, hour);
  expect(await runs(8)).toEqual(["new"]);
  expect((await pull.run(filters, incremental)).readFrom).toBe(iso(pull.clock.now));
});

test("leaves a change that comes during the run to the next one, and loses none", async () => {
  const pull = createPull({ opportunities: opportunities(3) });
  await pull.run({}, incremental);
  advance(pull, hour);
  change(pull, "o00002", pull.clock.now - 1_000);
  const fetch: Fetch = async (input, init) => {
    change(pull, "o00002", pull.clock.now + 1_000);
    return pull.fetch(input, init);
  };
  expect((await pull.run({}, { ...incremental, fetch })).ids).toEqual([]);
  advance(pull, hour);
  expect((await pull.run({}, incremental)).ids).toEqual(["o00002"]);
});

test("continues a first pass that ended early, and then reads what changed since it began", async () => {
  const rows = opportunities(60);
  const pull = createPull({ opportunities: rows });
  // With a limit the windows are small.
  const filters = { limit: 20 };
  const first = await pull.run(filters, incremental);
  expect(first.readFrom).toMatch(/^created 2026-11-2\d.* began 2026-11-26T12:00:00.000Z$/);
  advance(pull, 24 * hour);
  change(pull, first.ids[0] ?? "");
  add(pull, "new");
  advance(pull, 24 * hour);
  const ids = new Set<string>();
  for (let run = 0; run < 8; run += 1) {
    const result = await pull.run(filters, incremental);
    for (const id of result.ids) ids.add(id);
    if (run === 0) expect(result.ids).not.toContain(first.ids[0]);
  }
  const done = new Set([...first.ids, ...ids]);
  expect([...rows.map(({ id }) => id), "new"].filter((id) => !done.has(id))).toEqual([]);
  expect(ids).toContain(first.ids[0]);
});

test("reads what changed just before an interrupted first pass began, as Lever may show it late", async () => {
  const pull = createPull({ opportunities: opportunities(60) });
  const filters = { limit: 20 };
  const [changed = ""] = (await pull.run(filters, incremental)).ids;
  change(pull, changed, startedAt - 60_000);
  advance(pull, hour);
  const ids: string[] = [];
  for (let run = 0; run < 5; run += 1) ids.push(...(await pull.run(filters, incremental)).ids);
  expect(ids).toContain(changed);
});

test("reads nobody twice in the run that ends the first pass", async () => {
  const rows = opportunities(150);
  const pull = createPull({ opportunities: rows });
  failing(pull, 1);
  const first = await pull.run({}, incremental);
  expect(first).toMatchObject({ status: "success_with_failures" });
  expect(first.readFrom).toMatch(/^created 1969-12-31T23:59:59.999Z began/);
  pull.vendor.clearFaults();
  advance(pull, hour);
  change(pull, "o00100");
  const second = await pull.run({}, incremental);
  expect(second.ids.sort()).toEqual(rows.map(({ id }) => id));
  expect(second.readFrom).toBe(iso(startedAt + hour));
});

test("does not move back into the overlap if a run breaks off at once", async () => {
  const pull = createPull({ opportunities: opportunities(3) });
  await pull.run({}, incremental);
  advance(pull, hour);
  add(pull, "new");
  failing(pull, 1);
  expect(await pull.run({}, incremental)).toMatchObject({ readFrom: iso(startedAt), ids: ["new"] });
});

test("does not move over a window that was read in part", async () => {
  const pull = createPull({ opportunities: opportunities(150) });
  await pull.run({}, incremental);
  advance(pull, hour);
  for (const { id } of pull.vendor.state.opportunities.slice(0, 120)) change(pull, id, pull.clock.now - 60_000);
  // The created ones, and the first page of those that changed.
  failing(pull, 2);
  const result = await pull.run({}, incremental);
  expect(result).toMatchObject({ status: "success_with_failures", readFrom: iso(startedAt) });
  expect(result.ids).toHaveLength(100);
  pull.vendor.clearFaults();
  const next = await pull.run({}, incremental);
  const all = new Set([...result.ids, ...next.ids]);
  expect(all.size).toBe(120);
});

test("reads an item again that failed, and does not move over it", async () => {
  const pull = createPull({ opportunities: opportunities(5) });
  const refuses = ({ reference }: { reference?: string | null }) => reference === "o00003";
  const first = await pull.run({}, { ...incremental, refuses });
  expect(first.readFrom).toMatch(/^created 1969/);
  advance(pull, hour);
  expect((await pull.run({}, incremental)).ids).toContain("o00003");
});

test.each(Array.from({ length: 12 }, (_, index) => index * 11 + 3))(
  "loses nobody if it is stopped at request %i and run again",
  async (stopAt) => {
    const rows = opportunities(40, (index) => ({ updatedAt: index % 4 ? null : startedAt - index * hour }));
    const pull = createPull({ opportunities: rows });
    const ids = new Set<string>();
    let count = 0;
    const controller = new AbortController();
    const fetch: Fetch = async (input, init) => {
      if (++count === stopAt) controller.abort();
      return pull.fetch(input, init);
    };
    const filters = { limit: 15 };
    const stopped = await pull.run(filters, { ...incremental, fetch, options: { signal: controller.signal } });
    for (const id of stopped.ids) ids.add(id);
    for (let run = 0; run < 6; run += 1) for (const id of (await pull.run(filters, incremental)).ids) ids.add(id);
    expect([...ids].sort()).toEqual(rows.map(({ id }) => id).sort());
  },
);

test("starts afresh with other filters", async () => {
  const pull = createPull({ opportunities: opportunities(3) });
  await pull.run({}, incremental);
  expect((await pull.run({ archived: false }, incremental)).ids).toHaveLength(3);
});
