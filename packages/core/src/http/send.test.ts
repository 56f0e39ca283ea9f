import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { never } from "../__fixtures__/deferred";
import { createRecordingFetch, createTestHttp, json } from "../__fixtures__/recording-fetch";
import { createHttp } from "./http";

const shownUrl = "https://api.acme.example/things";
const url = `${shownUrl}?page=1`;

it("sends the complete request with the user agent, and shows its URL without the query", async () => {
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
    { type: "http.request", method: "POST", url: shownUrl, attempt: 1 },
    { type: "http.response", method: "POST", url: shownUrl, attempt: 1, status: 200, durationMs: expect.any(Number) },
  ]);
});

describe("the timeout", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const slowBody = () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([123])) });
    return new Response(body, { status: 200 });
  };
  const followsItsSignal = (request: Request) =>
    new Promise<Response>((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason)));

  it.each([
    ["a server that never responds", followsItsSignal],
    ["a fetch that ignores its signal", () => never],
    ["a body that never ends", slowBody],
  ])("ends %s with a typed error", async (_, respond) => {
    const { http } = createTestHttp(createRecordingFetch(respond).fetch);
    const outcome = expect(http.with({ timeoutMs: 5_000 }).fetch(url, { method: "POST" })).rejects.toMatchObject({
      name: "NetworkError",
      code: "timeout",
      retryable: true,
      message: `POST ${shownUrl} did not respond within 5 s`,
    });
    await vi.advanceTimersByTimeAsync(5_000);
    await outcome;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is 60 seconds by default, and removes its listener", async () => {
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
  it("prevents any further request", async () => {
    const { fetch, requests } = createRecordingFetch(json({}));
    const { http } = createTestHttp(fetch, AbortSignal.abort());
    await expect(http.fetch(url)).rejects.toMatchObject({ name: "AbortedError", code: "aborted" });
    await expect(http.download({ url: "https://files.example/cv.pdf" })).rejects.toMatchObject({ code: "aborted" });
    expect(requests).toEqual([]);
  });

  it("prevents a request if a listener of its event aborts it", async () => {
    const controller = new AbortController();
    const { fetch, requests } = createRecordingFetch(json({}));

    const emit = () => controller.abort();
    const http = createHttp({ fetch, signal: controller.signal, userAgent: "x", emit });
    await expect(http.fetch(url)).rejects.toMatchObject({ code: "aborted" });
    expect(requests).toEqual([]);
  });
});

describe("the size of a response", () => {
  it("is limited by what the server announces, before the body is read", async () => {
    let pulled = 0;
    const body = new ReadableStream({ pull: () => void pulled++ }, { highWaterMark: 0 });
    const respond = () => new Response(body, { headers: { "content-length": "1000" } });
    const { http } = createTestHttp(createRecordingFetch(respond).fetch);
    const outcome = http.with({ maxResponseBytes: 999 }).fetch(url);
    await expect(outcome).rejects.toMatchObject({ name: "ResponseShapeError", code: "response_too_large" });
    expect(pulled).toBe(0);
  });

  it("is limited by what arrives, and the rest is not read", async () => {
    let [pulled, canceled] = [0, false];
    const body = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(400));
      },
      cancel: () => {
        canceled = true;
      },
    });
    const { fetch, requests } = createRecordingFetch(() => new Response(body));
    const outcome = createTestHttp(fetch).http.with({ maxResponseBytes: 1_000 }).fetch(url);
    await expect(outcome).rejects.toMatchObject({
      code: "response_too_large",
      message: `GET ${shownUrl} responded with more than 1000 bytes`,
    });
    expect(canceled).toBe(true);
    expect(pulled).toBeLessThan(6);
    expect(requests).toHaveLength(1);
  });

  it("may be exactly the limit", async () => {
    const { http } = createTestHttp(createRecordingFetch(new Response("12345")).fetch);
    expect(await (await http.with({ maxResponseBytes: 5 }).fetch(url)).text()).toBe("12345");
  });
});

describe("a redirect", () => {
  const to = (location: string, status = 302) => new Response(null, { status, headers: { location } });
  const get = { headers: { authorization: "Bearer abc" } };

  it.each(["/v2/things", "https://api.acme.example/v2/things"])(
    "of a read to the same origin is followed: %s",
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
  ])("to %s is not followed", async (location) => {
    const { fetch, requests } = createRecordingFetch(to(location), json({}));
    expect((await createTestHttp(fetch).http.fetch(url, get)).status).toBe(302);
    expect(requests).toHaveLength(1);
  });

  it("of a create is not followed", async () => {
    const { fetch, requests } = createRecordingFetch(to("/elsewhere", 307), json({}));
    expect((await createTestHttp(fetch).http.fetch(url, { method: "POST", body: "x" })).status).toBe(307);
    expect(requests).toHaveLength(1);
  });

  it("is never left to the given fetch, which would send the credential along", async () => {
    const seen: string[] = [];
    const respond = (request: Request) => {
      seen.push(request.redirect);
      return json({});
    };
    const { http } = createTestHttp(createRecordingFetch(respond).fetch);
    await http.fetch(url, { ...get, redirect: "follow" });
    await http.download({ url: "https://files.example/cv.json" });
    expect(seen).toEqual(["manual", "manual"]);
  });

  it("to itself ends after five", async () => {
    const { fetch, requests } = createRecordingFetch(to("/things?page=1"));
    expect((await createTestHttp(fetch).http.fetch(url)).status).toBe(302);
    expect(requests).toHaveLength(6);
  });
});

it("returns a 204 as it is, without a body", async () => {
  const { http } = createTestHttp(createRecordingFetch(new Response(null, { status: 204 })).fetch);
  const response = await http.fetch(url, { method: "DELETE" });
  expect([response.status, await response.text()]).toEqual([204, ""]);
});
