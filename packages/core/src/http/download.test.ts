import { describe, expect, it } from "vitest";
import { createRecordingFetch, createTestHttp } from "../__fixtures__/recording-fetch";

const url = "https://files.example/cv.pdf";
const file = (type = "application/pdf; charset=binary") => new Response("%PDF", { headers: { "content-type": type } });
const to = (location: string) => new Response(null, { status: 302, headers: { location } });

it("fetches the file with the user agent and no credential", async () => {
  const { fetch, requests } = createRecordingFetch(file());
  const { bytes, contentType } = await createTestHttp(fetch).http.download(url);
  expect([new TextDecoder().decode(bytes), contentType]).toEqual(["%PDF", "application/pdf"]);
  expect(requests).toEqual([
    {
      method: "GET",
      url,
      headers: { accept: "*/*", "user-agent": "hrflow-connectors/1.2.3 (hrflow-connector-acme)" },
      body: "",
    },
  ]);
});

it("is of an unknown type where the server names none", async () => {
  const answer = new Response(new Uint8Array([1]));
  const { contentType } = await createTestHttp(createRecordingFetch(answer).fetch).http.download(url);
  expect(contentType).toBe("application/octet-stream");
});

it("follows redirects to public hosts", async () => {
  const { fetch, requests } = createRecordingFetch(to("https://cdn.example/1"), to("/2"), file());
  await createTestHttp(fetch).http.download(url);
  expect(requests.map((request) => request.url)).toEqual([url, "https://cdn.example/1", "https://cdn.example/2"]);
});

it.each([
  "http://169.254.169.254/",
  "http://[::ffff:127.0.0.1]/",
  "http://127.1/",
  "https://user:pass@files.example/",
  "file:///etc/passwd",
  "http://",
])("refuses a redirect to %s", async (location) => {
  const { fetch, requests } = createRecordingFetch(to(location), file());
  await expect(createTestHttp(fetch).http.download(url)).rejects.toMatchObject({ code: "unsafe_url" });
  expect(requests).toHaveLength(1);
});

it("gives up on a circle of redirects", async () => {
  const { fetch, requests } = createRecordingFetch(to(url));
  await expect(createTestHttp(fetch).http.download(url)).rejects.toMatchObject({ code: "unexpected_response" });
  expect(requests).toHaveLength(6);
});

it("shows nobody the query of the address, which may be what gives access to the file", async () => {
  const signed = `${url}?X-Signature=abcdef`;
  const { fetch, requests } = createRecordingFetch(new Response("gone", { status: 404 }));
  const { http, events } = createTestHttp(fetch);
  const message = await http.download(signed).catch((error: Error) => error.message);
  expect(requests[0]?.url).toBe(signed);
  expect(message).toBe(`GET ${url} answered 404: no file`);
  expect(events).toHaveLength(2);
  expect(JSON.stringify(events)).not.toContain("abcdef");
});

describe("what is no file", () => {
  it("too large", async () => {
    const { http } = createTestHttp(createRecordingFetch(new Response("12345")).fetch);
    await expect(http.download(url, { maxBytes: 4 })).rejects.toMatchObject({ code: "response_too_large" });
    expect((await http.download(url, { maxBytes: 5 })).bytes).toHaveLength(5);
  });

  it("larger than 30 MiB by its own account", async () => {
    const answer = () => new Response("x", { headers: { "content-length": String(30 * 1024 * 1024 + 1) } });
    const outcome = createTestHttp(createRecordingFetch(answer).fetch).http.download(url);
    await expect(outcome).rejects.toMatchObject({ code: "response_too_large" });
  });

  it("empty", async () => {
    const outcome = createTestHttp(createRecordingFetch(new Response("")).fetch).http.download(url);
    await expect(outcome).rejects.toMatchObject({
      code: "unexpected_response",
      message: expect.stringContaining("empty"),
    });
  });

  it.each([
    [403, "permission_denied"],
    [404, "not_found"],
  ])("%i", async (status, code) => {
    const answer = new Response("<Error/>", { status });
    const outcome = createTestHttp(createRecordingFetch(answer).fetch).http.download(url);
    await expect(outcome).rejects.toMatchObject({ name: "ApiCallError", status, code });
  });
});
