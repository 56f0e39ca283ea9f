import { expect, test } from "vitest";
import { oneAhead, sideBySide } from "./read-ahead";

async function* numbers(count: number, error?: Error) {
  for (let n = 0; n < count; n += 1) yield n;
  if (error) throw error;
}

async function collect<Entry>(source: AsyncIterable<Entry>, into: Entry[] = []): Promise<Entry[]> {
  for await (const entry of source) into.push(entry);
  return into;
}

test("works side by side up to the limit, and keeps the order", async () => {
  let working = 0;
  let most = 0;
  const work = async (n: number) => {
    most = Math.max(most, ++working);
    await new Promise((resolve) => setTimeout(resolve, (n % 3) * 2));
    working -= 1;
    return n * 10;
  };
  expect(await collect(sideBySide(numbers(20), 4, work))).toEqual(Array.from({ length: 20 }, (_, n) => n * 10));
  expect(most).toBe(4);
});

test("yields a result while the next entry is still loading", async () => {
  async function* slow() {
    yield 1;
    await new Promise(() => {});
  }
  const results = sideBySide(slow(), 4, async (n) => n);
  expect(await results.next()).toEqual({ done: false, value: 1 });
});

test.each([
  ["side by side", () => sideBySide(numbers(3, new Error("page 2")), 4, async (n) => n)],
  ["one ahead", () => oneAhead(numbers(3, new Error("page 2")))],
])("yields what came before a source that fails: %s", async (_, read) => {
  const seen: number[] = [];
  await expect(collect(read(), seen)).rejects.toThrow("page 2");
  expect(seen).toEqual([0, 1, 2]);
});

test("yields what came before work that fails", async () => {
  const seen: number[] = [];
  const work = async (n: number) => {
    if (n === 2) throw new Error("two");
    return n;
  };
  await expect(collect(sideBySide(numbers(5), 4, work), seen)).rejects.toThrow("two");
  expect(seen).toEqual([0, 1]);
});

test("loads one entry before it is asked for, and not two", async () => {
  let loaded = 0;
  async function* source() {
    for (;;) yield ++loaded;
  }
  const ahead = oneAhead(source());
  await ahead.next();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(loaded).toBe(2);
});
