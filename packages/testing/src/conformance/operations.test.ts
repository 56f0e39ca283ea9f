import { expect, it } from "vitest";
import type { OpenApiDocument } from "../document/openapi-document";
import { schemaValidator } from "../document/schema-validator";
import { checkedFetch } from "../fakes/engine/checked-fetch";
import { createFake } from "../fakes/engine/create-fake";
import { callOf, operationsOf } from "./operations";

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

const [form, fields] = [new FormData(), new URLSearchParams({ name: "Ada" })];
form.append("file", new File([bytes], "ada.pdf"));
const json = { body: "{}", headers: { "content-type": "application/json" } };
const pdf = () => new Response(bytes, { headers: { "content-type": "application/pdf" } });
const other = "https://files.acme.example";

it.each([
  ["a documented operation", `${base}/people`, {}, () => Response.json([]), "GET /people"],
  ["an undocumented path of a documented host", `${base}/jobs`, {}, () => Response.json([]), "GET /jobs"],
  ["a record of another host", `${other}/people?page=2`, {}, () => Response.json([]), `GET ${other}/people`],
  ["JSON that is sent to another host", `${other}/people`, { method: "POST", ...json }, pdf, `POST ${other}/people`],
  [
    "fields that are sent to another host",
    `${other}/people`,
    { method: "POST", body: fields },
    pdf,
    `POST ${other}/people`,
  ],
  ["a delete at another host", `${other}/ada`, { method: "DELETE" }, () => new Response(), `DELETE ${other}/ada`],
  ["no download", `${other}/ada.pdf`, {}, pdf, undefined],
  ["no stored file", `${other}/ada.pdf`, { method: "PUT", body: bytes }, () => new Response(), undefined],
  ["no file in a form", other, { method: "POST", body: form }, () => new Response("<ok/>"), undefined],
  ["no response of a fault", `${other}/ada.pdf`, {}, "fault", undefined],
] as const)("takes for a call %s", (_, url, init, response, expected) => {
  const { method, headers } = new Request(url, init);
  const fault = response === "fault" ? { fault: "status" as const } : {};
  const received = response === "fault" ? Response.json({ message: "later" }, { status: 503 }) : response();
  const request = { method, url, path: new URL(url).pathname, headers, acted: true, ...fault };
  expect(callOf(request, received, { [base]: document })).toBe(expected);
});
