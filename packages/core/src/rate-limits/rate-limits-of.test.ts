import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createRecordingFetch, json } from "../__fixtures__/recording-fetch";
import type { RateLimit, RateLimitRate, RunEventDetails } from "../contract/v1";
import { openHttp } from "../http/create-http";
import { completeSettings } from "../http/http-settings";
import { limiterFor, limiterKeys } from "./rate-limiters";
import { rateLimitsOf, warnOfOverrides } from "./rate-limits-of";

const limit: RateLimit = {
  name: "acme",
  hosts: ["api.acme.example", ".eu.acme.example"],
  pathPrefix: "/v1/",
  account: ["apiKey", "clientId"],
  rule: { kind: "bucket", requests: 1, perMs: 1_000, burst: 2 },
};
const url = "https://api.acme.example/v1/things";

let key = 0;
beforeEach(() => {
  key += 1;
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => void vi.useRealTimers());

async function run(apiKey: string, fetch: (request: Request) => Promise<Response>, more: Options = {}) {
  const events: RunEventDetails[] = [];
  const signal = more.signal ?? new AbortController().signal;
  const limiterOf = await rateLimitsOf([limit], { apiKey }, more.overrides);
  const emit = (event: RunEventDetails) => void events.push(event);
  const settings = completeSettings({ fetch, emit, signal });
  return { http: openHttp({ ...settings, pace: { run: crypto.randomUUID(), limiterOf } }), events };
}
interface Options {
  overrides?: Record<string, RateLimitRate>;
  signal?: AbortSignal;
}

function timed(...answers: Response[]) {
  const startedAt = Date.now();
  const times: number[] = [];
  const recorded = createRecordingFetch(...(answers.length > 0 ? answers : [json({})]));
  const fetch = (request: Request) => {
    times.push(Date.now() - startedAt);
    return recorded.fetch(request);
  };
  return { fetch, times };
}

const pass = async () => {
  for (let steps = 0; steps < 100; steps++) {
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(100);
  }
};

describe("a limit", () => {
  it("is shared by the runs of one credential, and not by those of another", async () => {
    const { fetch, times } = timed();
    const [one, two] = [await run(`key-${key}`, fetch), await run(`key-${key}`, fetch)];
    const other = timed();
    const stranger = await run(`key-${key}-b`, other.fetch);
    const all = [one, one, two].map(({ http }) => http.fetch(url));
    await Promise.all([...all, stranger.http.fetch(url), stranger.http.fetch(url), pass()]);
    expect(times).toEqual([0, 0, 2_000]);
    expect(other.times).toEqual([0, 0]);
    expect(two.events).toContainEqual({
      type: "http.throttled",
      method: "GET",
      url,
      retryAfterMs: null,
      waitMs: 2_000,
    });
  });

  it.each([
    ["https://auth.acme.example/v1/token"],
    ["https://api.acme.example/oauth/token"],
    ["https://api.acme.example.evil.example/v1/things"],
    ["https://eu.acme.example/v1/things"],
  ])("does not count %s", async (address) => {
    const { fetch, times } = timed();
    const { http } = await run(`key-${key}`, fetch);
    await Promise.all([http.fetch(address), http.fetch(address), http.fetch(address), pass()]);
    expect(times).toEqual([0, 0, 0]);
  });

  it("counts the hosts below a domain, and does not count downloads", async () => {
    const { fetch, times } = timed();
    const { http } = await run(`key-${key}`, fetch);
    const address = "https://api.eu.acme.example/v1/things";
    await Promise.all([http.fetch(address), http.fetch(address), http.fetch(address), pass()]);
    expect(times).toEqual([0, 0, 2_000]);
    const before = times.length;
    await Promise.all([http.download(address), http.download(address), http.download(address)]);
    expect(new Set(times.slice(before)).size).toBe(1);
  });

  it("does not apply where none of its account's parameters is given", async () => {
    const limiterOf = await rateLimitsOf([limit], { token: "other" });
    expect(limiterOf(url)).toBeNull();
  });

  it("can be overridden by its name", async () => {
    const { fetch, times } = timed();
    const overrides = { acme: { requests: 100, perMs: 1_000, burst: 3 } };
    const { http } = await run(`key-${key}`, fetch, { overrides });
    await Promise.all([http.fetch(url), http.fetch(url), http.fetch(url), pass()]);
    expect(times).toEqual([0, 0, 0]);
  });

  it("keeps no secret in its keys, and forgets accounts that nobody uses", async () => {
    await run("a-very-secret-key", timed().fetch);
    expect(limiterKeys().length).toBeGreaterThan(0);
    for (const name of limiterKeys()) expect(name).toMatch(/^acme:[0-9a-f]{32}$/);
    await vi.advanceTimersByTimeAsync(11 * 60_000);
    limiterFor(`acme:${key}`, limit.rule);
    expect(limiterKeys()).toEqual([`acme:${key}`]);
    vi.setSystemTime(Date.now() + 3_600_000);
    limiterFor("acme:none", limit.rule);
  });
});

describe("a 429", () => {
  const refused = json({}, 429, { "retry-after": "7" });

  it("holds back every run of the account until Retry-After", async () => {
    const { fetch, times } = timed(refused, json({}));
    const [one, two] = [await run(`key-${key}`, fetch), await run(`key-${key}`, fetch)];
    const first = one.http.fetch(url);
    await vi.advanceTimersByTimeAsync(0);
    await new Promise((resolve) => setImmediate(resolve));
    const [answer, other] = await Promise.all([first, two.http.fetch(url), pass()]);
    expect([answer.status, other.status, times.length]).toEqual([200, 200, 3]);
    for (const at of times.slice(1)) expect(at).toBeGreaterThanOrEqual(7_000);
  });

  it("that asks for longer than a request may wait holds back nobody else", async () => {
    const { fetch, times } = timed(json({}, 429, { "retry-after": "3600" }), json({}));
    const { http } = await run(`key-${key}`, fetch);
    expect((await http.fetch(url)).status).toBe(429);
    const [answer] = await Promise.all([http.fetch(url), pass()]);
    expect([answer.status, times.length]).toEqual([200, 2]);
  });
});

it("a run that is stopped while its request waits does not send it", async () => {
  const { fetch, times } = timed();
  const controller = new AbortController();
  const { http } = await run(`key-${key}`, fetch, { signal: controller.signal });
  await Promise.all([http.fetch(url), http.fetch(url)]);
  const waiting = expect(http.fetch(url)).rejects.toMatchObject({ code: "aborted" });
  await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  await waiting;
  expect(times).toHaveLength(2);
});

it("overrides that do nothing are warned of", () => {
  const lines: string[] = [];
  const log = (_fields: object, message: string) => void lines.push(message);
  const rate = { requests: 1, perMs: 1, burst: 1 };
  warnOfOverrides({ acme: { ...rate, requests: 0 }, other: rate }, [limit], {
    debug: log,
    info: log,
    warn: log,
    error: log,
  });
  expect(lines).toEqual([
    "rateLimits.acme does nothing: requests, perMs and burst must be numbers above 0",
    "rateLimits.other is no limit of this action, and does nothing; it has acme",
  ]);
});
