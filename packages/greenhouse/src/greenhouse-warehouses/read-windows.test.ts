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
