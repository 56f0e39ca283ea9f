import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { httpOver } from "../__fixtures__/replies";

const now = Date.UTC(2026, 0, 1);
const url = "https://api.acme.example/things";

beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

/** Sends a request whose first responses are refusals with these headers. */
async function send(headers: Record<string, string>, { status = 429, method = "GET", refusals = 1 } = {}) {
  const refusal = () => Response.json({ message: "slow down" }, { status, headers });
  const { http, requests, events } = httpOver([...Array.from({ length: refusals }, () => refusal), Response.json({})]);
  const outcome = http.fetch(url, { method });
  await vi.runAllTimersAsync();
  const delays = events.flatMap((event) => (event.type === "http.retry" ? [event.delayMs] : []));
  const told = events.flatMap((event) => (event.type === "http.throttled" ? [event.retryAfterMs] : []));
  return { status: (await outcome).status, attempts: requests.length, delays, told, tookMs: Date.now() - now };
}

/** The first wait: what was asked for, and on top of it the backoff of 250 to 500 ms. */
function expectWait(delays: number[], askedMs: number): void {
  expect(delays[0]).toBeGreaterThanOrEqual(askedMs + 250);
  expect(delays[0]).toBeLessThanOrEqual(askedMs + 500);
}

describe("what the vendor asks for is added to the backoff", () => {
  it.each([
    ["seconds", "17", 17_000],
    ["0, as a proxy sends it", "0", 0],
    ["a fraction", "1.5", 1_500],
    ["two values joined", "5, 5", 5_000],
    ["two values of which one is longer", "0, 7", 7_000],
    ["a value joined with a useless one", "-1, 3", 3_000],
    ["a date", "Thu, 01 Jan 2026 00:00:42 GMT", 42_000],
    ["a date in the past", "Wed, 31 Dec 2025 00:00:00 GMT", 0],
    ["an ISO date", "2026-01-01T00:00:42Z", 42_000],
  ])("%s: %s", async (_, value, askedMs) => {
    const { delays, told } = await send({ "retry-after": value });
    expectWait(delays, askedMs);
    expect(told).toEqual([askedMs]);
  });

  it.each(["soon", "-5", "", "1e9x", "0x10", "NaN", "Infinity", "5 seconds"])("%j asks for nothing", async (value) => {
    const { delays, told } = await send({ "retry-after": value });
    expectWait(delays, 0);
    expect(told).toEqual([null]);
  });

  it.each([
    ["five minutes fast", 5 * 60_000],
    ["five minutes slow", -5 * 60_000],
    ["a day slow", -86_400_000],
  ])("a date by a vendor's clock that is %s is read by the Date of the response", async (_, offMs) => {
    const date = (ms: number) => new Date(now + offMs + ms).toUTCString();
    const { delays, told } = await send({ "retry-after": date(20_000), date: date(0) });
    expectWait(delays, 20_000);
    expect(told).toEqual([20_000]);
  });
});

it.each(["301", "999999999999999999999999", "Fri, 01 Jan 2100 00:00:00 GMT"])(
  "%s is longer than a request may take",
  async (value) => {
    expect(await send({ "retry-after": value })).toMatchObject({ status: 429, attempts: 1, tookMs: 0 });
  },
);

it.each(["0", "Wed, 31 Dec 2025 00:00:00 GMT"])("%s does not spend all attempts within milliseconds", async (value) => {
  const { attempts, tookMs } = await send({ "retry-after": value }, { refusals: 9 });
  expect(attempts).toBe(5);
  expect(tookMs).toBeGreaterThan(3_500);
});

it("a create waits as long after a refusal", async () => {
  const { delays, status } = await send({ "retry-after": "3" }, { method: "POST" });
  expect(status).toBe(200);
  expectWait(delays, 3_000);
});
