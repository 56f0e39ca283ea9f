import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { httpOver } from "../__fixtures__/replies";
import { createApi, typedApi } from "./api";

const url = "https://api.acme.example/things";
const hanging = (request: Request) =>
  new Promise<Response>((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason)));
const deaf = () => new Promise<Response>(() => {});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a request that its own signal gives up", () => {
  it.each([
    ["a read", "GET", hanging],
    ["a create, without waiting for it", "POST", hanging],
    ["one whose fetch ignores its signal", "GET", deaf],
  ])("%s", async (_, method, reply) => {
    const run = new AbortController();
    const { http, requests } = httpOver([reply], { signal: run.signal });
    const own = new AbortController();
    const outcome = expect(http.fetch(url, { method, signal: own.signal })).rejects.toMatchObject({
      name: "AbortedError",
      code: "aborted",
      message: `${method} ${url} was given up: its signal aborted`,
    });
    await vi.advanceTimersByTimeAsync(10);
    own.abort();
    await outcome;
    expect(requests).toHaveLength(1);
    expect(run.signal.aborted).toBe(false);
  });

  it("is not sent if the signal aborted before", async () => {
    const { http, requests } = httpOver([Response.json({})]);
    await expect(http.fetch(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      message: `GET ${url} was not sent: its signal aborted`,
    });
    expect(requests).toEqual([]);
  });

  it("is not sent again", async () => {
    const { http, requests } = httpOver([Response.json({}, { status: 503, headers: { "retry-after": "60" } })]);
    const own = new AbortController();
    const outcome = expect(http.fetch(new Request(url, { signal: own.signal }))).rejects.toMatchObject({
      message: `GET ${url} was not tried again: its signal aborted`,
    });
    await vi.advanceTimersByTimeAsync(1_000);
    own.abort();
    await outcome;
    expect(requests).toHaveLength(1);
  });

  it("leaves the run's signal in force, which still gives a create its time", async () => {
    const run = new AbortController();
    const { http } = httpOver([hanging], { signal: run.signal });
    let ended = false;
    const outcome = expect(
      http.fetch(url, { method: "POST", signal: new AbortController().signal }).finally(() => {
        ended = true;
      }),
    ).rejects.toMatchObject({ message: `POST ${url} was given up: the run was stopped` });
    await vi.advanceTimersByTimeAsync(10);
    run.abort();
    await vi.advanceTimersByTimeAsync(600);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    await outcome;
  });
});

it("leaves nothing behind at a signal that outlives many requests", async () => {
  const own = new AbortController();
  const run = new AbortController();
  const { http } = httpOver([Response.json({})], { signal: run.signal });
  const added = vi.spyOn(run.signal, "addEventListener");
  const removed = vi.spyOn(run.signal, "removeEventListener");
  for (let sent = 0; sent < 20; sent++) await http.fetch(url, { signal: own.signal });
  expect(added.mock.calls.length).toBeGreaterThan(0);
  expect(removed.mock.calls.length).toBe(added.mock.calls.length);
});

interface Paths {
  "/things": { get: { responses: { 200: { content: { "application/json": { id: number } } } } } };
}

it("a call of the typed API takes a signal, too", async () => {
  const { http } = httpOver([hanging]);
  const api = createApi(
    typedApi<Paths>({ baseUrl: "https://api.acme.example" }),
    "https://api.acme.example",
    http,
    (request, client) => client.send(request),
  );
  const own = new AbortController();
  const outcome = expect(api.GET("/things", { signal: own.signal })).rejects.toMatchObject({
    code: "aborted",
    message: expect.stringContaining("its signal aborted"),
  });
  await vi.advanceTimersByTimeAsync(10);
  own.abort();
  await outcome;
});
