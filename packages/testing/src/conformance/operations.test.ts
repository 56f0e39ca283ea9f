import { expect, it } from "vitest";
import type { OpenApiDocument } from "../document/openapi-document";
import { schemaValidator } from "../document/schema-validator";
import { checkedFetch } from "../fakes/engine/checked-fetch";
import { createFake } from "../fakes/engine/create-fake";
import { operationsOf } from "./operations";

const base = "https://api.acme.example";
const response = (type: string) => ({ 200: { description: "", content: { [type]: { schema: { type: "string" } } } } });
const document = {
  openapi: "3.1.0",
  paths: {
    "/files/{id}": { get: { responses: response("application/octet-stream") } },
    "/people": { get: { responses: response("application/json") } },
  },
} as unknown as OpenApiDocument;

const bytes = new TextEncoder().encode("%PDF-1.4");
const fake = createFake<object>({
  name: "Acme",
  createState: () => ({}),
  bases: [
    {
      url: base,
      routes: [
        {
          ...{ method: "GET", path: "/files/{id}" },
          handle: () => ({ status: 200, body: bytes, headers: { "content-type": "application/octet-stream" } }),
        },
        { method: "GET", path: "/people", handle: () => ({ status: 200, body: "ada" }) },
      ],
    },
  ],
});

it("takes for a file what the document says is not JSON, whatever its path, and its bytes for no violation", async () => {
  const checked = checkedFetch(fake.fetch, { [base]: { document, validator: schemaValidator(document) } });
  for (const path of ["/files/7", "/people"]) await checked.fetch(`${base}${path}`);
  const received = fake.requests.map((request) => ({ fake, request }));
  expect(operationsOf(received, { [base]: document }).map(({ kind, path }) => [path, kind])).toEqual([
    ["/files/7", "file"],
    ["/people", "read"],
  ]);
  expect(checked.violations).toEqual([]);
});
