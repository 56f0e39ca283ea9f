import { expect, it } from "vitest";
import { loadLibrary } from "../__fixtures__/library";
import { specificationFaults } from "./specification-faults";

it("lists what is missing from a document and the examples that do not match their schema", async () => {
  const document = await loadLibrary();
  const { "/books": books, "/books/latest": latest } = document.paths;
  document.paths = { "/books": books ?? {}, "/books/latest": latest ?? {} };
  delete books?.post?.summary;
  delete (books?.post?.requestBody as { content?: unknown } | undefined)?.content;
  if (latest?.get) {
    latest.get.operationId = "listBooks";
    latest.get.security = [];
    latest.get.responses["429"] = { content: { "application/json": {} } };
  }
  document.components = {
    ...document.components,
    schemas: { Plain: { type: "null" }, ...document.components?.schemas },
  };

  expect(specificationFaults(document)).toEqual([
    "POST /books: no summary",
    "POST /books: no 403 response",
    "POST /books: no 404 response",
    "POST /books: no 500 response",
    "POST /books: no 503 response",
    "GET /books/latest: no 404 response",
    "GET /books/latest: no 500 response",
    "GET /books/latest: no 503 response",
    "GET /books/latest: 429 without Retry-After",
    "listBooks: used twice",
    "schema Plain: no description",
    "GET /books 200 application/json, example wrong: /0/title must be string",
    "GET /books/latest 429 application/json: no named example",
  ]);
});

it("does not ask for examples where none are needed, and still checks those that are there", async () => {
  const document = await loadLibrary();
  document.paths = { "/books": document.paths["/books"] ?? {} };
  const faults = specificationFaults(document, { needsExamples: false });
  expect(faults.filter((fault) => fault.includes("example"))).toEqual([
    "GET /books 200 application/json, example wrong: /0/title must be string",
  ]);
});
