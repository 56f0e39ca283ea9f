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

it("fires timers in order without waiting, and stops when the work is done", async () => {
  const startedAt = Date.now();
  const order: string[] = [];
  const work = async (name: string, ms: number) => {
    await pause(ms);
    order.push(`${name} after ${Date.now() - startedAt} ms`);
  };
  await time.settle(Promise.all([work("late", 3_600_000), work("soon", 5)]), 4_000_000);
  expect(order).toEqual(["soon after 5 ms", "late after 3600000 ms"]);
});

it("does not advance while WebCrypto or tracked work is in progress", async () => {
  const startedAt = Date.now();
  const late = pause(60_000).then(() => "late");
  const digests = Promise.all(Array.from({ length: 50 }, () => crypto.subtle.digest("SHA-256", new Uint8Array(1e6))));
  const other = time.track(
    (async () => {
      for (let turns = 0; turns < 1_000; turns++) await turn();
    })(),
  );
  const work = Promise.all([digests, other]).then(() => Date.now() - startedAt);
  expect(await time.settle(Promise.race([work, late]), 1e6)).toBe(0);
});

it("advances while tracked work is stalled", async () => {
  const stalled = time.track(new Promise(() => {}), () => true);
  expect(await time.settle(Promise.race([stalled, pause(1000).then(() => "timed out")]), 1e6)).toBe("timed out");
});

it("rejects work that waits for nothing and work that takes too long", async () => {
  await expect(time.settle(new Promise(() => {}), 1e6)).rejects.toThrow("waits for nothing");
  const endless = (async () => {
    for (;;) await pause(1000);
  })();
  await expect(time.settle(endless, 10_000)).rejects.toThrow("did not end within 10 s");
});

it("goes back by one hour at each start", () => {
  const first = Date.now();
  time.begin();
  expect(first - Date.now()).toBe(3_600_000);
});

it("forgets timers without setting a clock back", () => {
  time.pass(5_000);
  const [now, elapsed] = [Date.now(), performance.now()];
  let hasFired = false;
  setTimeout(() => {
    hasFired = true;
  }, 1_000);
  time.forget();
  expect(Date.now()).toBe(now);
  expect(performance.now()).toBeGreaterThanOrEqual(elapsed);
  time.pass(2_000);
  expect(hasFired).toBe(false);
});

it("never sets the monotonic clock back, also from one virtual time to the next", () => {
  time.pass(5_000_000);
  const elapsed = performance.now();
  time.stop();
  time = startVirtualTime();
  expect(performance.now()).toBeGreaterThanOrEqual(elapsed);
  expect(Date.now()).toBe(Date.UTC(2026, 2, 1, 12));
});
