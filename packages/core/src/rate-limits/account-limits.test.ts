import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { people, postCandidate, runAcme, stream } from "../__fixtures__/acme";
import { createTokenServer, oauthSettings } from "../__fixtures__/oauth";
import { createRecordingFetch, json } from "../__fixtures__/recording-fetch";
import type { TokenBucket } from "../contract/connection";
import type { RunEventDetails } from "../contract/result";
import { defineConnection } from "../define/define-warehouse";
import { typedApi } from "../http/api";
import { createHttp } from "../http/http";
import { limiterFor, limiterKeys, warnOfOverrides } from "./account-limits";

interface Credential {
  apiKey: string;
  company: string;
}

const unlimited = defineConnection({
  name: "acme",
  api: typedApi<object>({ baseUrl: "https://api.acme.example/v1" }),
  parameters: z.object({ apiKey: z.string(), company: z.string() }),
  auth: ({ apiKey }) => ({ type: "bearer", token: apiKey }),
  account: ({ company }) => company,
});
const rateLimit = { requests: 1, perMs: 1_000, burst: 2 };
const limited = { ...unlimited, rateLimit };
const byKey = { ...unlimited, rateLimit: { ...rateLimit, countedBy: ({ apiKey }: Credential) => apiKey } };
const url = "https://api.acme.example/v1/things?page=1";
const shownUrl = "https://api.acme.example/v1/things";

/** The limiters outlive a test: each test has accounts of its own. */
let test = 0;
beforeEach(() => {
  test += 1;
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
});
afterEach(() => void vi.useRealTimers());

interface Options {
  connection?: typeof limited | typeof byKey;
  apiKey?: string;
  overrides?: Record<string, TokenBucket>;
  signal?: AbortSignal;
}

/** The client of a run that uses this company's account. */
async function createRun(company: string, fetch: (request: Request) => Promise<Response>, options: Options = {}) {
  const { connection = limited, apiKey = "key", overrides, signal } = options;
  const events: RunEventDetails[] = [];
  const credential = { apiKey: `${apiKey}-${test}`, company: `${company}-${test}` };
  const limiter = await limiterFor(connection, credential, overrides);
  const http = createHttp({ fetch, signal, emit: (event) => void events.push(event) });
  return { http: http.within(limiter && { run: crypto.randomUUID(), limiter }), events };
}

/** A `fetch` that records the times of its requests. */
function createTimedFetch(...responses: Response[]) {
  const startedAt = Date.now();
  const times: number[] = [];
  const recorded = createRecordingFetch(...(responses.length > 0 ? responses : [json({})]));
  const fetch = (request: Request) => {
    times.push(Date.now() - startedAt);
    return recorded.fetch(request);
  };
  return { fetch, times };
}

/** Lets time pass until all of these are settled. */
async function settle<T>(...promises: Promise<T>[]): Promise<T[]> {
  const all = Promise.all(promises);
  let isSettled = false;
  const done = () => {
    isSettled = true;
  };
  all.then(done, done);
  while (!isSettled) {
    // Other threads compute digests, in the order of the calls: those under way are done when this one is, however busy the machine.
    await crypto.subtle.digest("SHA-256", new Uint8Array());
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(20);
  }
  return all;
}

describe("a limit", () => {
  it("is shared by the runs of one account, and not by those of another", async () => {
    const { fetch, times } = createTimedFetch();
    const [one, two] = [await createRun("a", fetch), await createRun("a", fetch, { apiKey: "another" })];
    const otherAccount = createTimedFetch();
    const other = await createRun("b", otherAccount.fetch);
    await settle(...[one, one, two, other, other].map(({ http }) => http.fetch(url)));
    expect(times).toEqual([0, 0, 2_000]);
    expect(otherAccount.times).toEqual([0, 0]);
    expect(two.events).toContainEqual({
      type: "http.throttled",
      method: "GET",
      url: shownUrl,
      retryAfterMs: null,
      waitMs: 2_000,
    });
  });

  it("counts by what the vendor counts by, where that is not the account", async () => {
    const { fetch, times } = createTimedFetch();
    const runs = [
      await createRun("a", fetch, { connection: byKey, apiKey: "key-1" }),
      await createRun("a", fetch, { connection: byKey, apiKey: "key-2" }),
      await createRun("b", fetch, { connection: byKey, apiKey: "key-2" }),
    ];
    await settle(...runs.flatMap(({ http }) => [http.fetch(url), http.fetch(url)]));
    expect(times).toEqual([0, 0, 0, 0, 2_000, 2_000]);
  });

  it("is one per connection", async () => {
    const { fetch, times } = createTimedFetch();
    const runs = [
      await createRun("a", fetch),
      await createRun("a", fetch, { connection: { ...limited, name: "acme-v2" } }),
    ];
    await settle(...runs.flatMap(({ http }) => [http.fetch(url), http.fetch(url)]));
    expect(times).toEqual([0, 0, 0, 0]);
  });

  it("is shared with another copy of this package", async () => {
    const credential = { apiKey: "key", company: `a-${test}` };
    const limiter = await limiterFor(limited, credential);
    vi.resetModules();
    const copy = await import("./account-limits");
    expect(copy.limiterFor).not.toBe(limiterFor);
    expect(await copy.limiterFor(limited, credential)).toBe(limiter);
  });

  it("does not exist for a connection that declares none", async () => {
    expect(await limiterFor(unlimited, { apiKey: "key", company: "a" })).toBeUndefined();
    const overrides = { acme: rateLimit };
    expect(await limiterFor(unlimited, { apiKey: "key", company: "a" }, overrides)).toBeUndefined();
  });

  it("does not count downloads", async () => {
    const { fetch, times } = createTimedFetch();
    const { http } = await createRun("a", fetch);
    const file = { url: "https://api.acme.example/v1/file.json" };
    await settle(http.download(file), http.download(file), http.download(file));
    expect(times).toEqual([0, 0, 0]);
  });

  it("counts the requests of a run, and not those for its token", async () => {
    const responses = [json({ access_token: "a", token_type: "Bearer" })];
    const { fetch, requests } = createTokenServer({ responses }, () => json({ id: "1" }, 201));
    const settings = {
      read: () => stream(people(2)),
      write: postCandidate,
      auth: () => ({ type: "oauth", ...oauthSettings() }) as const,
      connection: { rateLimit: { requests: 1, perMs: 10_000, burst: 1 } },
      account: () => `a-${test}`,
    };
    const [outcome] = await settle(runAcme(settings, {}, { fetch }));
    expect(requests).toHaveLength(3);
    const waits = outcome?.events.flatMap((event) => (event.type === "http.throttled" ? event.waitMs : [])) ?? [];
    expect(waits).toHaveLength(1);
    // A step of fake time may pass before the request asks.
    expect(waits[0]).toBeGreaterThan(9_500);
  });

  it("can be overridden by the connection's name", async () => {
    const { fetch, times } = createTimedFetch();
    const overrides = { acme: { requests: 100, perMs: 1_000, burst: 3 }, other: rateLimit };
    const { http } = await createRun("a", fetch, { overrides });
    await settle(http.fetch(url), http.fetch(url), http.fetch(url));
    expect(times).toEqual([0, 0, 0]);
  });

  it("applies as declared if the override is invalid", async () => {
    const { fetch, times } = createTimedFetch();
    const { http } = await createRun("a", fetch, { overrides: { acme: { ...rateLimit, requests: 0, burst: 9 } } });
    await settle(http.fetch(url), http.fetch(url), http.fetch(url));
    expect(times).toEqual([0, 0, 2_000]);
  });

  it("keeps no secret in its keys, and forgets accounts that nobody uses", async () => {
    await createRun("a-company", createTimedFetch().fetch, { connection: byKey, apiKey: "a-very-secret-key" });
    expect(limiterKeys().length).toBeGreaterThan(0);
    for (const key of limiterKeys()) expect(key).toMatch(/^acme(-v2)?:[0-9a-f]{32}$/);
    const before = limiterKeys();
    // Longer than earlier tests of this file advanced the clock.
    await vi.advanceTimersByTimeAsync(24 * 60 * 60_000);
    await createRun("another", createTimedFetch().fetch);
    expect(limiterKeys()).toHaveLength(1);
    expect(before).not.toContain(limiterKeys()[0]);
  });
});

describe("a 429", () => {
  it("holds back every run of the account until Retry-After", async () => {
    const { fetch, times } = createTimedFetch(json({}, 429, { "retry-after": "7" }), json({}));
    const [one, two] = [await createRun("a", fetch), await createRun("a", fetch)];
    const first = one.http.fetch(url);
    await vi.waitFor(() => expect(one.events.map(({ type }) => type)).toContain("http.throttled"), { timeout: 20_000 });
    const responses = await settle(first, two.http.fetch(url));
    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(times).toHaveLength(3);
    for (const at of times.slice(1)) expect(at).toBeGreaterThanOrEqual(7_000);
  });

  it("that asks for longer than a request may wait holds back nobody else", async () => {
    const { fetch, times } = createTimedFetch(json({}, 429, { "retry-after": "3600" }), json({}));
    const { http } = await createRun("a", fetch);
    expect((await http.fetch(url)).status).toBe(429);
    const [response] = await settle(http.fetch(url));
    expect([response?.status, times.length]).toEqual([200, 2]);
  });
});

it("a run that is stopped while its request waits does not send it", async () => {
  const { fetch, times } = createTimedFetch();
  const controller = new AbortController();
  const { http, events } = await createRun("a", fetch, { signal: controller.signal });
  await Promise.all([http.fetch(url), http.fetch(url)]);
  const waiting = expect(http.fetch(url)).rejects.toMatchObject({ code: "aborted" });
  await vi.waitFor(() => expect(events.at(-1)?.type).toBe("http.throttled"), { timeout: 20_000 });
  controller.abort();
  await waiting;
  expect(times).toHaveLength(2);
});

it("warns of overrides that have no effect", () => {
  const lines: [object, string][] = [];
  const log = (fields: object, message: string) => void lines.push([fields, message]);
  const logger = { debug: log, info: log, warn: log, error: log };
  const overrides = { acme: { ...rateLimit, requests: 0 }, other: rateLimit };
  warnOfOverrides(overrides, [limited, { ...unlimited, name: "acme-people" }], logger);
  warnOfOverrides({ acme: rateLimit }, [limited, limited], logger);
  warnOfOverrides({ acme: rateLimit }, [unlimited], logger);
  warnOfOverrides(undefined, [limited], logger);
  expect(lines).toEqual([
    [{ rateLimit: "acme" }, "rateLimits.acme has no effect: requests, perMs and burst must be numbers above 0"],
    [{ rateLimit: "other" }, "rateLimits.other has no effect: this action has no rate limit of that name; it has acme"],
    [{ rateLimit: "acme" }, "rateLimits.acme has no effect: this action has no rate limit of that name; it has none"],
  ]);
});
