import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { defineAction, defineConnector } from "../define/define-connector";
import { defineConnection, defineWarehouse } from "../define/define-warehouse";
import { typedApi } from "./api";
import { createHttp } from "./http";
import { multipart } from "./outgoing";

const Platform = globalThis.Request;

/** As in Firefox: `body` is undefined, with and without one, and nothing takes a stream. */
class FirefoxRequest extends Platform {
  constructor(input: RequestInfo | URL, init: RequestInit & { duplex?: string } = {}) {
    if (init.body instanceof ReadableStream || init.duplex !== undefined)
      throw new TypeError("streams are not supported");
    // A subclass's instance is taken for a plain init by Node: this one says what it is.
    super(input, init);
  }

  override get body(): never {
    return undefined as never;
  }

  override clone(): Request {
    return new FirefoxRequest(super.clone());
  }
}

beforeEach(() => void vi.stubGlobal("Request", FirefoxRequest));
afterEach(() => void vi.unstubAllGlobals());

interface Json<Body> {
  content: { "application/json": Body };
}
interface Paths {
  "/candidates": {
    get: { responses: { 200: Json<{ id: string }[]> } };
    post: { requestBody: Json<{ name: string }>; responses: { 201: Json<{ id: string }> } };
  };
  "/candidates/{id}/resume": {
    post: {
      parameters: { path: { id: string } };
      requestBody: { content: { "multipart/form-data": { file: string } } };
      responses: { 201: Json<{ id: string }> };
    };
  };
}

const connection = defineConnection({
  name: "acme",
  api: typedApi<Paths>({ baseUrl: "https://api.acme.example" }),
  parameters: z.object({ clientSecret: z.string().meta({ format: "password" }) }),
  auth: ({ clientSecret }) => ({
    type: "oauth",
    tokenUrl: "https://auth.acme.example/token",
    clientId: "client",
    clientSecret,
    clientAuthentication: "client_secret_post",
    grant: { type: "client_credentials", parameters: {} },
  }),
  account: () => "account",
});

const candidates = defineWarehouse({
  name: "Acme candidates",
  dataType: "profile",
  connection,
  read: {
    endpoints: ["GET /candidates"],
    async *read({ api }) {
      yield* await api.GET("/candidates");
    },
  },
  write: {
    endpoints: ["POST /candidates", "POST /candidates/{id}/resume"],
    async write(item: { id: string }, { api, download }) {
      const { id } = await api.POST("/candidates", { body: { name: `copy of ${item.id}` } });
      const file = await download({ url: "https://files.example/cv.txt" });
      await api.POST("/candidates/{id}/resume", { params: { path: { id } }, ...multipart({ file }) });
      return { id };
    },
  },
});

const { copy } = defineConnector({
  name: "Acme",
  slug: "acme",
  type: "ATS",
  url: "https://acme.example",
  description: "Copies candidates.",
  package: { name: "hrflow-connector-acme", version: "1.0.0" },
  actions: {
    copy: defineAction({ description: "Copies.", origin: candidates, target: candidates, format: (item) => item }),
  },
});

/** A vendor that refuses the token of the first request of each kind: the request is sent again with the next one. */
function createVendor() {
  const requests: string[] = [];
  const seen = new Set<string>();
  let tokens = 0;
  const fetch = async (request: Request): Promise<Response> => {
    const { host, pathname } = new URL(request.url);
    const body = request.method === "GET" ? "" : await request.text();
    requests.push(`${request.method} ${pathname}${body && ` ${/name="file"|copy of \w+|grant_type/.exec(body)?.[0]}`}`);
    if (host === "auth.acme.example") {
      tokens += 1;
      return Response.json({ access_token: `token-${tokens}` });
    }
    if (host === "files.example") return new Response("Ada's resume");
    const kind = `${request.method} ${pathname}`;
    if (!seen.has(kind)) {
      seen.add(kind);
      return Response.json({ message: "expired" }, { status: 401 });
    }
    if (request.method === "GET") return Response.json([{ id: "7" }]);
    return Response.json({ id: "8" }, { status: 201 });
  };
  return { fetch, requests };
}

describe("with a Request that has no body property", () => {
  it("a run reads, writes, uploads, downloads, and sends again what a new token needs", async () => {
    const { fetch, requests } = createVendor();
    const credential = { clientSecret: "s3cret" };
    const result = await copy(
      { workflowId: "w", originParameters: credential, targetParameters: credential },
      { fetch },
    );
    expect(result).toMatchObject({ status: "success", receipts: [{ id: "8" }], failures: [] });
    expect(requests.filter((request) => !request.startsWith("POST /token"))).toEqual(
      ["GET /candidates", "POST /candidates copy of 7", "GET /cv.txt", 'POST /candidates/8/resume name="file"'].flatMap(
        (request) => (request === "GET /cv.txt" ? [request] : [request, request]),
      ),
    );
  });

  it.each([
    ["GET", undefined],
    ["HEAD", undefined],
    ["DELETE", undefined],
    ["OPTIONS", undefined],
    ["PUT", "text"],
    ["PATCH", new URLSearchParams({ a: "1" })],
    ["POST", new Blob(["text"])],
    ["POST", new TextEncoder().encode("text")],
    ["DELETE", "text"],
  ])("%s is sent with its body, also again: %s", async (method, body) => {
    const bodies: string[] = [];
    const http = createHttp({
      async fetch(request: Request) {
        bodies.push(await request.text());
        return new Response(null, { status: bodies.length === 1 ? 429 : 204, headers: { "retry-after": "0" } });
      },
    });
    const given = new Request("https://api.acme.example", { method, ...(body === undefined ? {} : { body }) });
    expect((await http.fetch(given)).status).toBe(204);
    const expected = body === undefined ? "" : body instanceof URLSearchParams ? "a=1" : "text";
    expect(bodies).toEqual([expected, expected]);
  });

  it("a redirected read is followed", async () => {
    const urls: string[] = [];
    const http = createHttp({
      async fetch(request: Request) {
        urls.push(request.url);
        return urls.length === 1 ? new Response(null, { status: 302, headers: { location: "/2" } }) : Response.json({});
      },
    });
    expect((await http.fetch("https://api.acme.example/1")).status).toBe(200);
    expect(urls).toEqual(["https://api.acme.example/1", "https://api.acme.example/2"]);
  });
});
