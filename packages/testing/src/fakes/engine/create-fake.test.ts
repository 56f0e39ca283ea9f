import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createFake } from "./create-fake";
import type { FakeCall, FakeRequest } from "./fake-types";

interface Shelf {
  books: unknown[];
}

const base = "https://api.library.example/v1";

function createLibrary() {
  const add = ({ state, json, form }: FakeCall<Shelf>) => {
    state.books.push(json ?? (form ? [...form.keys()] : null));
    return { status: 201, body: { count: state.books.length } };
  };
  return createFake<Shelf>({
    name: "Library",
    bases: [
      {
        url: base,
        routes: [
          { method: "POST", path: "/books", handle: add },
          { method: "GET", path: "/books/{book}", handle: ({ params }) => ({ status: 200, body: params }) },
          { method: "GET", path: "/books/latest", handle: () => ({ status: 204 }) },
          { method: "GET", path: "/clock", handle: ({ now }) => ({ status: 200, body: now() }) },
          {
            method: "GET",
            path: "/cover",
            handle: () => ({ status: 200, body: new Uint8Array([1, 2]), headers: { "content-type": "image/png" } }),
          },
        ],
      },
      { url: "https://login.library.example", routes: [{ method: "POST", path: "/token", handle: add }] },
    ],
    before: ({ headers }) => (headers.has("x-unauthorized") ? { status: 401, body: { message: "Who?" } } : undefined),
    after: (_, response) => ({ ...response, headers: { ...response.headers, "x-remaining": "9" } }),
    createState: () => ({ books: [] }),
  });
}

const library = createLibrary();
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  library.fetch(`${base}/books`, { method: "POST", body, headers });
const add = () => post('{"title":"Notes"}', { "content-type": "application/json" });
const received = () =>
  library.requests.map(({ method, path, status, acted }: FakeRequest) => [method, path, status, acted]);

beforeEach(() => library.reset());
afterEach(() => vi.useRealTimers());

describe("a request", () => {
  test("is handled by its route and recorded", async () => {
    const response = await library.fetch(new Request(`${base}/books/b%201?x=1`));
    expect([response.status, response.url, await response.json()]).toEqual([
      200,
      `${base}/books/b%201?x=1`,
      { book: "b 1" },
    ]);
    expect(response.headers.get("x-remaining")).toBe("9");
    expect(received()).toEqual([["GET", "/books/b%201", 200, true]]);
  });

  test("is parsed whatever its body is", async () => {
    const form = new FormData();
    form.append("file", new File(["scan"], "scan.pdf"));
    await add();
    await post(form);
    await post(new URLSearchParams({ title: "Notes" }));
    await post(new Blob(['{"blob":true}'], { type: "application/json" }));
    const stream = new Blob(['{"stream":true}']).stream();
    const init = { method: "POST", body: stream, duplex: "half", headers: { "content-type": "application/json" } };
    await library.fetch(new Request(`${base}/books`, init as RequestInit));
    await post("{", { "content-type": "application/json" });
    expect(library.state.books).toEqual([
      { title: "Notes" },
      ["file"],
      ["title"],
      { blob: true },
      { stream: true },
      null,
    ]);
  });

  test("is consumed, like the body of a real request", async () => {
    const request = new Request(`${base}/books`, { method: "POST", body: "x" });
    await library.fetch(request);
    expect(request.bodyUsed).toBe(true);
  });

  test("may get a response without a body or with bytes, and prefers a path without parameters", async () => {
    const latest = await library.fetch(`${base}/books/latest`);
    expect([latest.status, latest.body]).toEqual([204, null]);
    const cover = await library.fetch(`${base}/cover`);
    expect(new Uint8Array(await cover.arrayBuffer())).toEqual(new Uint8Array([1, 2]));
  });

  test("sees the time of fake timers", async () => {
    vi.useFakeTimers({ now: 1234 });
    expect(await (await library.fetch(`${base}/clock`)).json()).toBe(1234);
  });

  test("has not acted if `before` refuses it", async () => {
    expect((await post("{}", { "x-unauthorized": "yes" })).status).toBe(401);
    expect(received()).toEqual([["POST", "/books", 401, false]]);
    expect(library.state.books).toEqual([]);
  });

  test("only finds the routes of its own base", async () => {
    const url = "https://login.library.example/token";
    expect((await library.fetch(url, { method: "POST" })).status).toBe(201);
    expect((await library.fetch(`${base}/token`, { method: "POST" })).status).toBe(404);
    expect((await library.fetch(url)).status).toBe(405);
  });

  test("rejects if its host is unknown, or if a base is only a prefix of its path", async () => {
    const cause = expect.objectContaining({ code: "ENOTFOUND" });
    await expect(library.fetch("https://api.library.example/v10/books")).rejects.toMatchObject({ cause });
    await expect(library.fetch("https://example.com")).rejects.toThrow(TypeError);
    expect(library.requests).toEqual([]);
  });

  test("is not recorded if it is already aborted", async () => {
    await expect(library.fetch(`${base}/clock`, { signal: AbortSignal.abort() })).rejects.toThrow("abort");
    expect(library.requests).toEqual([]);
  });
});

describe("injectFault", () => {
  const books = () => library.state.books.length;

  test.each([
    ["seconds", "3"],
    ["date", "Thu, 01 Jan 1970 00:00:04 GMT"],
  ] as const)("returns a status with Retry-After in %s", async (retryAfter, value) => {
    vi.useFakeTimers({ now: 1000 });
    library.injectFault({ kind: "status", status: 429, retryAfter, retryAfterMs: 2500, body: { message: "Slow." } });
    const response = await add();
    expect([response.status, response.headers.get("retry-after"), await response.json()]).toEqual([
      429,
      value,
      { message: "Slow." },
    ]);
    expect(books()).toBe(0);
  });

  test("returns a status without a body, although the vendor acted", async () => {
    library.injectFault({ kind: "status", status: 503, acted: true });
    const response = await add();
    expect([response.status, await response.text(), response.headers.has("retry-after")]).toEqual([503, "", false]);
    expect(received()).toEqual([["POST", "/books", 503, true]]);
    expect(library.requests[0]?.fault).toBe("status");
  });

  test.each([
    [{ kind: "reset", when: "before" }, "ECONNRESET", 0],
    [{ kind: "reset", when: "after" }, "ECONNRESET", 1],
    [{ kind: "refused" }, "ECONNREFUSED", 0],
  ] as const)("rejects with a network error: %j", async (fault, code, acted) => {
    library.injectFault(fault);
    await expect(add()).rejects.toMatchObject({ name: "TypeError", message: "fetch failed", cause: { code } });
    expect(books()).toBe(acted);
    expect(received()).toEqual([["POST", "/books", undefined, acted === 1]]);
  });

  test.each([
    ["before", 0],
    ["after", 1],
  ] as const)("hangs %s the vendor acted, until the signal is aborted", async (when, acted) => {
    library.injectFault({ kind: "hang", when });
    const abort = new AbortController();
    const hanging = library.fetch(`${base}/books`, { method: "POST", signal: abort.signal });
    setTimeout(() => abort.abort(new Error("timed out")), 20);
    await expect(hanging).rejects.toThrow("timed out");
    expect(books()).toBe(acted);
  });

  test("sends a body slowly", async () => {
    library.injectFault({ kind: "slow-body", bytesPerSecond: 50 });
    const started = performance.now();
    const response = await add();
    const body = response.json();
    const first = await Promise.race([body.then(() => "body"), Promise.resolve("headers")]);
    expect(first).toBe("headers");
    expect(await body).toEqual({ count: 1 });
    expect(performance.now() - started).toBeGreaterThan(190);
  });

  test("ends a slow body when the signal is aborted", async () => {
    library.injectFault({ kind: "slow-body", bytesPerSecond: 1 });
    const abort = new AbortController();
    const response = await library.fetch(`${base}/books`, { method: "POST", signal: abort.signal });
    setTimeout(() => abort.abort(new Error("timed out")), 20);
    await expect(response.text()).rejects.toThrow("timed out");
  });

  test.each([
    ["html", 201, "text/html", /^<!doctype html>/],
    ["empty", 201, "application/json", /^$/],
    ["truncated", 201, "application/json", /^\{"cou$/],
    ["wrong-content-type", 201, "text/plain", /^\{"count":1\}$/],
  ] as const)("corrupts the response: %s, after or before the vendor acted", async (kind, status, type, text) => {
    library.injectFault({ kind });
    const response = await add();
    expect([response.status, response.headers.get("content-type")]).toEqual([status, type]);
    expect(await response.text()).toMatch(text);
    expect(books()).toBe(1);

    library.injectFault({ kind, when: "before", status: 502 });
    expect((await add()).status).toBe(502);
    expect(books()).toBe(1);
  });

  test("applies to matching requests, after `skip` of them and `times` times, in the order of injection", async () => {
    const status = (code: number) => ({ kind: "status", status: code }) as const;
    library.injectFault(status(500), { method: "post", path: "/books", skip: 2, times: 2 });
    library.injectFault(status(503), { path: "/books/{any}" });
    library.injectFault(status(502), { path: "/books" });
    const statuses = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await add()).status);
    expect(statuses).toEqual([502, 201, 500, 500, 201]);
    expect((await library.fetch(`${base}/clock`)).status).toBe(200);
    expect((await library.fetch(`${base}/books/b1`)).status).toBe(503);
  });

  test("is undone by clearFaults, which keeps state and requests", async () => {
    library.injectFault({ kind: "status", status: 500, acted: true }, { times: 9 });
    await add();
    library.clearFaults();
    expect((await add()).status).toBe(201);
    expect([library.state.books.length, library.requests.length]).toEqual([2, 2]);
  });

  test("is undone by reset, like state and requests", async () => {
    library.injectFault({ kind: "refused" }, { times: Number.POSITIVE_INFINITY });
    await expect(add()).rejects.toThrow();
    library.reset();
    expect((await add()).status).toBe(201);
    expect([library.state.books.length, library.requests.length]).toEqual([1, 1]);
  });
});
