import { expect, it } from "vitest";
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
      async *rows() {
        yield* rows.filter(({ updated_at, part }) => isIn(updated_at) || isIn(part));
      },
    };
  };
  const seen: number[] = [];
  let since = at(0);
  const read = (from: string) =>
    readWindows({ since: from, until: () => at(60), reached: () => {} }, { limit: 1 }, load);
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
      async *rows() {
        windows.push(window);
        yield* found;
      },
    };
  };
  const seen: number[] = [];
  for await (const batch of readWindows({ since: at(0), until: () => at(360), reached: () => {} }, {}, load))
    seen.push(...batch.rows.map(({ id }) => id));
  expect(seen).toEqual(rows.map(({ id }) => id));
  const ends = windows.map(({ before }) => before);
  expect(windows.map(({ from }) => from)).toEqual([at(0), ...ends.slice(0, -1)]);
  expect(rows.filter(({ updated_at }) => ends.includes(updated_at))).not.toEqual([]);
});
