import { describe, expect, it } from "vitest";
import { createRecordingFetch, createTestHttp } from "../__fixtures__/recording-fetch";

const url = "https://files.example/cv.pdf";
const file = (type = "application/pdf; charset=binary") => new Response("%PDF", { headers: { "content-type": type } });
const to = (location: string) => new Response(null, { status: 302, headers: { location } });

/** Downloads from a URL, with these responses. */
const download = (address: string, ...responses: Parameters<typeof createRecordingFetch>) =>
  createTestHttp(createRecordingFetch(...responses).fetch).http.download({ url: address });

it("fetches the file with the user agent and no credential", async () => {
  const { fetch, requests } = createRecordingFetch(file());
  const { bytes, contentType } = await createTestHttp(fetch).http.download({ url });
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

it("has an unknown type if neither its bytes nor the server tell", async () => {
  const { contentType } = await download(url, new Response(new Uint8Array([1])));
  expect(contentType).toBe("application/octet-stream");
});

it("follows redirects to public hosts", async () => {
  const { fetch, requests } = createRecordingFetch(to("https://cdn.example/1"), to("/2"), file());
  await createTestHttp(fetch).http.download({ url });
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
  await expect(createTestHttp(fetch).http.download({ url })).rejects.toMatchObject({ code: "unsafe_url" });
  expect(requests).toHaveLength(1);
});

it("gives up a circle of redirects", async () => {
  const { fetch, requests } = createRecordingFetch(to(url));
  await expect(createTestHttp(fetch).http.download({ url })).rejects.toMatchObject({ code: "unexpected_response" });
  expect(requests).toHaveLength(6);
});

it("shows nobody the query of the URL, which may give access to the file", async () => {
  const signed = `${url}?X-Signature=abcdef`;
  const { fetch, requests } = createRecordingFetch(new Response("gone", { status: 404 }));
  const { http, events } = createTestHttp(fetch);
  const message = await http.download({ url: signed }).catch((error: Error) => error.message);
  expect(requests[0]?.url).toBe(signed);
  expect(message).toBe(`GET ${url} responded with 404: no file`);
  expect(events).toHaveLength(2);
  expect(JSON.stringify(events)).not.toContain("abcdef");
});

it("has the type that its bytes show", async () => {
  expect((await download(url, file("application/octet-stream"))).contentType).toBe("application/pdf");
  expect((await download(url, file("text/html"))).contentType).toBe("application/pdf");
  const csv = new Response("Ada", { headers: { "content-type": "Text/CSV" } });
  expect((await download("https://files.example/f/1", csv)).contentType).toBe("text/csv");
  const ole = new Response(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]));
  const slides = await download("https://files.example/talk.PPT?version=2", ole);
  expect(slides.contentType).toBe("application/vnd.ms-powerpoint");
});

describe("an HTML page", () => {
  const page = new Response("<!DOCTYPE html><title>Sign in</title>", {
    headers: { "content-type": "application/pdf" },
  });
  const get = (address: string, fileName?: string, ...redirects: Response[]) =>
    createTestHttp(createRecordingFetch(...redirects, page).fetch).http.download({ url: address, fileName });

  it.each([
    ["no extension", "https://files.example/f/1"],
    ["another one", url],
    ["another one in the name", "https://files.example/view.html?id=1", "cv.pdf"],
  ])("in place of a file is refused: with %s", async (_, address, fileName?: string) => {
    await expect(get(address, fileName)).rejects.toMatchObject({
      name: "ResponseShapeError",
      code: "unexpected_response",
      retryable: false,
      message: `GET ${address.split("?")[0]} responded with an HTML page in place of the file, as an expired link or one that needs a login does`,
    });
  });

  it("is refused at the end of a redirect, although the last URL ends with .html", async () => {
    await expect(get(url, undefined, to("https://sso.example/login.html?to=cv"))).rejects.toMatchObject({
      message: expect.stringContaining("GET https://sso.example/login.html responded with an HTML page"),
    });
  });

  it.each([
    ["https://files.example/cv.html"],
    ["https://files.example/cv.HTM?a=b"],
    ["https://files.example/f/1", "cv.xhtml"],
  ])("is the file if the URL or the name ends so: %s %s", async (address, fileName?: string) => {
    expect((await get(address, fileName)).contentType).toBe("text/html");
  });
});

it.each([url, "https://files.example/cv.xml"])("refuses an XML error document: %s", async (address) => {
  const denied = '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>';
  const response = new Response(denied, { headers: { "content-type": "application/xml" } });
  await expect(download(address, response)).rejects.toMatchObject({
    name: "ResponseShapeError",
    message: expect.stringContaining("an XML error document in place of the file"),
  });
});

describe("text in place of a document", () => {
  const respond = (body: string, type: string) => new Response(body, { headers: { "content-type": type } });

  it.each([
    ["JSON", '{"error":"link expired"}', "application/json", url, "a JSON document"],
    ["JSON called PDF", '{"error":"link expired"}', "application/pdf", url, "a JSON document"],
    [
      "JSON without any name",
      ' [ {"code": 404} ]',
      "application/octet-stream",
      "https://files.example/f/1",
      "a JSON document",
    ],
    ["a line", "Not found", "text/plain", url, "plain text"],
    ["a line of no type", "404 page not found\n", "application/octet-stream", url, "plain text"],
    ["a line that the server calls PDF", "Not found", "application/pdf", "https://files.example/f/1", "plain text"],
    ["YAML", "code: 404", "application/yaml", url, "plain text"],
    ["XML", '<?xml version="1.0"?><problem/>', "application/xml", url, "an XML document"],
    ["a line in place of a DOCX", "Gone", "text/plain", "https://files.example/cv.docx", "plain text"],
    ["a line in place of an ODT", "Gone", "text/plain", "https://files.example/cv.odt", "plain text"],
    ["a line in place of an image", "Gone", "text/plain", "https://files.example/cv.jfif", "plain text"],
    [
      "a page in place of a Word file",
      "<html>Sign in",
      "application/msword",
      "https://files.example/cv.doc",
      "an HTML page",
    ],
  ])("is refused: %s", async (_, body, type, address, what) => {
    await expect(download(address, respond(body, type))).rejects.toMatchObject({
      name: "ResponseShapeError",
      retryable: false,
      message: expect.stringContaining(`responded with ${what} in place of the file`),
    });
  });

  it.each([
    ["a text", "Ada Example", "text/plain", "https://files.example/cv.txt", "text/plain"],
    ["a text without any name", "Ada Example", "text/plain", "https://files.example/f/1", "text/plain"],
    ["RTF called DOC", "{\\rtf1 Ada}", "application/msword", "https://files.example/cv.doc", "application/rtf"],
    ["JSON that is named so", '{"basics":{}}', "application/json", "https://files.example/cv.json", "application/json"],
    [
      "a page that Word saved",
      '<html xmlns:w="urn:schemas-microsoft-com:office:word">Ada',
      "application/msword",
      "https://files.example/cv.doc",
      "application/msword",
    ],
  ])("is the file: %s", async (_, body, type, address, contentType) => {
    expect((await download(address, respond(body, type))).contentType).toBe(contentType);
  });
});

it("reads no more than the beginning of a file if that is enough", async () => {
  let pulled = 0;
  const body = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++;
        controller.enqueue(new TextEncoder().encode(`%PDF-1.4 ${" ".repeat(16 * 1024)}`));
      },
    });
  const { fetch } = createRecordingFetch(() => new Response(body(), { headers: { "content-length": "1e9" } }));
  const { bytes, contentType } = await createTestHttp(fetch).http.download({ url }, { onlyBeginning: true });
  expect(contentType).toBe("application/pdf");
  expect(bytes.length).toBeLessThan(100 * 1024);
  expect(pulled).toBeLessThan(10);
});

describe("a response is refused", () => {
  it("if it is too large", async () => {
    const { http } = createTestHttp(createRecordingFetch(new Response("%PDF5")).fetch);
    await expect(http.download({ url }, { maxBytes: 4 })).rejects.toMatchObject({ code: "response_too_large" });
    expect((await http.download({ url }, { maxBytes: 5 })).bytes).toHaveLength(5);
  });

  it("if its header announces more than 30 MiB", async () => {
    const response = () => new Response("x", { headers: { "content-length": String(30 * 1024 * 1024 + 1) } });
    await expect(download(url, response)).rejects.toMatchObject({ code: "response_too_large" });
  });

  it("if it is empty", async () => {
    await expect(download(url, new Response(""))).rejects.toMatchObject({
      code: "unexpected_response",
      message: expect.stringContaining("empty"),
    });
  });

  it.each([
    [403, "permission_denied"],
    [404, "not_found"],
  ])("with %i", async (status, code) => {
    const response = new Response("<Error/>", { status });
    await expect(download(url, response)).rejects.toMatchObject({ name: "ApiCallError", status, code });
  });
});
