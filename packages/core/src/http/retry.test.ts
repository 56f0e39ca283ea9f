import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  connectionError,
  createRecordingFetch,
  createTestHttp,
  json,
  systemError,
} from "../__fixtures__/recording-fetch";

const url = "https://api.acme.example/things";
const ok = () => json({ done: true });
const status = (code: number, headers: Record<string, string> = {}) => json({ message: "no" }, code, headers);

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) }));
afterEach(() => void vi.useRealTimers());

/** Sends one request and lets all the time pass that it takes. */
async function send(method: string, outcomes: Parameters<typeof createRecordingFetch>, init: RequestInit = {}) {
  const { fetch, requests } = createRecordingFetch(...outcomes);
  const { http, events } = createTestHttp(fetch);
  const startedAt = Date.now();
  const outcome = http.fetch(url, { method, ...init }).then(
    (response) => ({ status: response.status, tookMs: Date.now() - startedAt }),
    (error: { code: string; retryable: boolean }) => ({ code: error.code, tookMs: Date.now() - startedAt }),
  );
  await vi.runAllTimersAsync();
  const delays = events.flatMap((event) => (event.type === "http.retry" ? [event.delayMs] : []));
  return { ...(await outcome), attempts: requests.length, delays, events, requests };
}

/** In real time: how many turns of the event loop it takes to read a body depends on Node's version. */
async function postTwice(init: RequestInit) {
  vi.useRealTimers();
  const { fetch, requests } = createRecordingFetch(status(429, { "retry-after": "0" }), ok());
  const response = await createTestHttp(fetch).http.fetch(url, { method: "POST", ...init });
  expect([response.status, requests.length]).toEqual([200, 2]);
  return requests;
}

describe("a request that changes nothing", () => {
  it.each([408, 425, 429, 500, 502, 503, 504])("is repeated after %i", async (code) => {
    expect(await send("GET", [status(code), ok()])).toMatchObject({ status: 200, attempts: 2 });
  });

  it.each([400, 401, 403, 404, 409, 422, 501])("is not repeated after %i", async (code) => {
    expect(await send("GET", [status(code), ok()])).toMatchObject({ status: code, attempts: 1 });
  });

  it.each(["ECONNRESET", "ECONNREFUSED"])("is repeated after %s", async (code) => {
    expect(await send("GET", [connectionError(code), ok()])).toMatchObject({ status: 200, attempts: 2 });
  });

  it("is repeated after any error of a given fetch", async () => {
    expect(await send("GET", [new Error("socket hang up"), ok()])).toMatchObject({ status: 200, attempts: 2 });
  });

  it("is sent five times at most, with growing, jittered delays", async () => {
    const { attempts, delays, ...outcome } = await send("GET", [status(503)]);
    expect(outcome).toMatchObject({ status: 503 });
    expect(attempts).toBe(5);
    expect(delays).toHaveLength(4);
    for (const [index, delay] of delays.entries()) {
      expect(delay).toBeGreaterThanOrEqual(250 * 2 ** index);
      expect(delay).toBeLessThanOrEqual(500 * 2 ** index);
    }
  });

  it("ends with a typed error if the network stays broken", async () => {
    expect(await send("GET", [connectionError("ECONNRESET")])).toMatchObject({ code: "network_error", attempts: 5 });
  });

  it.each(["PUT", "DELETE", "HEAD"])("may be a %s", async (method) => {
    expect(await send(method, [status(500), ok()])).toMatchObject({ status: 200, attempts: 2 });
  });
});

describe("Retry-After", () => {
  /** The first backoff is 250 to 500 ms. What the vendor asks for is added to it. */
  const expectDelay = ([delay]: number[], askedMs: number) => {
    expect(delay).toBeGreaterThanOrEqual(askedMs + 250);
    expect(delay).toBeLessThanOrEqual(askedMs + 500);
  };

  it("in seconds is followed", async () => {
    const { delays, tookMs, events } = await send("GET", [status(429, { "retry-after": "17" }), ok()]);
    expectDelay(delays, 17_000);
    expect(delays).toEqual([tookMs]);
    expect(events).toContainEqual({ type: "http.throttled", method: "GET", url, retryAfterMs: 17_000 });
  });

  it("as a date is followed", async () => {
    const { delays } = await send("GET", [status(503, { "retry-after": "Thu, 01 Jan 2026 00:00:42 GMT" }), ok()]);
    expectDelay(delays, 42_000);
  });

  it.each(["0", "Wed, 31 Dec 2025 00:00:00 GMT"])("of %s leaves the backoff", async (value) => {
    expectDelay((await send("GET", [status(429, { "retry-after": value }), ok()])).delays, 0);
  });

  it.each(["soon", "-5", ""])("of %j is ignored", async (value) => {
    const { delays, events } = await send("GET", [status(429, { "retry-after": value }), ok()]);
    expect(delays[0]).toBeGreaterThanOrEqual(250);
    expect(events).toContainEqual({ type: "http.throttled", method: "GET", url, retryAfterMs: null });
  });

  it("longer than five minutes ends the request at once", async () => {
    const outcomes = [status(429, { "retry-after": "301" }), ok()];
    expect(await send("GET", outcomes)).toMatchObject({ status: 429, attempts: 1, tookMs: 0 });
  });

  it("never leads past five minutes in total", async () => {
    const outcome = await send("GET", [status(503, { "retry-after": "110" })]);
    expect(outcome).toMatchObject({ status: 503, attempts: 3 });
    expect(outcome.tookMs).toBeGreaterThan(220_000);
    expect(outcome.tookMs).toBeLessThan(240_000);
  });

  it.each(["GET", "POST"])(
    "is followed as long as the next %s has its whole timeout within five minutes",
    async (method) => {
      const refusal = status(429, { "retry-after": "239" });
      const hung = () => new Promise<Response>(() => {});
      const outcome = await send(method, [refusal, hung]);
      expect(outcome).toMatchObject({ code: "timeout", attempts: 2 });
      expect(outcome.tookMs).toBeGreaterThan(299_000);
      expect(outcome.tookMs).toBeLessThanOrEqual(300_000);
      const longer = status(429, { "retry-after": "240" });
      expect(await send(method, [longer, hung])).toMatchObject({ status: 429, attempts: 1, tookMs: 0 });
    },
  );
});

describe("a create", () => {
  it.each([500, 502, 503, 504, 408])("is not repeated after %i: the vendor may have acted", async (code) => {
    expect(await send("POST", [status(code, { "retry-after": "1" }), ok()])).toMatchObject({
      status: code,
      attempts: 1,
    });
  });

  it.each(["ECONNRESET", "UND_ERR_SOCKET", "EPIPE"])("is not repeated after %s", async (code) => {
    expect(await send("POST", [connectionError(code), ok()])).toMatchObject({ code: "network_error", attempts: 1 });
  });

  it("is repeated after 429", async () => {
    const { delays, ...outcome } = await send("POST", [status(429, { "retry-after": "3" }), ok()]);
    expect(outcome).toMatchObject({ status: 200, attempts: 2 });
    expect(delays[0]).toBeGreaterThanOrEqual(3_000);
  });

  it.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"])(
    "is repeated after %s: no connection was established",
    async (code) => {
      expect(await send("POST", [connectionError(code), ok()])).toMatchObject({ status: 200, attempts: 2 });
    },
  );

  it("is repeated if every address refused the connection, and not if one of them reset it", async () => {
    const of = (...codes: string[]) => {
      return new TypeError("fetch failed", { cause: new AggregateError(codes.map(systemError)) });
    };
    expect((await send("POST", [of("ECONNREFUSED", "ENETUNREACH"), ok()])).attempts).toBe(2);
    expect((await send("POST", [of("ECONNREFUSED", "ECONNRESET"), ok()])).attempts).toBe(1);
  });

  it.each([
    ["JSON", JSON.stringify({ name: "Zoë" }), "application/json"],
    ["a form", new URLSearchParams({ a: "1 2" }), undefined],
  ])("is repeated with the same body: %s", async (_, body, contentType) => {
    const requests = await postTwice({ body, headers: contentType ? { "content-type": contentType } : {} });
    expect(requests[0]?.body).toBe(String(body));
    expect(requests[1]).toEqual(requests[0]);
  });

  it("is repeated with the same multipart body", async () => {
    const body = new FormData();
    body.append("name", "Zoë");
    body.append("file", new Blob([new Uint8Array([0, 255, 10])], { type: "application/pdf" }), "cv.pdf");
    const requests = await postTwice({ body });
    const boundary = /boundary=(.+)$/.exec(requests[0]?.headers["content-type"] ?? "")?.[1] ?? "none";
    expect(requests[0]?.body).toContain(boundary);
    expect(requests[0]?.body).toContain('filename="cv.pdf"');
    expect(requests[1]).toEqual(requests[0]);
  });

  it("is repeated byte for byte, for a form with a file and for JSON", async () => {
    vi.useRealTimers();
    const form = new FormData();
    form.append("file", new Blob([new Uint8Array(1_000).map((_, index) => index % 256)]), "cv.pdf");
    const json = JSON.stringify({ name: "Zo\u00eb \ud83d" });
    for (const body of [form, json]) {
      const sent: { bytes: ArrayBuffer; type: string | null }[] = [];
      const record = (response: () => Response) => async (request: Request) => {
        sent.push({ bytes: await request.arrayBuffer(), type: request.headers.get("content-type") });
        return response();
      };
      const refuse = record(() => status(429, { "retry-after": "0" }));
      const { http } = createTestHttp(createRecordingFetch(refuse, refuse, record(ok)).fetch);
      expect((await http.fetch(url, { method: "POST", body })).status).toBe(200);
      expect(sent).toHaveLength(3);
      expect(sent[0]?.bytes.byteLength).toBeGreaterThan(10);
      expect([sent[1], sent[2]]).toEqual([sent[0], sent[0]]);
    }
  });

  it("is repeated like a read if its policy says that this does no harm", async () => {
    const { fetch, requests } = createRecordingFetch(status(500), ok());
    const response = createTestHttp(fetch).http.with({ idempotent: true }).fetch(url, { method: "POST" });
    await vi.runAllTimersAsync();
    expect([(await response).status, requests.length]).toEqual([200, 2]);
  });
});

it("stops waiting for the next attempt as soon as the run is stopped", async () => {
  const controller = new AbortController();
  const { fetch, requests } = createRecordingFetch(status(503, { "retry-after": "200" }));
  const outcome = expect(createTestHttp(fetch, controller.signal).http.fetch(url)).rejects.toMatchObject({
    code: "aborted",
  });
  await vi.advanceTimersByTimeAsync(1_000);
  controller.abort();
  await outcome;
  expect(requests).toHaveLength(1);
});
