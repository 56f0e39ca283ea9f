import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createMockFetch, type MockFetch } from "./create-mock-fetch";
import { expectNoViolations } from "./exchange";
import { type Mock, startMock } from "./start-mock";

const base = "https://api.library.example/v1";
const headers = { "x-api-key": "key" };

let mock: Mock;
let mockFetch: MockFetch;

beforeAll(async () => {
  mock = await startMock({ spec: new URL("../__fixtures__/library.yaml", import.meta.url) });
});

afterAll(() => mock.close());

beforeEach(() => {
  mockFetch = createMockFetch({ [base]: mock });
});

function postJson(body: unknown) {
  return mockFetch(`${base}/books`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

function postForm(...parts: [string, string | Blob][]) {
  const body = new FormData();
  for (const [name, value] of parts) body.append(name, value);
  return mockFetch(`${base}/books/b1/scans`, { method: "POST", headers, body });
}

function violations() {
  return mockFetch.exchanges.flatMap((exchange) => exchange.violations);
}

describe("a valid request", () => {
  it("gets the response of the mock and is recorded with the real URL", async () => {
    const response = await mockFetch(new Request(`${base}/books?limit=2&added[gte]=2020`, { headers }));

    expect(response.status).toBe(200);
    expect(response.url).toBe(`${base}/books?limit=2&added[gte]=2020`);
    expect(await response.json()).toMatchObject([{ title: "Notes" }]);
    expect(mockFetch.exchanges).toMatchObject([
      {
        method: "GET",
        url: `${base}/books?limit=2&added[gte]=2020`,
        path: "/books",
        operation: { operationId: "listBooks", method: "GET", path: "/books" },
        status: 200,
        violations: [],
      },
    ]);
    expect(mockFetch.exchanges[0]?.query.get("limit")).toBe("2");
    expect(mockFetch.exchanges[0]?.headers.get("x-api-key")).toBe("key");
    expectNoViolations(mockFetch);
  });

  it("is recorded with its parsed JSON", async () => {
    expect((await postJson({ title: "Notes" })).status).toBe(201);
    expect(mockFetch.exchanges[0]?.json).toEqual({ title: "Notes" });
    expect(new TextDecoder().decode(mockFetch.exchanges[0]?.body)).toBe('{"title":"Notes"}');
    expectNoViolations(mockFetch);
  });

  it("is recorded with its form, including files and repeated parts", async () => {
    const scan = new File(["scan"], "scan.pdf", { type: "application/pdf" });
    const response = await postForm(["file", scan], ["pages", "2"], ["tags[]", "a"], ["tags[]", "b"], ["shelf", "{}"]);

    expect(response.status).toBe(201);
    expect(mockFetch.exchanges[0]?.form?.getAll("tags[]")).toEqual(["a", "b"]);
    expect(mockFetch.exchanges[0]?.form?.get("file")).toMatchObject({ name: "scan.pdf", type: "application/pdf" });
    expectNoViolations(mockFetch);
  });

  it("may get a response without a body, and is matched to the most specific path", async () => {
    const response = await mockFetch(`${base}/books/latest`, { headers });
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(mockFetch.exchanges[0]?.operation?.operationId).toBe("getLatestBook");
  });
});

describe("an invalid request", () => {
  it("is refused without credentials", async () => {
    const response = await mockFetch(`${base}/books`);
    expect(response.status).toBe(401);
    expect(violations()).toMatchObject([{ location: ["request"], code: 401 }]);
  });

  it("is refused if its body does not match the schema", async () => {
    expect((await postJson({ title: 12 })).status).toBe(422);
    expect(violations()).toMatchObject([{ location: ["request", "body", "title"] }]);
  });

  it("is refused with a readable violation if its invalid body is not ASCII", async () => {
    expect((await postJson({ title: "Notes", shelf: { 名前: "A" } })).status).toBe(422);
    expect(violations()).toMatchObject([{ location: ["request", "body", "shelf", "\\u540d\\u524d"] }]);
  });

  it("is a violation if the body does not match its content type", async () => {
    const json = { ...headers, "content-type": "application/json" };
    expect((await mockFetch(`${base}/books`, { method: "POST", headers: json, body: "{" })).status).toBe(400);
    expect(violations()).toMatchObject([{ location: ["request", "body"], code: "unreadable" }]);
  });

  it("is a violation if a query parameter is invalid", async () => {
    await mockFetch(`${base}/books?limit=1000`, { headers });
    expect(violations()).toMatchObject([{ location: ["request", "query", "limit"] }]);
  });

  it("is a violation if a query parameter is not declared, although Prism accepts it", async () => {
    expect((await mockFetch(`${base}/books?limits=1`, { headers })).status).toBe(200);
    expect(violations()).toMatchObject([{ location: ["request", "query", "limits"] }]);
  });

  it("is a violation if a form part is unknown, repeated or of a wrong type, although Prism accepts it", async () => {
    const file = new File(["scan"], "scan.pdf");
    await postForm(["file", file], ["page", "2"]);
    await postForm(["file", file], ["pages", "2"], ["pages", "3"]);
    await postForm(["file", file], ["pages", "two"]);
    await postForm(["file", file], ["tags[]", "longer than ten"]);
    await postForm(["file", file], ["shelf", '{"row":"first"}']);
    expect(mockFetch.exchanges.map((exchange) => exchange.violations.map(({ message }) => message))).toEqual([
      ['/ must NOT have additional properties: "page"'],
      ["/pages must be integer"],
      ["/pages must be integer"],
      ["/tags[]/0 must NOT have more than 10 characters"],
      ["/shelf/row must be integer"],
    ]);
  });

  it("is a violation if the path is not in the document", async () => {
    expect((await mockFetch(`${base}/films`, { headers })).status).toBe(404);
    expect(violations()).toMatchObject([{ code: "NO_PATH_MATCHED_ERROR" }]);
  });

  it("rejects if there is no mock for the host", async () => {
    const failure = mockFetch("https://api.libary.example/v1/books", { headers });
    await expect(failure).rejects.toThrow(TypeError);
    expect(mockFetch.exchanges).toMatchObject([{ url: "https://api.libary.example/v1/books" }]);
    expect(mockFetch.exchanges[0]).not.toHaveProperty("status");
    expect(() => expectNoViolations(mockFetch)).toThrow(
      "1 contract violations in 1 exchanges\nGET https://api.libary.example/v1/books -> no response\n" +
        "  - request.url: no mock for this host and path",
    );
  });

  it("does not match a base that is only a prefix of its path", async () => {
    await expect(mockFetch(`${base}0/books`, { headers })).rejects.toThrow(TypeError);
  });

  it("rejects if it is aborted", async () => {
    await expect(mockFetch(`${base}/books`, { headers, signal: AbortSignal.abort() })).rejects.toThrow("abort");
  });
});

describe("an invalid response", () => {
  it("is recorded as a violation of the response", async () => {
    mockFetch.prefer({ example: "wrong" });
    await mockFetch(`${base}/books`, { headers });
    expect(violations()).toMatchObject([{ location: ["response", "body", "0", "title"] }]);
  });
});

describe("prefer", () => {
  const list = () => mockFetch(`${base}/books`, { headers });

  it("selects a status, with the headers of the document", async () => {
    mockFetch.prefer({ method: "get", path: "/books", code: 429 });
    const response = await list();
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
    expectNoViolations(mockFetch);
  });

  it("applies limited preferences in order, then the latest unlimited one", async () => {
    mockFetch.prefer({ example: "rich" });
    mockFetch.prefer({ example: "sparse" });
    mockFetch.prefer({ code: 503 }, 2);
    mockFetch.prefer({ code: 429 }, 1);
    const statuses = [(await list()).status, (await list()).status, (await list()).status];
    expect(statuses).toEqual([503, 503, 429]);
    expect(await (await list()).json()).toEqual([]);
  });

  it("matches templates, and does not affect other requests", async () => {
    mockFetch.prefer({ path: "/books/{id}/scans", code: 400 });
    expect((await postForm(["file", new File([""], "scan.pdf")])).status).toBe(400);
    expect((await list()).status).toBe(200);
  });

  it("generates responses from the schema", async () => {
    mockFetch.prefer({ code: 503 }, 1);
    mockFetch.prefer({ code: 503, dynamic: true }, 1);
    expect(await (await list()).json()).toEqual({ message: "No." });
    expect(await (await list()).json()).not.toEqual({ message: "No." });
  });

  it("sets and removes response headers", async () => {
    expect((await list()).headers.get("link")).toContain("next");
    mockFetch.prefer({ headers: { link: null, "x-limit": "0" } });
    const response = await list();
    expect([response.headers.get("link"), response.headers.get("x-limit")]).toEqual([null, "0"]);
  });

  it("is a violation if the document does not declare the response", async () => {
    mockFetch.prefer({ code: 418 });
    expect((await list()).status).toBe(404);
    expect(violations()).toMatchObject([{ code: "NOT_FOUND" }]);
  });

  it("is removed by a reset, like the exchanges", async () => {
    mockFetch.prefer({ code: 429 });
    await list();
    mockFetch.reset();
    expect((await list()).status).toBe(200);
    expect(mockFetch.exchanges).toHaveLength(1);
  });
});

it("repeats what was asked for in the example of another record", async () => {
  mockFetch = createMockFetch({ [base]: mock }, { repeats: { "POST /books": ["id", "title"] } });
  const post = (query: string) =>
    mockFetch(`${base}/books${query}`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ title: "Notes" }),
    });
  const example = (await (await post("")).json()) as object;
  expect(await (await post("?id=b7&other=1")).json()).toEqual({ ...example, id: "b7" });
});

describe("routes and files", () => {
  it("prefers the longest matching base", async () => {
    const other = { ...mock, url: "http://127.0.0.1:1" };
    mockFetch = createMockFetch({ "https://api.library.example": other, [`${base}/`]: mock });
    expect((await mockFetch(`${base}/books`, { headers })).status).toBe(200);
    await expect(mockFetch("https://api.library.example/v2/books")).rejects.toThrow("fetch failed");
  });

  it("serves files, with any query if the URL has none", async () => {
    const resume = vi.fn(() => new Response("resume", { headers: { "content-type": "application/pdf" } }));
    mockFetch = createMockFetch({}, { files: { "https://files.example.com/resume.pdf": resume } });
    const response = await mockFetch("https://files.example.com/resume.pdf?signature=1");
    expect([response.url, await response.text()]).toEqual([
      "https://files.example.com/resume.pdf?signature=1",
      "resume",
    ]);
    expect(mockFetch.exchanges).toMatchObject([{ status: 200, violations: [] }]);
  });
});
