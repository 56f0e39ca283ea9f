import { expect, test } from "vitest";
import { createLeverFake, type LeverFakeOptions } from "./create-lever-fake";

function limited(rateLimit: NonNullable<LeverFakeOptions["rateLimit"]>) {
  let now = 0;
  const lever = createLeverFake({ apiKeys: ["one", "other"], rateLimit, now: () => now });
  const ask = async (key = "one") => {
    const headers = { authorization: `Basic ${btoa(`${key}:`)}` };
    return lever.fetch("https://api.lever.co/v1/postings", { headers });
  };
  const statuses = async (count: number, key?: string) => {
    const answers = [];
    for (let n = 0; n < count; n += 1) answers.push((await ask(key)).status);
    return answers;
  };
  const accepted = async (count: number, key?: string) =>
    (await statuses(count, key)).filter((status) => status === 200).length;
  return { ask, accepted, pass: (ms: number) => (now += ms) };
}

test("twenty requests at once, then ten a second, for each key", async () => {
  const { accepted, pass } = limited(true);
  expect(await accepted(25)).toBe(20);
  expect(await accepted(25, "other")).toBe(20);
  pass(99);
  expect(await accepted(1)).toBe(0);
  pass(1);
  expect(await accepted(2)).toBe(1);
  pass(1000);
  expect(await accepted(15)).toBe(10);
  pass(60_000);
  expect(await accepted(30)).toBe(20);
});

test("a 429 says how long to wait only where that is asked for", async () => {
  const silent = limited({ perSecond: 1, burst: 1 });
  await silent.ask();
  const refused = await silent.ask();
  expect([refused.status, refused.headers.has("retry-after")]).toEqual([429, false]);
  expect(await refused.json()).toEqual({ code: "TooManyRequestsError", message: "Too many requests." });

  const telling = limited({ perSecond: 0.5, burst: 1, retryAfter: true });
  await telling.ask();
  expect((await telling.ask()).headers.get("retry-after")).toBe("2");
});
