import { describe, expect, it } from "vitest";
import { readWindows, type TimeWindow } from "./read-windows";

const at = (minutes: number) => new Date(Date.parse("2026-11-20T10:00:00Z") + minutes * 60_000).toISOString();

it("readWindows passes nobody at a limit that a row reaches which is read for its part and changed after the window", async () => {
  const rows = [
    { id: 1, updated_at: at(10) },
    { id: 2, updated_at: at(55), part: at(12) },
    { id: 3, updated_at: at(30) },
  ];
  const load = async ({ from = "", before }: TimeWindow) => {
    const isIn = (time: string | undefined) => time !== undefined && time >= from && time < before;
    return {
      isLong: Date.parse(before) - Date.parse(from) > 20 * 60_000,
      canSplit: true,
      newest: [],
      async *rows() {
        yield* rows.filter(({ updated_at, part }) => isIn(updated_at) || isIn(part));
      },
    };
  };
  const seen: number[] = [];
  let since = at(0);
  const read = (from: string) =>
    readWindows({ since: from, isIncremental: true, until: () => at(60) }, { limit: 1 }, load);
  for (let run = 0; run < 3; run += 1) {
    for await (const batch of read(since)) {
      seen.push(...batch.rows.map(({ id }) => id));
      since = batch.reached ?? since;
    }
  }
  expect(new Set(seen)).toEqual(new Set([1, 2, 3]));
});

it("readWindows reads windows that adjoin, and delivers a row between two of them once", async () => {
  // As many as two fit in a window.
  const rows = Array.from({ length: 41 }, (_, n) => ({ id: n, updated_at: at(n * 7.5) }));
  const windows: TimeWindow[] = [];
  const load = async (window: TimeWindow) => {
    const { from = "", before } = window;
    const found = rows.filter(({ updated_at }) => updated_at >= from && updated_at < before);
    return {
      isLong: found.length > 2,
      canSplit: true,
      newest: found.slice(0, 2),
      async *rows() {
        windows.push(window);
        yield* found;
      },
    };
  };
  const seen: number[] = [];
  for await (const batch of readWindows({ since: at(0), isIncremental: true, until: () => at(360) }, {}, load))
    seen.push(...batch.rows.map(({ id }) => id));
  expect(seen).toEqual(rows.map(({ id }) => id));
  const ends = windows.map(({ before }) => before);
  expect(windows.map(({ from }) => from)).toEqual([at(0), ...ends.slice(0, -1)]);
  expect(rows.filter(({ updated_at }) => ends.includes(updated_at))).not.toEqual([]);
});

it("readWindows reads windows that adjoin where each is too long to be one page", async () => {
  const windows: TimeWindow[] = [];
  const load = async (window: TimeWindow) => ({
    isLong: true,
    canSplit: true,
    newest: [],
    async *rows() {
      windows.push(window);
      yield { id: windows.length, updated_at: window.from ?? null };
    },
  });
  const seen: number[] = [];
  for await (const batch of readWindows({ since: at(0), isIncremental: true, until: () => at(10) }, {}, load))
    seen.push(...batch.rows.map(({ id }) => id));
  expect(seen).toEqual(windows.map((_, index) => index + 1));
  expect(windows.length).toBeGreaterThan(5);
  expect([...windows.map(({ from }) => from), at(10)]).toEqual([at(0), ...windows.map(({ before }) => before)]);
});

const year = 365 * 86_400_000;
const now = Date.parse("2026-11-20T10:00:00Z");
const page = 500;

/** An account whose records were created at these times, which lists them by id, descending, and how often it was asked. */
function createAccount(times: number[]) {
  const rows = times
    .sort((one, other) => one - other)
    .map((time, id) => ({ id, created_at: new Date(time).toISOString() }));
  const windows: TimeWindow[] = [];
  let pages = 0;
  const load = async (window: TimeWindow) => {
    windows.push(window);
    pages += 1;
    const { from = "", before } = window;
    const found = rows.filter(({ created_at }) => created_at >= from && created_at < before).reverse();
    return {
      isLong: found.length > page,
      canSplit: true,
      newest: found.slice(0, page),
      async *rows() {
        pages += Math.max(0, Math.ceil(found.length / page) - 1);
        yield* found;
      },
    };
  };
  const read = (limit?: number, isIncremental = true) =>
    readWindows({ since: null, isIncremental, until: () => new Date(now).toISOString() }, { limit }, load);
  return { read, load, windows, pages: () => pages };
}

const evenly = (count: number, years: number) =>
  Array.from({ length: count }, (_, index) => Math.floor(now - years * year + (index * years * year) / count));

describe("readWindows", () => {
  it.each<[string, number[], number]>([
    ["of a small account", evenly(400, 3), 1],
    ["evenly over three years", evenly(20_000, 3), 60],
    ["evenly since Greenhouse was founded", evenly(20_000, 14.8), 60],
    ["in the last month only", evenly(20_000, 1 / 12), 65],
    ["ever more", evenly(20_000, 5).map((time) => now - (now - time) ** 2 / (5 * year)), 68],
    ["ever fewer", evenly(20_000, 5).map((time) => now - Math.sqrt((now - time) * 5 * year)), 68],
    ["with an import of many at once", [...evenly(10_000, 3), ...Array(10_000).fill(now - year)], 80],
    ["on weekdays only", evenly(20_000, 3).filter((time) => new Date(time).getUTCDay() % 6 > 0), 50],
  ])("reads records that were created %s, each once, by hardly more pages than are full", async (_, times, most) => {
    const { read, pages } = createAccount(times);
    const seen: number[] = [];
    for await (const { rows } of read()) seen.push(...rows.map(({ id }) => id));
    expect(seen.length).toBe(times.length);
    expect(new Set(seen).size).toBe(times.length);
    expect(pages()).toBeLessThanOrEqual(most);
  });

  it("reads all records as one window, page by page, where no cursor is kept", async () => {
    const { read, windows, pages } = createAccount(evenly(20_000, 3));
    const seen: number[] = [];
    for await (const { rows } of read(undefined, false)) seen.push(...rows.map(({ id }) => id));
    expect(seen).toEqual(Array.from({ length: 20_000 }, (_, n) => 19_999 - n));
    expect(windows).toMatchObject([{ from: undefined, before: new Date(now).toISOString(), isWhole: true }]);
    expect(pages()).toBe(40);
  });

  /** How many windows were loaded beyond the one with the rows, when each batch of rows came. */
  async function loadedAhead(limit?: number): Promise<number[]> {
    const { read, windows } = createAccount(evenly(2_000, 1));
    const ahead: number[] = [];
    for await (const { rows } of read(limit)) {
      const time = rows[0]?.created_at;
      if (time === undefined) continue;
      const place = windows.findLastIndex(({ from = "", before }) => from <= time && time < before);
      ahead.push(windows.length - 1 - place);
    }
    return ahead;
  }

  it("loads the next window while the rows of one are used, and no second one", async () => {
    const ahead = await loadedAhead();
    expect(ahead.length).toBeGreaterThanOrEqual(40);
    expect(ahead[0]).toBe(1);
    // Nothing is loaded after the last window.
    expect(ahead.findIndex((count) => count !== 1)).toBe(ahead.indexOf(0));
    expect(ahead.slice(ahead.indexOf(0)).every((count) => count === 0)).toBe(true);
  });

  it("does not load beyond a limit", async () => {
    expect(await loadedAhead(60)).toEqual([0, 0]);
  });

  it("yields what is before a window that cannot be loaded, and then fails", async () => {
    const { load } = createAccount(evenly(2_000, 1));
    const seen: number[] = [];
    let filled = 0;
    const failing = async (window: TimeWindow) => {
      if (filled > 1) throw new Error("down");
      const loaded = await load(window);
      if (!loaded.isLong && loaded.newest.length > 0) filled += 1;
      return loaded;
    };
    const read = async () => {
      const place = { since: null, isIncremental: true, until: () => new Date(now).toISOString() };
      for await (const { rows } of readWindows(place, {}, failing)) seen.push(...rows.map(({ id }) => id));
    };
    await expect(read()).rejects.toThrow("down");
    expect(seen.length).toBeGreaterThan(page);
    expect(seen).toEqual(seen.map((_, index) => index));
  });
});
