import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connectionError, createRecordingFetch, createTestHttp, json } from "../__fixtures__/recording-fetch";

const url = "https://api.acme.example/things";
const ok = () => json({ done: true });
const status = (code: number, headers: Record<string, string> = {}) => json({ message: "no" }, code, headers);

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) }));
afterEach(() => void vi.useRealTimers());

/** Sends one request and lets all the time pass that it takes. */
async function send(method: string, answers: Parameters<typeof createRecordingFetch>, init: RequestInit = {}) {
  const { fetch, requests } = createRecordingFetch(...answers);
  const { http, events } = createTestHttp(fetch);
  const startedAt = Date.now();
  const outcome = http.fetch(url, { method, ...init }).then(
    (response) => ({ status: response.status, tookMs: Date.now() - startedAt }),
    (error: { code: string; retryable: boolean }) => ({ code: error.code, tookMs: Date.now() - startedAt }),
  );
  await vi.runAllTimersAsync();
  const delays = events.flatMap((event) => (event.type === "http.retry" ? [event.delayMs] : []));
  return { ...(await outcome), tries: requests.length, delays, events, requests };
}

describe("a request that changes nothing", () => {
  it.each([408, 425, 429, 500, 502, 503, 504])("is tried again after %i", async (code) => {
    expect(await send("GET", [status(code), ok()])).toMatchObject({ status: 200, tries: 2 });
  });

  it.each([400, 401, 403, 404, 409, 422, 501])("is not tried again after %i", async (code) => {
    expect(await send("GET", [status(code), ok()])).toMatchObject({ status: code, tries: 1 });
  });

  it.each(["ECONNRESET", "ECONNREFUSED"])("is tried again after %s", async (code) => {
    expect(await send("GET", [connectionError(code), ok()])).toMatchObject({ status: 200, tries: 2 });
  });

  it("is tried again whatever error a given fetch has for a broken connection", async () => {
    expect(await send("GET", [new Error("socket hang up"), ok()])).toMatchObject({ status: 200, tries: 2 });
  });

  it("is tried five times at the most, with growing, jittered waits", async () => {
    const { tries, delays, ...outcome } = await send("GET", [status(503)]);
    expect(outcome).toMatchObject({ status: 503 });
    expect(tries).toBe(5);
    expect(delays).toHaveLength(4);
    for (const [index, delay] of delays.entries()) {
      expect(delay).toBeGreaterThanOrEqual(250 * 2 ** index);
      expect(delay).toBeLessThanOrEqual(500 * 2 ** index);
    }
  });

  it("ends as a typed error when the network never comes back", async () => {
    expect(await send("GET", [connectionError("ECONNRESET")])).toMatchObject({ code: "network_error", tries: 5 });
  });

  it.each(["PUT", "DELETE", "HEAD"])("%s counts as such", async (method) => {
    expect(await send(method, [status(500), ok()])).toMatchObject({ status: 200, tries: 2 });
  });
});

describe("Retry-After", () => {
  it("in seconds is honoured", async () => {
    const { delays, tookMs, events } = await send("GET", [status(429, { "retry-after": "17" }), ok()]);
    expect([delays, tookMs]).toEqual([[17_000], 17_000]);
    expect(events).toContainEqual({ type: "http.throttled", method: "GET", url, retryAfterMs: 17_000 });
  });

  it("as a date is honoured", async () => {
    const { delays } = await send("GET", [status(503, { "retry-after": "Thu, 01 Jan 2026 00:00:42 GMT" }), ok()]);
    expect(delays).toEqual([42_000]);
  });

  it.each(["0", "Wed, 31 Dec 2025 00:00:00 GMT"])("of %s asks for no wait", async (value) => {
    expect((await send("GET", [status(429, { "retry-after": value }), ok()])).delays).toEqual([0]);
  });

  it.each(["soon", "-5", ""])("of %j is no usable one", async (value) => {
    const { delays, events } = await send("GET", [status(429, { "retry-after": value }), ok()]);
    expect(delays[0]).toBeGreaterThanOrEqual(250);
    expect(events).toContainEqual({ type: "http.throttled", method: "GET", url, retryAfterMs: null });
  });

  it("longer than five minutes gives up at once", async () => {
    const answers = [status(429, { "retry-after": "301" }), ok()];
    expect(await send("GET", answers)).toMatchObject({ status: 429, tries: 1, tookMs: 0 });
  });

  it("never leads past five minutes in all", async () => {
    const outcome = await send("GET", [status(503, { "retry-after": "140" })]);
    expect(outcome).toMatchObject({ status: 503, tries: 3, tookMs: 280_000 });
  });

  it("leaves a hung try no more time than is left of the five minutes", async () => {
    const hung = () => new Promise<Response>(() => {});
    const outcome = await send("GET", [status(503, { "retry-after": "280" }), hung]);
    expect(outcome).toMatchObject({ code: "timeout", tries: 2, tookMs: 300_000 });
  });
});

describe("a create", () => {
  it.each([500, 502, 503, 504, 408])("is not repeated after %i: the vendor may have acted", async (code) => {
    expect(await send("POST", [status(code, { "retry-after": "1" }), ok()])).toMatchObject({ status: code, tries: 1 });
  });

  it.each(["ECONNRESET", "UND_ERR_SOCKET", "EPIPE"])("is not repeated after %s", async (code) => {
    expect(await send("POST", [connectionError(code), ok()])).toMatchObject({ code: "network_error", tries: 1 });
  });

  it("is repeated after 429", async () => {
    expect(await send("POST", [status(429, { "retry-after": "3" }), ok()])).toMatchObject({
      status: 200,
      delays: [3_000],
    });
  });

  it.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"])(
    "is repeated after %s: no connection was ever made",
    async (code) => {
      expect(await send("POST", [connectionError(code), ok()])).toMatchObject({ status: 200, tries: 2 });
    },
  );

  it("is repeated when every address refused, and not when one of them reset", async () => {
    const of = (...codes: string[]) => {
      const errors = codes.map((code) => Object.assign(new Error(code), { code }));
      return new TypeError("fetch failed", { cause: new AggregateError(errors) });
    };
    expect((await send("POST", [of("ECONNREFUSED", "ENETUNREACH"), ok()])).tries).toBe(2);
    expect((await send("POST", [of("ECONNREFUSED", "ECONNRESET"), ok()])).tries).toBe(1);
  });

  it.each([
    ["JSON", JSON.stringify({ name: "Zoë" }), "application/json"],
    ["a form", new URLSearchParams({ a: "1 2" }), undefined],
  ])("is sent again with %s intact", async (_, body, contentType) => {
    const headers = contentType ? { "content-type": contentType } : {};
    const { requests } = await send("POST", [status(429), ok()], { body, headers });
    expect(requests[0]?.body).toBe(String(body));
    expect(requests[1]).toEqual(requests[0]);
  });

  it("is sent again with a multipart body intact", async () => {
    const body = new FormData();
    body.append("name", "Zoë");
    body.append("file", new Blob([new Uint8Array([0, 255, 10])], { type: "application/pdf" }), "cv.pdf");
    const { requests } = await send("POST", [status(429), ok()], { body });
    const boundary = /boundary=(.+)$/.exec(requests[0]?.headers["content-type"] ?? "")?.[1] ?? "none";
    expect(requests[0]?.body).toContain(boundary);
    expect(requests[0]?.body).toContain('filename="cv.pdf"');
    expect(requests[1]).toEqual(requests[0]);
  });

  it("is sent again byte for byte, be it a form with a file or JSON", async () => {
    const form = new FormData();
    form.append("file", new Blob([new Uint8Array(1_000).map((_, index) => index % 256)]), "cv.pdf");
    const json = JSON.stringify({ name: "Zo\u00eb \ud83d" });
    for (const body of [form, json]) {
      const sent: { bytes: ArrayBuffer; type: string | null }[] = [];
      const keep = (answer: () => Response) => async (request: Request) => {
        sent.push({ bytes: await request.arrayBuffer(), type: request.headers.get("content-type") });
        return answer();
      };
      const answers = [keep(() => status(429)), keep(() => status(429)), keep(ok)];
      expect(await send("POST", answers, { body })).toMatchObject({ status: 200, tries: 3 });
      expect(sent[0]?.bytes.byteLength).toBeGreaterThan(10);
      expect([sent[1], sent[2]]).toEqual([sent[0], sent[0]]);
    }
  });

  it("is repeated as a read is where its policy says that it does no harm", async () => {
    const { fetch, requests } = createRecordingFetch(status(500), ok());
    const answer = createTestHttp(fetch).http.with({ idempotent: true }).fetch(url, { method: "POST" });
    await vi.runAllTimersAsync();
    expect([(await answer).status, requests.length]).toEqual([200, 2]);
  });
});

it("waiting to try again ends at once when the run is stopped", async () => {
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
