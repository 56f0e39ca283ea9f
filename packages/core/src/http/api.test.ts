import { describe, expect, it } from "vitest";
import { createRecordingFetch, createTestHttp, json } from "../__fixtures__/recording-fetch";
import type { ApiDescription } from "../contract/connection";
import { createApi, typedApi } from "./api";
import { multipart } from "./outgoing";

interface Json<Body> {
  content: { "application/json": Body };
}
interface Thing {
  id: number;
}
interface Paths {
  "/things": {
    get: {
      parameters: { query?: { tags?: string[]; cursor?: string } };
      responses: { 200: Json<Thing> };
    };
    post: { requestBody?: Json<{ name: string }>; responses: { 200: Json<Thing> } };
  };
  "/things/{id}": {
    delete: { parameters: { path: { id: string } }; responses: { 204: { content?: never } } };
  };
  "/files": {
    post: {
      requestBody: {
        content: { "multipart/form-data": { file: string; notes?: string[]; person?: { name: string } } };
      };
      responses: { 200: Json<Thing> };
    };
  };
}

const url = "https://api.acme.example/v1/things";

/** The API with these responses, and its requests. */
function apiWith(response: Response | Error, description: Partial<ApiDescription<Paths>> = {}) {
  const { fetch, requests } = createRecordingFetch(response);
  const { http, events } = createTestHttp(fetch);
  const baseUrl = "https://api.acme.example/v1";
  const api = createApi(typedApi<Paths>({ baseUrl, ...description }), baseUrl, http, (request, client) =>
    client.send(request),
  );
  return { api, requests, events };
}

const post = (response: Response, description?: Partial<ApiDescription<Paths>>) =>
  apiWith(response, description).api.POST("/things");

describe("a successful call", () => {
  it("resolves to the data", async () => {
    const { api, requests } = apiWith(json({ id: 7, unknown: true }));
    expect(await api.POST("/things", { body: { name: "ä" } })).toEqual({ id: 7, unknown: true });
    const headers = { accept: "application/json", "content-type": "application/json" };
    expect(requests).toMatchObject([{ method: "POST", url, body: '{"name":"ä"}', headers }]);
  });

  it("resolves to data and headers through api.response", async () => {
    const { data, headers } = await apiWith(json({ id: 7 }, 200, { link: "<x>" })).api.response.GET("/things");
    expect([data, headers.get("link")]).toEqual([{ id: 7 }, "<x>"]);
  });

  it.each([204, 205])("resolves to undefined for %i", async (status) => {
    const { api, requests } = apiWith(new Response(null, { status }));
    expect(await api.DELETE("/things/{id}", { params: { path: { id: "a/b" } } })).toBeUndefined();
    expect(requests).toMatchObject([{ method: "DELETE", url: `${url}/a%2Fb` }]);
  });

  it.each([
    [undefined, "?tags=a&tags=b"],
    ["repeat", "?tags=a&tags=b"],
    ["comma", "?tags=a,b"],
  ] as const)("writes a list in the query as the vendor takes it: %s", async (queryLists, query) => {
    const { api, requests } = apiWith(json({ id: 1 }), queryLists ? { queryLists } : {});
    await api.GET("/things", { params: { query: { tags: ["a", "b"], cursor: undefined } } });
    expect(requests[0]?.url).toBe(`${url}${query}`);
  });

  it("takes other limits through api.with", async () => {
    const { api, requests } = apiWith(json({}, 503));
    await expect(api.with({ maxAttempts: 1 }).GET("/things")).rejects.toMatchObject({ status: 503 });
    expect(requests).toHaveLength(1);
  });
});

describe("a successful response that is not the data is named for what it is", () => {
  it.each([
    ["an HTML page", "<!DOCTYPE html><html><body>Sign in</body></html>"],
    ["an HTML page", "\n<html><body>Sign in</body></html>"],
    ["an HTML page", "<!-- proxy --><div>Sign in</div>"],
    ["an XML document", '<?xml version="1.0"?><Error/>'],
    ["truncated or broken JSON", '{"id": 7, "na'],
    ["plain text", "OK"],
    ["an empty body", "  "],
    ["an empty body", ""],
  ])("%s", async (name, body) => {
    await expect(post(new Response(body, { headers: { "content-type": "application/json" } }))).rejects.toMatchObject({
      name: "ResponseShapeError",
      code: "unexpected_response",
      retryable: false,
      message: `POST ${url} responded with 200 and ${name} in place of JSON`,
    });
  });

  it("null", async () => {
    await expect(post(json(null))).rejects.toMatchObject({
      name: "ResponseShapeError",
      message: `POST ${url} responded with 200 and null in place of data`,
    });
  });

  it("without the query of the request, which may be personal data", async () => {
    const query = { cursor: "ada@example.com" };
    const { api, events } = apiWith(new Response("OK"));
    await expect(api.GET("/things", { params: { query } })).rejects.toMatchObject({
      message: `GET ${url} responded with 200 and plain text in place of JSON`,
    });
    const refused = apiWith(json({ message: "no" }, 422));
    await expect(refused.api.GET("/things", { params: { query } })).rejects.toMatchObject({
      url,
      message: `GET ${url} responded with 422: no`,
    });
    expect(refused.requests[0]?.url).toBe(`${url}?cursor=ada%40example.com`);
    expect(JSON.stringify([events, refused.events])).not.toMatch(/ada(@|%40)/);
  });
});

describe("an error of the vendor is typed", () => {
  it.each([
    [400, "invalid_request", false],
    [401, "authentication_failed", false],
    [403, "permission_denied", false],
    [404, "not_found", false],
    [409, "conflict", false],
    [422, "validation_failed", false],
    [418, "api_call_failed", false],
    [408, "vendor_unavailable", true],
    [500, "vendor_unavailable", true],
    [501, "vendor_unavailable", false],
    [503, "vendor_unavailable", true],
  ])("%i is %s", async (status, code, retryable) => {
    await expect(post(json({ message: "the vendor's message" }, status))).rejects.toMatchObject({
      name: "ApiCallError",
      status,
      code,
      retryable,
      method: "POST",
      url,
      body: { message: "the vendor's message" },
      message: `POST ${url} responded with ${status}: the vendor's message`,
    });
  });

  it.each([
    ["an HTML page", "<html><h1>Bad gateway</h1></html>"],
    ["an empty body", ""],
    ["upstream down", "upstream down"],
    ["truncated or broken JSON", '{"message": "no'],
  ])("with %s in place of an error body", async (name, body) => {
    await expect(post(new Response(body, { status: 500 }))).rejects.toMatchObject({
      name: "ApiCallError",
      status: 500,
      message: `POST ${url} responded with 500: ${name}`,
    });
  });

  it.each<[unknown, string]>([
    [{ message: "a" }, "a"],
    [{ error: "a" }, "a"],
    [{ error: { message: "a" } }, "a"],
    [{ error: "invalid_grant", error_description: "a" }, "invalid_grant: a"],
    [{ detail: "a" }, "a"],
    [{ code: "x", message: "a", errors: [{ message: "b", field: "email" }, { message: "c" }] }, "a: email b; c"],
    [{ errors: ["a", "b"] }, "a; b"],
    [{ errors: [{ field: "email", message: "is taken" }] }, "email is taken"],
    [{ errors: { email: ["is taken", "is odd"], name: "is blank" } }, "email is taken; is odd; name is blank"],
    [{ errors: "a" }, "a"],
    [{ message: "a", error: "a" }, "a"],
    [{ message: 7 }, "7"],
  ])("with the message in any usual shape: %j", async (body, message) => {
    await expect(post(json(body, 422))).rejects.toMatchObject({
      message: `POST ${url} responded with 422: ${message}`,
    });
  });

  it.each([[null], [{}], [[]], [{ message: "" }], [{ message: null }], [{ errors: [] }]])(
    "without a message for %j",
    async (body) => {
      await expect(post(json(body, 422))).rejects.toMatchObject({
        name: "ApiCallError",
        code: "validation_failed",
        message: `POST ${url} responded with 422: no message`,
      });
    },
  );

  it.each<[string, (body: unknown) => unknown, string]>([
    ["is the connection's own", (body) => (body as { reason: string }).reason, "own"],
    ["is the usual one if the connection finds none", () => undefined, "usual"],
    ["is the usual one if the connection returns no text", () => ({}), "usual"],
    [
      "is the usual one if the connection throws",
      () => {
        throw new Error("unexpected body");
      },
      "usual",
    ],
  ])("with a message that %s", async (_, errorMessage, message) => {
    const response = json({ reason: "own", message: "usual" }, 422);
    await expect(post(response, { errorMessage } as never)).rejects.toMatchObject({
      message: `POST ${url} responded with 422: ${message}`,
    });
  });

  it("with a long message cut between words, so that no half of a secret stays", async () => {
    const message = `${"word ".repeat(98)}secret-that-goes-over-the-limit`;
    const error = await post(json({ message }, 400)).catch((reason: Error) => reason.message);
    expect(error).toMatch(/word$/);
  });

  it("with the host of a redirect that was not followed", async () => {
    const response = new Response(null, { status: 302, headers: { location: "https://login.evil.example/x?y" } });
    await expect(post(response)).rejects.toMatchObject({
      status: 302,
      message: `POST ${url} responded with 302: it redirects to login.evil.example, where the credential is not sent`,
    });
  });
});

describe("a multipart body", () => {
  it("has lists as name[], nested fields as name[field], and no absent fields", async () => {
    const { api, requests } = apiWith(json({ id: 1 }));
    const file = new File(["%PDF"], "cv ä.pdf", { type: "application/pdf" });
    const fields = { file, notes: ["a", "b"], person: { name: "Ada", age: undefined }, absent: undefined, none: null };
    await api.POST("/files", multipart(fields));
    const [request] = requests;
    expect(request?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    const headers = { "content-type": request?.headers["content-type"] ?? "" };
    const form = await new Response(request?.body, { headers }).formData();
    expect([...form.keys()]).toEqual(["file", "notes[]", "notes[]", "person[name]"]);
    expect(form.getAll("notes[]")).toEqual(["a", "b"]);
    expect(form.get("person[name]")).toBe("Ada");
    const sent = form.get("file") as File;
    expect([sent.name, sent.type, await sent.text()]).toEqual(["cv ä.pdf", "application/pdf", "%PDF"]);
    expect(multipart({ file }).bodySerializer().get("file")).toBe(file);
  });

  it("is refused as bare FormData, and nothing is sent", async () => {
    const { api, requests } = apiWith(json({ id: 1 }));
    await expect(api.POST("/files", { body: new FormData() as never })).rejects.toMatchObject({
      name: "ConfigurationError",
      message: "POST /files: pass { ...multipart({ ... }) } in place of a FormData body",
    });
    expect(requests).toEqual([]);
  });
});

describe("what leaves is well-formed, whatever a user's format returns", () => {
  const half = "\ud83d";

  it("in JSON, where nothing else changes", async () => {
    const { api, requests } = apiWith(json({ id: 1 }));
    const name = `A\0d\u0008a ${half}\u001f 😀 \\u0000 \r\n"\t" \u007f`;
    await api.POST("/things", { body: { name } });
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({ name: 'Ada  😀 \\u0000 \n"\t" \u007f' });
  });

  it("in JSON that escapes whole characters", async () => {
    const { fetch, requests } = createRecordingFetch(json({ id: 1 }));
    const body = '{"a":"\\ud83d\\ude00 \\ud83d\\u0000 \\\\ud83d \\u00e9","n":12345678901234567890}';
    const headers = { "content-type": "application/json; charset=utf-8" };
    await createTestHttp(fetch).http.fetch(url, { method: "POST", body, headers });
    expect(requests[0]?.body).toBe('{"a":"\\ud83d\\ude00  \\\\ud83d \\u00e9","n":12345678901234567890}');
  });

  it("in a form", async () => {
    const { fetch, requests } = createRecordingFetch(json({ id: 1 }));
    const body = new URLSearchParams({ "a\0": "b\u0007\r\n%00", c: "é" });
    await createTestHttp(fetch).http.fetch(url, { method: "POST", body });
    expect(requests[0]?.body).toBe("a=b%0A%2500&c=%C3%A9");
  });

  it("in the texts and file names of a multipart body, while the file keeps its bytes", async () => {
    const { api, requests } = apiWith(json({ id: 1 }));
    const file = new File(["\0\u0007"], "cv\0.pdf");
    await api.POST("/files", multipart({ file, notes: [`a\0${half}`], person: { name: "\u0001Ada" } } as never));
    const body = requests[0]?.body ?? "";
    expect(body).toContain('filename="cv.pdf"');
    expect(body).toContain('name="notes[]"\r\n\r\na\r\n');
    expect(body).toContain('name="person[name]"\r\n\r\nAda\r\n');
    expect(body).toContain("\r\n\r\n\0\u0007\r\n");
  });

  it("in queries and paths, which could not be encoded otherwise", async () => {
    const { api, requests } = apiWith(json({ id: 1 }));
    await api.GET("/things", { params: { query: { cursor: `a\0${half}`, tags: [half, "b"] } } });
    await api.DELETE("/things/{id}", { params: { path: { id: `7${half}` } } });
    expect(requests.map((request) => request.url)).toEqual([`${url}?cursor=a&tags=&tags=b`, `${url}/7`]);
  });
});
