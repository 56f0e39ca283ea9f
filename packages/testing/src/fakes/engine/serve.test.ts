import { request } from "node:http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFake } from "./create-fake";
import type { FakeServer } from "./fake-types";

const library = createFake<{ sent: unknown[] }>({
  name: "Library",
  bases: [
    {
      url: "https://api.library.example/v1",
      routes: [
        {
          method: "POST",
          path: "/books",
          async handle({ state, json, form, query }) {
            const file = form?.get("file");
            state.sent.push(json ?? (file instanceof File ? [file.name, await file.text()] : null));
            return { status: 201, body: { shelf: query.get("shelf") } };
          },
        },
        { method: "GET", path: "/books", handle: () => ({ status: 204 }) },
      ],
    },
  ],
  createState: () => ({ sent: [] }),
});

let server: FakeServer;
let url: string;

beforeEach(async () => {
  library.reset();
  server = await library.listen();
  url = `${server.url}/api.library.example/v1/books`;
});
afterEach(() => server.close());

test("reads the vendor's host from the path", async () => {
  const form = new FormData();
  form.append("file", new File(["scan"], "scan.pdf"));
  const response = await fetch(`${url}?shelf=a`, { method: "POST", body: form });
  expect([response.status, await response.json()]).toEqual([201, { shelf: "a" }]);
  await fetch(url, { method: "POST", body: '{"a":1}', headers: { "content-type": "application/json" } });
  expect(library.state.sent).toEqual([["scan.pdf", "scan"], { a: 1 }]);
  expect((await fetch(url)).status).toBe(204);
});

test("reads the vendor's host from the Host header", async () => {
  const status = await new Promise((resolve, reject) => {
    const headers = { host: "api.library.example" };
    request(`${server.url}/v1/books`, { headers }, (response) => resolve(response.statusCode))
      .on("error", reject)
      .end();
  });
  expect(status).toBe(204);
});

test("responds with 404 to an unknown host", async () => {
  const response = await fetch(`${server.url}/example.com/v1/books`);
  expect([response.status, await response.text()]).toEqual([404, "no fake serves this host\n"]);
  expect(library.requests).toEqual([]);
});

test("applies faults to the HTTP connection", async () => {
  library.injectFault({ kind: "reset", when: "after" });
  await expect(fetch(url, { method: "POST" })).rejects.toThrow("fetch failed");
  expect(library.requests).toMatchObject([{ acted: true }]);

  library.injectFault({ kind: "hang", when: "before" });
  await expect(fetch(url, { signal: AbortSignal.timeout(50) })).rejects.toThrow("timeout");

  library.injectFault({ kind: "slow-body", bytesPerSecond: 100 });
  expect(await (await fetch(url, { method: "POST" })).json()).toEqual({ shelf: null });
});

test("refuses connections after close", async () => {
  await server.close();
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});

test("throws outside Node", async () => {
  vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
  await expect(library.listen()).rejects.toThrow("listen needs Node");
});
