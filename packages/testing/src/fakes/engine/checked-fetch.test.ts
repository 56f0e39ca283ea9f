import { expect, test } from "vitest";
import { loadDocument } from "../../document/load-document";
import { schemaValidator } from "../../schema/schema-validator";
import { checkedFetch } from "./checked-fetch";

const document = await loadDocument(new URL("../../__fixtures__/library.yaml", import.meta.url));
const specifications = { "https://api.library.example/v1": { document, validator: schemaValidator(document) } };
const base = "https://api.library.example/v1";

/** What is found where every request gets one answer. */
async function violations(path: string, answer: Response, init: RequestInit = {}) {
  const checked = checkedFetch(async () => answer, specifications);
  const response = await checked.fetch(path.startsWith("https:") ? path : `${base}${path}`, init);
  expect(response.bodyUsed).toBe(false);
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

test("what fits is let pass", async () => {
  expect(await violations("/books?limit=2", Response.json(books))).toEqual([]);
  expect(await violations("/books", Response.json(books[0], { status: 201 }), json('{"title":"Notes"}'))).toEqual([]);
  expect(await violations("/books/latest", new Response(null, { status: 204 }))).toEqual([]);
});

test("what lies elsewhere is not checked", async () => {
  expect(await violations("https://example.com/x", new Response("x"))).toEqual([]);
});

test.each([
  ["an unknown path", "/films", Response.json([]), {}, /request: the specification has no such operation/],
  ["an unknown query parameter", "/books?limits=1", Response.json(books), {}, /request: limits is not a declared/],
  [
    "a wrong body",
    "/books",
    Response.json(books[0], { status: 201 }),
    json('{"title":1}'),
    /request: .*title must be string/,
  ],
  [
    "a wrong form",
    "/books/b1/scans",
    Response.json({}, { status: 201 }),
    form("page"),
    /request: .*additional properties/,
  ],
  ["an unknown status", "/books", Response.json([], { status: 418 }), {}, /answer 418: the specification has no such/],
  ["a wrong answer", "/books", Response.json([{ id: "b1" }]), {}, /answer 200: .*title/],
  [
    "HTML",
    "/books",
    new Response("<p>", { headers: { "content-type": "text/html" } }),
    {},
    /answer 200: is text\/html/,
  ],
  [
    "no JSON",
    "/books",
    new Response("[", { headers: { "content-type": "application/json" } }),
    {},
    /answer 200: is no JSON/,
  ],
  ["a body where none is due", "/books/latest", Response.json({}), {}, /answer 200: /],
] as const)("%s is a violation", async (_, path, answer, init, expected) => {
  expect(await violations(path, answer, init)).toContainEqual(expect.stringMatching(expected));
});
