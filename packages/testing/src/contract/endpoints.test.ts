import { beforeAll, describe, expect, it } from "vitest";
import { loadLibrary } from "../__fixtures__/library";
import type { OpenApiDocument } from "../document/openapi-document";
import type { Exchange } from "../mock/exchange";
import { compareEndpoints, contractCases, declaredResponses } from "./endpoints";

let document: OpenApiDocument;

beforeAll(async () => {
  document = await loadLibrary();
});

describe("declaredResponses", () => {
  it("returns every operation with its statuses", () => {
    expect(declaredResponses(document)).toEqual([
      { operationId: "listBooks", method: "GET", path: "/books", statuses: [200, 401, 403, 404, 429, 500, 503] },
      { operationId: "addBook", method: "POST", path: "/books", statuses: [201, 401, 422, 429] },
      { operationId: "getLatestBook", method: "GET", path: "/books/latest", statuses: [204] },
      { operationId: "addScan", method: "POST", path: "/books/{book}/scans", statuses: [201, 400, 401] },
    ]);
  });
});

describe("contractCases", () => {
  it("returns a case for each declared error of the used endpoints, with any parameter names", () => {
    expect(contractCases(document, [{ method: "POST", path: "/books/{id}/scans" }])).toEqual([
      { operationId: "addScan", method: "POST", path: "/books/{book}/scans", status: 400 },
      { operationId: "addScan", method: "POST", path: "/books/{book}/scans", status: 401 },
    ]);
  });

  it.each([
    { method: "DELETE", path: "/books" },
    { method: "GET", path: "/books/{id}" },
  ])("throws for $method $path, which is not in the document", (endpoint) => {
    expect(() => contractCases(document, [endpoint])).toThrow("is not in the document");
  });
});

describe("compareEndpoints", () => {
  it("returns the endpoints that were not called, and the calls that were not declared", () => {
    const exchange = (method: string, path: string) =>
      ({ method, path, operation: { operationId: "id", method, path } }) as Exchange;
    const exchanges = [exchange("GET", "/books"), exchange("GET", "/books"), exchange("POST", "/books/{book}/scans")];
    const endpoints = [
      { method: "POST", path: "/books/{id}/scans" },
      { method: "POST", path: "/books" },
    ];
    expect(compareEndpoints(exchanges, endpoints)).toEqual({
      notCalled: [{ method: "POST", path: "/books" }],
      notDeclared: [{ method: "GET", path: "/books" }],
    });
  });
});
