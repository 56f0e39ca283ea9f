import fc from "fast-check";
import createClient from "openapi-fetch";
import { beforeEach, expect, it, vi } from "vitest";
import { json } from "../__fixtures__/recording-fetch";
import type { Fetch } from "../contract/run";
import { wellFormed } from "../formats/values";
import { createApi, typedApi } from "./api";
import { createHttp } from "./http";
import { createWriter, type Init, type Method } from "./outgoing";

interface Json<Body> {
  content: { "application/json": Body };
}
interface Paths {
  "/things/{id}": { delete: { parameters: { path: { id: unknown } }; responses: { 204: { content?: never } } } };
  "/things": { post: { requestBody: Json<{ name: string }>; responses: { 201: Json<{ id: string }> } } };
  "/files": {
    post: {
      requestBody: { content: { "multipart/form-data": { file: string } } };
      responses: { 201: Json<{ id: string }> };
    };
  };
}

const baseUrl = "https://api.acme.example/v1";
const apiOver = (fetch?: Fetch) =>
  createApi(typedApi<Paths>({ baseUrl }), baseUrl, createHttp({ fetch }), (call, http) => http.send(call));

const Platform = globalThis.Request;
let created = 0;

class CountedRequest extends Platform {
  constructor(input: RequestInfo | URL, init?: RequestInit) {
    super(input, init);
    created += 1;
  }
}

beforeEach(() => {
  created = 0;
  vi.stubGlobal("Request", CountedRequest);
});

it("a call creates one `Request`, for the fetch that the user gave", async () => {
  const given: unknown[][] = [];
  const api = apiOver(async (...args) => {
    given.push(args);
    return json({ id: "1" }, 201);
  });
  expect(await api.POST("/things", { body: { name: "Ada" } })).toEqual({ id: "1" });
  expect(given).toEqual([[expect.any(CountedRequest)]]);
  expect(created).toBe(1);
});

it("a call leaves it to the platform's own fetch to create one", async () => {
  const fetch = vi.fn(async () => json({ id: "1" }, 201));
  vi.stubGlobal("fetch", fetch);
  await apiOver().POST("/things", { body: { name: "Ada" } });
  const init = { method: "POST", body: '{"name":"Ada"}', redirect: "manual", signal: expect.any(AbortSignal) };
  expect(fetch.mock.calls).toEqual([[`${baseUrl}/things`, expect.objectContaining(init)]]);
  expect(created).toBe(0);
});

const bodies: [string, unknown, string][] = [
  ["a text", '{"name":"Ada"}', '{"name":"Ada"}'],
  ["a text with what vendors refuse", '{"name":"A\\u0000da"}', '{"name":"Ada"}'],
  ["a form", new URLSearchParams({ name: "A\0da" }), "name=A%00da"],
  ["bytes", new TextEncoder().encode('{"name":"A\\u0000da"}'), '{"name":"Ada"}'],
  ["a part of a buffer", new TextEncoder().encode("--Ada--").subarray(2, 5), "Ada"],
  ["a file", new File(["Ada"], "ada.txt"), "Ada"],
];

it.each(bodies)("a serializer may return %s, which is sent again as it is", async (_, body, expected) => {
  const texts: string[] = [];
  const api = apiOver(async (request) => {
    texts.push(await request.text());
    return texts.length === 1 ? json({}, 429, { "retry-after": "0" }) : json({ id: "1" }, 201);
  });
  await api.POST("/things", { body: { name: "Ada" }, bodySerializer: () => body });
  expect(texts).toEqual([expected, expected]);
});

it("a stream is refused: it could not be sent again", async () => {
  const bodySerializer = () => new ReadableStream();
  const call = apiOver().POST("/things", { body: { name: "Ada" }, bodySerializer });
  await expect(call).rejects.toMatchObject({ code: "configuration", message: expect.stringContaining("a stream") });
});

it("timers fire although every response comes at once", async () => {
  const api = apiOver(async () => json({ id: "1" }, 201));
  let fired = false;
  setTimeout(() => {
    fired = true;
  }, 0);
  for (let sent = 0; sent < 1_000 && !fired; sent++) await api.POST("/things", { body: { name: "Ada" } });
  expect(fired).toBe(true);
});

it("a status that no response can have is an error of the response", async () => {
  const odd = Object.defineProperty(json({}), "status", { value: 999 });
  const call = apiOver(async () => odd).POST("/things", { body: { name: "Ada" } });
  await expect(call).rejects.toMatchObject({
    name: "ResponseShapeError",
    message: expect.stringMatching(/status 999$/),
  });
});

it.each([
  ["..", 'must not be ".."'],
  [".", 'must not be "."'],
  ["", "is missing or empty"],
  ["\ud800\0", "is missing or empty"],
  [null, "is missing or empty"],
  [undefined, "is missing or empty"],
  [[], "is missing or empty"],
])("a path parameter that is %j is refused: it would lead to another endpoint", async (id, problem) => {
  const fetch = vi.fn();
  const call = apiOver(fetch).DELETE("/things/{id}", { params: { path: { id } } });
  const message = `DELETE /things/{id}: the path parameter id ${problem}`;
  await expect(call).rejects.toMatchObject({ name: "InputError", message });
  expect(fetch).not.toHaveBeenCalled();
});

it.each([
  ["../x", "..%2Fx"],
  ["%2e%2e", "%252e%252e"],
  ["...", "..."],
  [0, "0"],
])("a path parameter that is %j stays one", async (id, expected) => {
  const fetch = vi.fn(async (_: Request | URL) => new Response(null, { status: 204 }));
  await apiOver(fetch).DELETE("/things/{id}", { params: { path: { id } } });
  expect(fetch.mock.calls[0]?.[0]).toMatchObject({ url: `${baseUrl}/things/${expected}` });
});

const scalar = fc.oneof(fc.string({ unit: "grapheme" }), fc.integer(), fc.boolean());
const entry = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.constantFrom(undefined, null));
// Those that lead elsewhere are refused.
const pathValue = fc
  .oneof(scalar, fc.array(scalar, { maxLength: 3 }))
  .filter((value) => !["", ".", ".."].includes(String(wellFormed(value))));
const headerText = fc.stringMatching(/^[!-~]{0,9}$/);
const inits = fc.record(
  {
    params: fc.record(
      {
        path: fc.record({ id: pathValue, part: pathValue }),
        query: fc.dictionary(fc.string({ minLength: 1, unit: "grapheme" }), entry),
        header: fc.dictionary(fc.constantFrom("accept", "x-other", "content-type"), headerText),
      },
      { requiredKeys: ["path"] },
    ),
    headers: fc.dictionary(fc.constantFrom("Accept", "x-one"), fc.oneof(headerText, fc.constant(undefined))),
    body: fc.oneof(fc.jsonValue(), fc.constant(new FormData())),
  },
  { requiredKeys: ["params"] },
);

/** What openapi-fetch sends for the same call. */
async function byClient(base: string, explode: boolean, method: Method, path: string, init: object) {
  const sent: Request[] = [];
  const client = createClient({ baseUrl: base, querySerializer: { array: { style: "form", explode } } });
  const fetch = async (request: Request) => {
    sent.push(request);
    return json({});
  };
  const call = (client as unknown as Record<Method, (path: string, init: object) => Promise<unknown>>)[method];
  await call(path, { ...init, fetch });
  const [{ url, headers, body } = new Request(base)] = sent;
  return { url, headers: new Headers(headers), text: body === null ? "" : await sent[0]?.text() };
}

it("a call sends what openapi-fetch would send for it", async () => {
  const isForm = (init: { body?: unknown }) => init.body instanceof FormData;
  const cases = fc.record({
    base: fc.constantFrom(baseUrl, `${baseUrl}/`),
    explode: fc.boolean(),
    method: fc.constantFrom<Method>("GET", "POST", "DELETE"),
    path: fc.constantFrom("/things", "/things/{id}", "/things/{id}/{part}"),
    init: inits,
  });
  const property = fc.asyncProperty(cases, async ({ base, explode, method, path, init: given }) => {
    const init = { ...given, ...(method === "GET" ? { body: undefined } : {}) };
    const write = createWriter(base, explode ? "repeat" : "comma");
    const { url, headers, body } = write(method, path, init as Init, "application/json");
    const withAccept = { ...init, headers: { accept: "application/json", ...init.headers } };
    const expected = await byClient(base, explode, method, path, withAccept);
    expect(url).toBe(expected.url);
    // The platform names the type of a form, with its boundary.
    for (const one of isForm(init) ? [headers, expected.headers] : []) one.delete("content-type");
    expect([...headers]).toEqual([...expected.headers]);
    if (!isForm(init)) expect(body ?? "").toBe(expected.text);
  });
  await fc.assert(property, { numRuns: 300 });
});
