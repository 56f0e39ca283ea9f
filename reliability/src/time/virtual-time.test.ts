import { afterEach, beforeEach, expect, it } from "vitest";
import { startVirtualTime, type VirtualTime } from "./virtual-time";

let time: VirtualTime;

beforeEach(() => {
  time = startVirtualTime();
  time.begin();
});
afterEach(() => time.stop());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const turn = () => new Promise((resolve) => setImmediate(resolve));

it("passes at once, in the order of the timers, and as far as the work needs", async () => {
  const begunAt = Date.now();
  const order: string[] = [];
  const work = async (name: string, ms: number) => {
    await pause(ms);
    order.push(`${name} after ${Date.now() - begunAt} ms`);
  };
  await time.settle(Promise.all([work("late", 3_600_000), work("soon", 5)]), 4_000_000);
  expect(order).toEqual(["soon after 5 ms", "late after 3600000 ms"]);
});

it("does not pass while WebCrypto is at work, or anything else that it was told of", async () => {
  const begunAt = Date.now();
  const late = pause(60_000).then(() => "late");
  const digests = Promise.all(Array.from({ length: 50 }, () => crypto.subtle.digest("SHA-256", new Uint8Array(1e6))));
  const other = time.track(
    (async () => {
      for (let turns = 0; turns < 1_000; turns++) await turn();
    })(),
  );
  const work = Promise.all([digests, other]).then(() => Date.now() - begunAt);
  expect(await time.settle(Promise.race([work, late]), 1e6)).toBe(0);
});

it("passes when what is under way is stuck", async () => {
  const stuck = time.track(new Promise(() => {}), () => true);
  expect(await time.settle(Promise.race([stuck, pause(1000).then(() => "timed out")]), 1e6)).toBe("timed out");
});

it("tells of work that waits for nothing, and of work that takes too long", async () => {
  await expect(time.settle(new Promise(() => {}), 1e6)).rejects.toThrow("waits for nothing");
  const endless = (async () => {
    for (;;) await pause(1000);
  })();
  await expect(time.settle(endless, 10_000)).rejects.toThrow("did not end within 10 s");
});

it("goes back by an hour for each beginning", () => {
  const first = Date.now();
  time.begin();
  expect(first - Date.now()).toBe(3_600_000);
});
