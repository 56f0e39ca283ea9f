import { expect, test } from "vitest";
import { createLeverFake } from "./create-lever-fake";
import type { LeverFakeOptions } from "./lever-seed";

function limited(rateLimit: NonNullable<LeverFakeOptions["rateLimit"]>) {
  let now = 0;
  const lever = createLeverFake({ apiKeys: ["one", "other"], rateLimit, now: () => now });
  const request = async (key = "one") => {
    const headers = { authorization: `Basic ${btoa(`${key}:`)}` };
    return lever.fetch("https://api.lever.co/v1/postings", { headers });
  };
  const statuses = async (count: number, key?: string) => {
    const received = [];
    for (let n = 0; n < count; n += 1) received.push((await request(key)).status);
    return received;
  };
  const accepted = async (count: number, key?: string) =>
    (await statuses(count, key)).filter((status) => status === 200).length;
  return { request, accepted, advance: (ms: number) => (now += ms) };
}

test("allows 20 requests at once, then 10 per second, for each key", async () => {
  const { accepted, advance } = limited(true);
  expect(await accepted(25)).toBe(20);
  expect(await accepted(25, "other")).toBe(20);
  advance(99);
  expect(await accepted(1)).toBe(0);
  advance(1);
  expect(await accepted(2)).toBe(1);
  advance(1000);
  expect(await accepted(15)).toBe(10);
  advance(60_000);
  expect(await accepted(30)).toBe(20);
});

test("sends Retry-After with a 429 only if configured", async () => {
  const withoutHeader = limited({ perSecond: 1, burst: 1 });
  await withoutHeader.request();
  const refused = await withoutHeader.request();
  expect([refused.status, refused.headers.has("retry-after")]).toEqual([429, false]);
  expect(await refused.json()).toEqual({ code: "TooManyRequestsError", message: "Too many requests." });

  const withHeader = limited({ perSecond: 0.5, burst: 1, retryAfter: true });
  await withHeader.request();
  expect((await withHeader.request()).headers.get("retry-after")).toBe("2");
});
