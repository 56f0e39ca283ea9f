import { expect, test } from "vitest";
import { loadDocument } from "../../document/load-document";
import { schemaValidator } from "../../document/schema-validator";
import { checkedFetch } from "./checked-fetch";
import { createFake } from "./create-fake";

const document = await loadDocument(new URL("../../__fixtures__/library.yaml", import.meta.url));
const specifications = { "https://api.library.example/v1": { document, validator: schemaValidator(document) } };
const base = "https://api.library.example/v1";

/** Returns the violations of one request that gets the given response. */
async function violations(path: string, response: Response, init: RequestInit = {}) {
  const checked = checkedFetch(async () => response, specifications);
  const received = await checked.fetch(path.startsWith("https:") ? path : `${base}${path}`, init);
  expect(received.bodyUsed).toBe(false);
  return checked.violations;
}

const books = [{ id: "b1", title: "Notes" }];
const json = (body: string) => ({ method: "POST", body, headers: { "content-type": "application/json" } });
const form = (name: string) => {
  const body = new FormData();
  body.append("file", new File([""], "scan.pdf"));
  body.append(name, "2");
  return { method: "POST", body };
};

test("reports nothing for valid requests and responses", async () => {
  expect(await violations("/books?limit=2", Response.json(books))).toEqual([]);
  expect(await violations("/books", Response.json(books[0], { status: 201 }), json('{"title":"Notes"}'))).toEqual([]);
  expect(await violations("/books/latest", new Response(null, { status: 204 }))).toEqual([]);
});

test("accepts a file of any type where the document declares bytes, but not JSON in its place", async () => {
  const path = "/books/{book}/scan";
  const content = { "application/octet-stream": { schema: { type: "string", format: "binary" } } };
  const operation = { operationId: "readScan", responses: { "200": { description: "The scan.", content } } };
  const files = { ...document, paths: { [path]: { get: operation } } } as unknown as typeof document;
  const served = async (type: string) => {
    const response = new Response("{}", { headers: { "content-type": type } });
    const specification = { document: files, validator: schemaValidator(files) };
    const checked = checkedFetch(async () => response, { [base]: specification });
    await checked.fetch(`${base}/books/b1/scan`);
    return checked.violations;
  };
  expect(await served("application/pdf")).toEqual([]);
  expect(await served("application/json")).toEqual([expect.stringContaining("application/json is not declared")]);
});

test("does not check requests to other URLs", async () => {
  expect(await violations("https://example.com/x", new Response("x"))).toEqual([]);
});

test.each([
  ["an unknown path", "/films", Response.json([]), {}, /request: the operation is not in the specification/],
  ["an unknown query parameter", "/books?limits=1", Response.json(books), {}, /request: limits is not a declared/],
  [
    "an invalid body",
    "/books",
    Response.json(books[0], { status: 201 }),
    json('{"title":1}'),
    /request: .*title must be string/,
  ],
  [
    "an invalid form",
    "/books/b1/scans",
    Response.json({}, { status: 201 }),
    form("page"),
    /request: .*additional properties/,
  ],
  [
    "an undeclared status",
    "/books",
    Response.json([], { status: 418 }),
    {},
    /response 418: the status is not declared/,
  ],
  ["an invalid response", "/books", Response.json([{ id: "b1" }]), {}, /response 200: .*title/],
  [
    "an HTML response",
    "/books",
    new Response("<p>", { headers: { "content-type": "text/html" } }),
    {},
    /response 200: the content type text\/html is not declared/,
  ],
  [
    "malformed JSON",
    "/books",
    new Response("[", { headers: { "content-type": "application/json" } }),
    {},
    /response 200: is not valid JSON/,
  ],
  ["an undeclared body", "/books/latest", Response.json({}), {}, /response 200: /],
] as const)("reports %s", async (_, path, response, init, expected) => {
  expect(await violations(path, response, init)).toContainEqual(expect.stringMatching(expected));
});

test("does not report the response of an injected fault, but the request that met it", async () => {
  const routes = [{ method: "GET", path: "/books", handle: () => ({ status: 200, body: books }) }];
  const fake = createFake({ name: "Library", bases: [{ url: base, routes }], createState: () => ({}) });
  const checked = checkedFetch((request) => fake.fetch(request), specifications);
  fake.injectFault({ kind: "html" });
  fake.injectFault({ kind: "status", status: 418 });
  await checked.fetch(`${base}/books`);
  await checked.fetch(`${base}/books?limits=1`);
  await checked.fetch(`${base}/books`);
  expect(checked.violations).toEqual([expect.stringContaining("request: limits is not a declared")]);
});
