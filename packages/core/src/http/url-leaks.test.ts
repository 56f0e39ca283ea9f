import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { httpOver, redirect } from "../__fixtures__/replies";
import { describeError } from "../errors";
import { createApi, typedApi } from "./api";

const email = "ada@lovelace.example";
const url = `https://api.acme.example/candidates?email=${encodeURIComponent(email)}&name=Ada`;
const leak = /lovelace|Ada\b|email|s3cret/;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Paths {
  "/candidates": {
    get: {
      parameters: { query: { email: string; name: string } };
      responses: { 200: { content: { "application/json": { id: number } } } };
    };
  };
}

const apiOver = (http: ReturnType<typeof httpOver>["http"], baseUrl = "https://api.acme.example") =>
  createApi(typedApi<Paths>({ baseUrl }), baseUrl, http, (request, client) => client.send(request));

async function lookUp(...replies: Parameters<typeof httpOver>[0]) {
  const { http, events } = httpOver(replies);
  const query = { email, name: "Ada" };
  const outcome = apiOver(http).GET("/candidates", { params: { query } }).then(String, describeError);
  await vi.runAllTimersAsync();
  return { outcome: await outcome, events };
}

describe("neither errors nor events show the query of a lookup", () => {
  it.each([
    ["a fetch that quotes the URL", new Error(`request to ${url} failed, reason: socket hang up`)],
    ["a fetch that quotes the path", new Error(`connect ECONNREFUSED for GET /candidates?email=${email}`)],
    ["a cause that quotes the URL", new TypeError("fetch failed", { cause: new Error(`no route to "${url}"`) })],
    ["an error of its own kind", new RangeError(`bad status of ${url}#${email}`)],
    ["credentials in a proxy's URL", new Error(`cannot reach http://user:s3cret@proxy.example:3128/?to=${email}`)],
    ["a redirect elsewhere", redirect(`https://user:s3cret@sso.example/login?to=${url}`)],
    ["a vendor that repeats the URL", Response.json({ message: `No route matches ${url}` }, { status: 404 })],
    [
      "a vendor that repeats the path",
      Response.json({ error: `Cannot GET /candidates?email=${email}` }, { status: 404 }),
    ],
  ])("%s", async (_, reply) => {
    const { outcome, events } = await lookUp(reply);
    expect(outcome).toMatchObject({ message: expect.stringContaining("GET https://api.acme.example/candidates ") });
    expect(JSON.stringify([outcome, events])).not.toMatch(leak);
  });

  it("but they show the rest of the message", async () => {
    const { outcome } = await lookUp(new Error(`request to ${url} failed, reason: socket hang up`));
    expect(outcome).toMatchObject({
      message:
        "GET https://api.acme.example/candidates failed: request to https://api.acme.example/candidates failed, reason: socket hang up",
    });
    const { outcome: refused } = await lookUp(redirect("https://user:s3cret@sso.example/login"));
    expect(refused).toMatchObject({ message: expect.stringContaining("it redirects to sso.example, where") });
  });
});

it("an invalid base URL is not quoted", () => {
  const { http } = httpOver([Response.json({})]);
  expect(() => apiOver(http, `https://?key=s3cret&email=${email}`)).toThrow("the base URL of the API is not a URL");
});
