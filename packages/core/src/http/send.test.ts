import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { never } from "../__fixtures__/deferred";
import { createRecordingFetch, createTestHttp, json } from "../__fixtures__/recording-fetch";

const url = "https://api.acme.example/things?page=1";

it("sends the whole request, with the user agent, through the given fetch alone", async () => {
  const { fetch, requests } = createRecordingFetch(json({ id: 1 }));
  const { http, events } = createTestHttp(fetch);
  const headers = { authorization: "Bearer abc", "content-type": "application/json" };
  const response = await http.fetch(url, { method: "POST", headers, body: '{"a":1}' });
  expect(await response.json()).toEqual({ id: 1 });
  expect(requests).toEqual([
    {
      method: "POST",
      url,
      headers: { ...headers, "user-agent": "hrflow-connectors/1.2.3 (hrflow-connector-acme)" },
      body: '{"a":1}',
    },
  ]);
  expect(events).toEqual([
    { type: "http.request", method: "POST", url, attempt: 1 },
    { type: "http.response", method: "POST", url, attempt: 1, status: 200, durationMs: expect.any(Number) },
  ]);
});

describe("time-out", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const slowBody = () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([123])) });
    return new Response(body, { status: 200 });
  };
  const heedsItsSignal = (request: Request) =>
    new Promise<Response>((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason)));

  it.each([
    ["a server that never answers", heedsItsSignal],
    ["a fetch that ignores its signal", () => never],
    ["a body that never ends", slowBody],
  ])("ends %s as a typed error", async (_, answer) => {
    const { http } = createTestHttp(createRecordingFetch(answer).fetch);
    const outcome = expect(http.with({ timeoutMs: 5_000 }).fetch(url, { method: "POST" })).rejects.toMatchObject({
      name: "NetworkError",
      code: "timeout",
      retryable: true,
      message: `POST ${url} did not answer within 5 s`,
    });
    await vi.advanceTimersByTimeAsync(5_000);
    await outcome;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is 60 seconds where nothing else is said, and leaves nothing behind", async () => {
    const controller = new AbortController();
    const { http } = createTestHttp(createRecordingFetch(() => never).fetch, controller.signal);
    const removed = vi.spyOn(controller.signal, "removeEventListener");
    const outcome = expect(http.fetch(url, { method: "POST" })).rejects.toMatchObject({ code: "timeout" });
    await vi.advanceTimersByTimeAsync(59_999);
    expect(removed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await outcome;
    expect(removed).toHaveBeenCalled();
  });
});

describe("the run's signal", () => {
  it("keeps any further request from being sent", async () => {
    const { fetch, requests } = createRecordingFetch(json({}));
    const { http } = createTestHttp(fetch, AbortSignal.abort());
    await expect(http.fetch(url)).rejects.toMatchObject({ name: "AbortedError", code: "aborted" });
    await expect(http.download("https://files.example/cv.pdf")).rejects.toMatchObject({ code: "aborted" });
    expect(requests).toEqual([]);
  });

  it("keeps a request from being sent that an event's listener stops at the last moment", async () => {
    const controller = new AbortController();
    const { fetch, requests } = createRecordingFetch(json({}));
    const { createHttp } = await import("./create-http");
    const emit = () => controller.abort();
    const http = createHttp({ fetch, signal: controller.signal, userAgent: "x", emit });
    await expect(http.fetch(url)).rejects.toMatchObject({ code: "aborted" });
    expect(requests).toEqual([]);
  });
});

describe("size", () => {
  it("is capped by what the server announces, before the body is read", async () => {
    let pulled = 0;
    const body = new ReadableStream({ pull: () => void pulled++ }, { highWaterMark: 0 });
    const answer = () => new Response(body, { headers: { "content-length": "1000" } });
    const { http } = createTestHttp(createRecordingFetch(answer).fetch);
    const outcome = http.with({ maxResponseBytes: 999 }).fetch(url);
    await expect(outcome).rejects.toMatchObject({ name: "ResponseShapeError", code: "response_too_large" });
    expect(pulled).toBe(0);
  });

  it("is capped by what really comes, and the rest is not read", async () => {
    let [pulled, cancelled] = [0, false];
    const body = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(400));
      },
      cancel: () => {
        cancelled = true;
      },
    });
    const { fetch, requests } = createRecordingFetch(() => new Response(body));
    const outcome = createTestHttp(fetch).http.with({ maxResponseBytes: 1_000 }).fetch(url);
    await expect(outcome).rejects.toMatchObject({
      code: "response_too_large",
      message: `GET ${url} answered more than 1000 bytes`,
    });
    expect(cancelled).toBe(true);
    expect(pulled).toBeLessThan(6);
    expect(requests).toHaveLength(1);
  });

  it("of exactly the cap is taken", async () => {
    const { http } = createTestHttp(createRecordingFetch(new Response("12345")).fetch);
    expect(await (await http.with({ maxResponseBytes: 5 }).fetch(url)).text()).toBe("12345");
  });
});

describe("redirects", () => {
  const to = (location: string, status = 302) => new Response(null, { status, headers: { location } });
  const get = { headers: { authorization: "Bearer abc" } };

  it.each(["/v2/things", "https://api.acme.example/v2/things"])(
    "of a read to the same origin are followed: %s",
    async (location) => {
      const { fetch, requests } = createRecordingFetch(to(location), json({ id: 2 }));
      const response = await createTestHttp(fetch).http.fetch(url, get);
      expect(await response.json()).toEqual({ id: 2 });
      expect(requests.map((request) => [request.url, request.headers.authorization])).toEqual([
        [url, "Bearer abc"],
        ["https://api.acme.example/v2/things", "Bearer abc"],
      ]);
    },
  );

  it.each([
    "https://evil.example/",
    "http://api.acme.example/",
    "https://api.acme.example:8443/",
    "//evil.example/x",
    "http://",
  ])("to %s are not followed", async (location) => {
    const { fetch, requests } = createRecordingFetch(to(location), json({}));
    expect((await createTestHttp(fetch).http.fetch(url, get)).status).toBe(302);
    expect(requests).toHaveLength(1);
  });

  it("of a create are not followed", async () => {
    const { fetch, requests } = createRecordingFetch(to("/elsewhere", 307), json({}));
    expect((await createTestHttp(fetch).http.fetch(url, { method: "POST", body: "x" })).status).toBe(307);
    expect(requests).toHaveLength(1);
  });

  it("are never left to the given fetch, which would take the credential along", async () => {
    const seen: string[] = [];
    const answer = (request: Request) => {
      seen.push(request.redirect);
      return json({});
    };
    const { http } = createTestHttp(createRecordingFetch(answer).fetch);
    await http.fetch(url, { ...get, redirect: "follow" });
    await http.download("https://files.example/cv.pdf");
    expect(seen).toEqual(["manual", "manual"]);
  });

  it("in a circle end", async () => {
    const { fetch, requests } = createRecordingFetch(to("/things?page=1"));
    expect((await createTestHttp(fetch).http.fetch(url)).status).toBe(302);
    expect(requests).toHaveLength(6);
  });
});

it("204 is answered as it is, with no body", async () => {
  const { http } = createTestHttp(createRecordingFetch(new Response(null, { status: 204 })).fetch);
  const response = await http.fetch(url, { method: "DELETE" });
  expect([response.status, await response.text()]).toEqual([204, ""]);
});
