import fc from "fast-check";
import { expect, test } from "vitest";
import { timeWindows } from "./time-windows";

const to = 1_000_000_000;
const settings = { from: undefined, to: () => to, cursorAt: String, most: 10 };

/** A list in an order that has nothing to do with time, and the windows that it was asked for. */
function listOf(times: readonly number[]) {
  const asked: [number | undefined, number][] = [];
  async function* list(start: number | undefined, end: number) {
    asked.push([start, end]);
    const rows = times.map((time, row) => ({ row, time })).sort((a, b) => ((a.row * 7) % 11) - ((b.row * 7) % 11));
    yield* rows.filter(({ time }) => time <= end && (start === undefined || time >= start));
  }
  return { list, asked };
}

async function collect(windows: Parameters<typeof timeWindows<number>>[0]) {
  const batches = [];
  for await (const batch of timeWindows(windows)) batches.push(batch);
  return batches;
}

test("yields each row once, and reaches a time only after all rows until then", async () => {
  const time = fc.oneof(fc.integer({ min: 0, max: to }), fc.integer({ min: to - 5_000, max: to }), fc.constant(77));
  await fc.assert(
    fc.asyncProperty(fc.array(time, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), async (times, most) => {
      const batches = await collect({ ...settings, list: listOf(times).list, most });
      expect(batches.flatMap(({ rows }) => rows).sort((a, b) => a - b)).toEqual([...times.keys()]);
      const done = new Set<number>();
      for (const { rows, reached } of batches) {
        for (const row of rows) done.add(row);
        if (reached === undefined) continue;
        expect(times.every((time, row) => time > Number(reached) || done.has(row))).toBe(true);
      }
      expect(batches.at(-1)?.reached).toBe(String(to));
    }),
    { numRuns: 50 },
  );
});

test("where no cursor is kept, yields each row once, and asks for one window if it has few rows", async () => {
  const time = fc.oneof(fc.integer({ min: 0, max: to }), fc.integer({ min: to - 5_000, max: to }), fc.constant(77));
  await fc.assert(
    fc.asyncProperty(fc.array(time, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), async (times, most) => {
      const { list, asked } = listOf(times);
      const batches = await collect({ ...settings, list, most, passedOn: () => expect.fail() });
      expect(batches.flatMap(({ rows }) => rows).sort((a, b) => a - b)).toEqual([...times.keys()]);
      expect(asked).toHaveLength(1);
      expect(Math.max(...batches.map(({ rows }) => rows.length))).toBeLessThanOrEqual(most + 1);
    }),
    { numRuns: 50 },
  );
});

test("where no cursor is kept, passes on what it read of a window that is too long, and leaves it out later", async () => {
  const times = Array.from({ length: 25_000 }, (_, index) => index);
  const { list, asked } = listOf(times);
  const known = new Set<number>();
  let listed = known;
  let yielded = 0;
  const leavingOut = async function* (start: number | undefined, end: number) {
    listed = new Set();
    for await (const one of list(start, end)) {
      if (known.has(one.row)) continue;
      listed.add(one.row);
      yielded += 1;
      yield one;
    }
  };
  const passedOn = () => {
    for (const row of listed) known.add(row);
  };
  const batches = await collect({ ...settings, to: () => 25_000, list: leavingOut, most: 2_000, passedOn });
  expect(batches.flatMap(({ rows }) => rows).sort((a, b) => a - b)).toEqual(times);
  expect(yielded).toBe(25_000);
  expect(asked.length).toBeGreaterThan(2);
  expect(Math.max(...batches.map(({ rows }) => rows.length))).toBeLessThanOrEqual(2_001);
});

test("continues from any time that was reached without losing a row", async () => {
  const times = Array.from({ length: 120 }, (_, index) => index * index * 60_000);
  const all = await collect({ ...settings, list: listOf(times).list });
  for (const { reached } of all) {
    const from = Number(reached) + 1;
    const rest = await collect({ ...settings, from, list: listOf(times).list });
    const expected = [...times.keys()].filter((row) => (times[row] ?? 0) >= from);
    expect(rest.flatMap(({ rows }) => rows).sort((a, b) => a - b)).toEqual(expected);
  }
});

test("reads what fits one window at once, and says first where it begins", async () => {
  const { list, asked } = listOf([5, 3, 4]);
  expect(await collect({ ...settings, from: 2, list })).toEqual([
    { rows: [], reached: "1" },
    { rows: [0, 2, 1], reached: String(to) },
  ]);
  expect(asked).toEqual([[2, to]]);
});

test("holds no more rows than a window has, except those of one time", async () => {
  const { list } = listOf([...Array.from({ length: 500 }, () => 9), 1, 2_000_000]);
  const batches = await collect({ ...settings, list });
  expect(Math.max(...batches.map(({ rows }) => rows.length))).toBeLessThanOrEqual(11);
});

test("grows the windows over times without rows", async () => {
  const year = 365 * 86_400_000;
  const times = [...Array.from({ length: 30 }, (_, index) => index), 20 * year];
  const { list, asked } = listOf(times);
  await collect({ ...settings, to: () => 20 * year, list });
  expect(asked.length).toBeLessThan(30);
});

test("reads on if the first response shows that the vendor's clock is ahead", async () => {
  let isKnown = false;
  const { list } = listOf([1, to, to + 50]);
  const ahead = async function* (start: number | undefined, end: number) {
    for await (const row of list(start, end)) yield row;
    isKnown = true;
  };
  const batches = await collect({ ...settings, to: () => (isKnown ? to + 100 : to), list: ahead });
  expect(batches.flatMap(({ rows }) => rows)).toEqual([0, 1, 2]);
  expect(batches.at(-1)?.reached).toBe(String(to + 100));
});

test.each([
  ["years apart", 86_400_000],
  ["a millisecond apart", 1],
  ["at the same time", 0],
])("asks for few more rows than there are, if they are %s", async (_, apart) => {
  const times = Array.from({ length: 20_000 }, (_, index) => to - index * apart).reverse();
  let asked = 0;
  async function* list(start: number | undefined, end: number) {
    const first = times.findIndex((time) => start === undefined || time >= start);
    const last = times.findLastIndex((time) => time <= end);
    const size = first < 0 ? 0 : last - first + 1;
    for (let index = 0; index < size; index += 1) {
      asked += 1;
      // In another order than that of time, as 7919 is prime.
      const row = first + ((index * 7919) % size);
      yield { row, time: times[row] ?? 0 };
    }
  }
  const batches = await collect({ ...settings, list, most: 2_000 });
  expect(batches.flatMap(({ rows }) => rows)).toHaveLength(20_000);
  expect(asked).toBeLessThan(27_000);
});
