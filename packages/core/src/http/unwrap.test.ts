import { describe, expect, it } from "vitest";
import { createRecordingFetch, createTestHttp, json } from "../__fixtures__/recording-fetch";
import { createApiClient } from "./create-api-client";
import { createUnwrap } from "./unwrap";

interface Answer {
  responses: { 200: { content: { "application/json": { id: number } } } };
}
interface Paths {
  "/things": { get: Answer; post: Answer };
}

const unwrap = createUnwrap((body) => (body as { message?: string }).message);
const url = "https://api.acme.example/things";

/** What a typed client makes of an answer, through the door and out of the envelope. */
function call(answer: Response): Promise<{ id: number }> {
  const { http } = createTestHttp(createRecordingFetch(answer).fetch);
  const client = createApiClient<Paths>({
    baseUrl: "https://api.acme.example",
    fetch: (request) => http.fetch(request),
  });
  return unwrap(client.POST("/things"));
}

it("an answer's data comes out", async () => {
  expect(await call(json({ id: 7, unknown: true }))).toEqual({ id: 7, unknown: true });
});

describe("a success that is none is named for what it is", () => {
  it.each([
    ["an HTML page", "<!DOCTYPE html><html><body>Sign in</body></html>"],
    ["an HTML page", "\n<html><body>Sign in</body></html>"],
    ["an HTML page", "<!-- proxy --><div>Sign in</div>"],
    ["an XML document", '<?xml version="1.0"?><Error/>'],
    ["truncated or broken JSON", '{"id": 7, "na'],
    ["plain text", "OK"],
    ["an empty body", "  "],
  ])("%s", async (name, body) => {
    await expect(call(new Response(body, { headers: { "content-type": "application/json" } }))).rejects.toMatchObject({
      name: "ResponseShapeError",
      code: "unexpected_response",
      retryable: false,
      message: `POST ${url} answered 200 with ${name} in place of JSON`,
    });
  });

  it.each([
    ["nothing at all", new Response("", { status: 200 })],
    ["204", new Response(null, { status: 204 })],
    ["null", json(null)],
  ])("%s is an empty body", async (_, answer) => {
    await expect(call(answer)).rejects.toMatchObject({
      name: "ResponseShapeError",
      message: `POST ${url} answered ${answer.status} with an empty body`,
    });
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
    await expect(call(json({ message: "the vendor's words" }, status))).rejects.toMatchObject({
      name: "ApiCallError",
      status,
      code,
      retryable,
      method: "POST",
      url,
      body: { message: "the vendor's words" },
      message: `POST ${url} answered ${status}: the vendor's words`,
    });
  });

  it.each([
    ["an HTML page", "<html><h1>Bad gateway</h1></html>"],
    ["an empty body", ""],
    ["plain text", "upstream down"],
  ])("%s in place of an error body is named", async (name, body) => {
    await expect(call(new Response(body, { status: 500 }))).rejects.toMatchObject({
      name: "ApiCallError",
      status: 500,
      message: `POST ${url} answered 500: ${name}`,
    });
  });

  it.each([[null], [{}], [[]], [{ message: 7 }], [{ message: "" }], ["text"]])(
    "%j holds no message, and harms nothing",
    async (body) => {
      await expect(call(json(body, 422))).rejects.toMatchObject({ name: "ApiCallError", code: "validation_failed" });
    },
  );

  it("cuts long words between words, so that no half of a secret stays", async () => {
    const message = `${"word ".repeat(98)}secret-that-goes-over-the-limit`;
    const error = await call(json({ message }, 400)).catch((reason: Error) => reason.message);
    expect(error).toMatch(/word$/);
  });

  it("a redirect that was not followed says where to", async () => {
    const answer = new Response(null, { status: 302, headers: { location: "https://login.evil.example/x?y" } });
    await expect(call(answer)).rejects.toMatchObject({
      status: 302,
      message: expect.stringContaining("redirects to login.evil.example, where the credential is not sent"),
    });
  });
});
