import { describe, expect, it } from "vitest";
import { httpOver } from "../__fixtures__/replies";
import { createApi, typedApi } from "./api";
import { findMessage } from "./response";

interface Paths {
  "/things": { post: { responses: { 200: { content: { "application/json": { id: number } } } } } };
}

type Message = (body: unknown, headers: Headers) => string | undefined;

async function messageOf(response: Response, errorMessage?: Message): Promise<string> {
  const description = typedApi<Paths>({
    baseUrl: "https://api.acme.example",
    ...(errorMessage ? { errorMessage } : {}),
  });
  const { http } = httpOver([response]);
  const api = createApi(description, "https://api.acme.example", http.with({ maxAttempts: 1 }), (request, client) =>
    client.send(request),
  );
  const error: Error = await api.POST("/things").then(
    () => new Error("no error"),
    (reason) => reason,
  );
  return error.message.replace(/^POST https:\/\/api\.acme\.example\/things responded with \d+: /, "");
}

it("the vendor's message is shown, if the connection finds it in a header", async () => {
  const response = new Response("<html>", { status: 400, headers: { "x-acme-error": "Invalid e-mail" } });
  expect(await messageOf(response, (_, headers) => headers.get("x-acme-error") ?? undefined)).toBe("Invalid e-mail");
});

describe("the vendor's message is shown, whatever the shape of the body", () => {
  it.each<[string, number, unknown, string]>([
    [
      "a code and a message",
      400,
      { code: "BadRequest", message: "Missing required parameter: perform_as" },
      "Missing required parameter: perform_as",
    ],
    ["a code of its own", 400, { code: 400, message: "Invalid source_key." }, "Invalid source_key."],
    [
      "a message by field",
      400,
      { code: 400, message: { email: ["Not a valid email address."] } },
      "email Not a valid email address.",
    ],
    [
      "texts by field under another name for errors alone",
      422,
      { validation_errors: { email: ["is invalid"] }, candidate: { email: "ada@example.com" } },
      "email is invalid",
    ],
    [
      "a message and a list of texts",
      401,
      { message: "Unauthorized", errors: ["Token expired"] },
      "Unauthorized: Token expired",
    ],
    [
      "a message and texts by field",
      422,
      { message: "Unprocessable Content", errors: [{ first_name: "can't be blank" }] },
      "Unprocessable Content: first_name can't be blank",
    ],
    [
      "texts by field without a message",
      422,
      { errors: [{ email_addresses: "is invalid" }, "Job is closed"] },
      "email_addresses is invalid; Job is closed",
    ],
    [
      "a list of messages with fields",
      422,
      { message: "Validation error", errors: [{ message: "Missing required field", field: "first_name" }] },
      "Validation error: first_name Missing required field",
    ],
    [
      "a list of messages without one",
      422,
      { errors: [{ message: "Invalid phone", field: "phone_numbers[0]" }] },
      "phone_numbers[0] Invalid phone",
    ],
    ["a field that is null", 403, { errors: [{ message: "You lack permission", field: null }] }, "You lack permission"],
    ["an error and a status", 401, { error: "Failed to save person", status: 401 }, "Failed to save person"],
    [
      "lists by field, as Rails has them",
      422,
      { errors: { email: ["has already been taken", "is too long"], name: ["can't be blank"] } },
      "email has already been taken; is too long; name can't be blank",
    ],
    [
      "lists by nested fields",
      422,
      { errors: { candidate: { emails: [{ value: ["is invalid"] }] } } },
      "candidate emails value is invalid",
    ],
    [
      "fields that are called like messages",
      422,
      { errors: { title: ["can't be blank"], message: ["is too long"] } },
      "title can't be blank; message is too long",
    ],
    [
      "nested lists",
      422,
      { errors: [["a is missing"], ["b is missing", ["c is missing"]]] },
      "a is missing; b is missing; c is missing",
    ],
    [
      "places and messages",
      422,
      {
        detail: [
          { type: "missing", loc: ["body", "profile", 0, "email"], msg: "Field required", input: { name: "Ada" } },
        ],
      },
      "body.profile.0.email Field required",
    ],
    ["a detail in text", 404, { detail: "Not found." }, "Not found."],
    [
      "problem details",
      422,
      { type: "about:blank", title: "Invalid", detail: "name is empty", instance: "/x" },
      "Invalid: name is empty",
    ],
    [
      "pointers",
      422,
      { errors: [{ status: "422", source: { pointer: "/data/name" }, title: "Invalid", detail: "is empty" }] },
      "/data/name Invalid: is empty",
    ],
    ["a text by field, within errors", 422, { errors: { first_name: "can't be blank" } }, "first_name can't be blank"],
    [
      "an error object with details",
      422,
      { error: { message: "Invalid", details: [{ field: "email", message: "is taken" }] } },
      "Invalid: email is taken",
    ],
    ["an error object", 400, { error: { code: 4, message: "Bad cursor" } }, "Bad cursor"],
    ["errors within an error", 400, { error: { errors: [{ message: "Bad cursor", reason: "x" }] } }, "Bad cursor"],
    ["an OAuth error", 400, { error: "invalid_grant", error_description: "Code used" }, "invalid_grant: Code used"],
    ["the same text twice", 400, { message: "Bad", error: "Bad", errors: ["Bad"] }, "Bad"],
    ["a bare list", 400, ["a is missing", { message: "b is missing" }], "a is missing; b is missing"],
    ["a bare text", 400, "a is missing", "a is missing"],
  ])("%s", async (_, status, body, expected) => {
    expect(await messageOf(Response.json(body, { status }))).toBe(expected);
  });

  it.each<[string, unknown]>([
    ["nothing", {}],
    ["null", null],
    ["a flag", { errors: true, message: false }],
    ["empty texts", { message: "", error: " ", errors: [] }],
    ["empty objects", { message: {}, error: { data: {} }, errors: [{}, null] }],
    ["fields that say nothing", { id: 7, name: "Ada" }],
  ])("a body with %s has none", async (_, body) => {
    expect(await messageOf(Response.json(body, { status: 422 }))).toBe("no message");
  });

  it("plain text is shown, and a page or a broken body is named", async () => {
    const ofText = (text: string) => messageOf(new Response(text, { status: 502 }));
    expect(await ofText("upstream connect error\n")).toBe("upstream connect error");
    expect(await ofText("<html><h1>Bad gateway</h1></html>")).toBe("an HTML page");
    expect(await ofText('{"message": "cu')).toBe("truncated or broken JSON");
    expect(await ofText("")).toBe("an empty body");
  });

  it("a connector's own reading that returns an object or throws is not shown as [object Object]", async () => {
    const body = { message: { reason: "closed" } };
    const response = () => Response.json(body, { status: 400 });
    expect(await messageOf(response(), () => body.message as never)).toBe("reason closed");
    expect(await messageOf(response(), () => undefined)).toBe("reason closed");
    expect(await messageOf(response(), () => `Closed: ${body.message}`)).toBe("reason closed");
    expect(
      await messageOf(response(), () => {
        throw new Error("no such field");
      }),
    ).toBe("reason closed");
  });
});

it("no shape of a body gives [object Object] or throws", () => {
  let deep: unknown = "text";
  for (let level = 0; level < 5_000; level++) deep = level % 2 === 0 ? { errors: [deep] } : { message: deep };
  for (const body of [
    deep,
    { message: [[{}]] },
    { errors: [{ field: {}, message: {} }] },
    { error: [undefined, () => 1] },
    7,
    true,
  ]) {
    expect(findMessage(body)).not.toContain("object");
  }
});
