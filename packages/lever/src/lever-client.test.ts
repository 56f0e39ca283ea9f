import { json, recordingFetch, text } from "@hrflow-connectors/testing/vitest";
import { expect, test, vi } from "vitest";
import { createLeverClient, leverBaseUrl } from "./lever-client";

const route = "GET https://api.lever.co/v1/postings";
const url = "https://api.lever.co/v1/postings?state=published&state=internal&limit=2";
const page = { data: [{ id: "p1" }], hasNext: false };
const query = { state: ["published" as const, "internal" as const], limit: 2 };

test.each([
  ["an API key", { apiKey: "key-1" }, "Basic a2V5LTE6"],
  ["an API key outside Latin 1", { apiKey: "clé-ключ" }, "Basic Y2zDqS3QutC70Y7Rhzo="],
  ["an access token", { accessToken: "token-1" }, "Bearer token-1"],
  ["a function that returns a token", { accessToken: () => "token-2" }, "Bearer token-2"],
  ["an async function that gives a token", { accessToken: async () => "token-3" }, "Bearer token-3"],
])("authorizes a request by %s", async (_, auth, authorization) => {
  const { fetch, sent } = recordingFetch({ [route]: json(page) });

  const { data } = await createLeverClient({ auth, fetch }).GET("/postings", { params: { query } });

  expect(sent).toEqual([{ method: "GET", url, headers: { authorization } }]);
  expect(data).toEqual(page);
});

test("sends the same API key with every request", async () => {
  const { fetch, sent } = recordingFetch({ [route]: json(page) });
  const lever = createLeverClient({ auth: { apiKey: "key-1" }, fetch });

  for (let n = 0; n < 3; n++) await lever.GET("/postings");

  expect(sent.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill("Basic a2V5LTE6"));
});

test("asks a function for a token for each request", async () => {
  const { fetch, sent } = recordingFetch({ [route]: json(page) });
  let n = 0;
  const lever = createLeverClient({ auth: { accessToken: () => `token-${++n}` }, fetch });

  await lever.GET("/postings");
  await lever.GET("/postings");

  expect(sent.map(({ headers }) => headers.authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
});

test("sends a body as JSON to the given base URL, and booleans in lower case", async () => {
  const baseUrl = "https://api.sandbox.lever.co/v1";
  const { fetch, sent } = recordingFetch({ [`POST ${baseUrl}/opportunities`]: json({ data: { id: "o1" } }, 201) });
  const lever = createLeverClient({ auth: { accessToken: "token-1" }, fetch, baseUrl });

  const { data } = await lever.POST("/opportunities", {
    params: { query: { perform_as: "user 1", parse: true } },
    body: { name: "Ada Example" },
  });

  expect(sent).toEqual([
    {
      method: "POST",
      url: `${baseUrl}/opportunities?perform_as=user%201&parse=true`,
      headers: { authorization: "Bearer token-1", "content-type": "application/json" },
      body: { name: "Ada Example" },
    },
  ]);
  expect(data?.data.id).toBe("o1");
});

test("returns a refusal instead of throwing, also if it is not JSON", async () => {
  const { fetch } = recordingFetch({
    [route]: [json({ code: "UnauthorizedError", message: "No." }, 401), text("<html>Bad gateway</html>", 502)],
  });
  const lever = createLeverClient({ auth: { apiKey: "key-1" }, fetch });

  const refused = await lever.GET("/postings");
  expect(refused.response.status).toBe(401);
  expect(refused.error).toEqual({ code: "UnauthorizedError", message: "No." });
  expect((await lever.GET("/postings")).error).toBe("<html>Bad gateway</html>");
});

test("uses the platform's fetch by default", async () => {
  const { fetch, sent } = recordingFetch({ [`GET ${leverBaseUrl}/postings`]: json(page) });
  vi.stubGlobal("fetch", fetch);

  await createLeverClient({ auth: { apiKey: "key-1" } }).GET("/postings");

  expect(sent.map((request) => request.url)).toEqual(["https://api.lever.co/v1/postings"]);
});
