import { json, recordingFetch, text } from "@hrflow-connectors/testing/vitest";
import { expect, test, vi } from "vitest";
import { createLeverClient, leverBaseUrl } from "./lever-client";

const route = "GET https://api.lever.co/v1/postings";
const url = "https://api.lever.co/v1/postings?state=published&state=internal&limit=2";
const page = { data: [{ id: "p1" }], hasNext: false };
const query = { state: ["published" as const, "internal" as const], limit: 2 };

test.each([
  ["an API key", { apiKey: "key-1" }, "Basic a2V5LTE6"],
  ["an API key outside Latin 1 (D19)", { apiKey: "clé-ключ" }, "Basic Y2zDqS3QutC70Y7Rhzo="],
  ["an access token", { accessToken: "token-1" }, "Bearer token-1"],
  ["a function that gives a token", { accessToken: () => "token-2" }, "Bearer token-2"],
  ["an async function that gives a token", { accessToken: async () => "token-3" }, "Bearer token-3"],
])("%s authorises a request", async (_, auth, authorization) => {
  const { fetch, sent } = recordingFetch({ [route]: json(page) });

  const { data } = await createLeverClient({ auth, fetch }).GET("/postings", { params: { query } });

  expect(sent).toEqual([{ method: "GET", url, headers: { authorization } }]);
  expect(data).toEqual(page);
});

test("D19: an API key is the same at every request", async () => {
  const { fetch, sent } = recordingFetch({ [route]: json(page) });
  const lever = createLeverClient({ auth: { apiKey: "key-1" }, fetch });

  for (let n = 0; n < 3; n++) await lever.GET("/postings");

  expect(sent.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill("Basic a2V5LTE6"));
});

test("a function is asked for a token at each request", async () => {
  const { fetch, sent } = recordingFetch({ [route]: json(page) });
  let n = 0;
  const lever = createLeverClient({ auth: { accessToken: () => `token-${++n}` }, fetch });

  await lever.GET("/postings");
  await lever.GET("/postings");

  expect(sent.map(({ headers }) => headers.authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
});

test("a write goes as JSON to the base URL that is given, booleans in lower case (D18)", async () => {
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

test("a refusal is answered, not thrown, also when it is no JSON", async () => {
  const { fetch } = recordingFetch({
    [route]: [json({ code: "UnauthorizedError", message: "No." }, 401), text("<html>Bad gateway</html>", 502)],
  });
  const lever = createLeverClient({ auth: { apiKey: "key-1" }, fetch });

  const refused = await lever.GET("/postings");
  expect(refused.response.status).toBe(401);
  expect(refused.error).toEqual({ code: "UnauthorizedError", message: "No." });
  expect((await lever.GET("/postings")).error).toBe("<html>Bad gateway</html>");
});

test("without a fetch of one's own the platform's is used", async () => {
  const { fetch, sent } = recordingFetch({ [`GET ${leverBaseUrl}/postings`]: json(page) });
  vi.stubGlobal("fetch", fetch);

  await createLeverClient({ auth: { apiKey: "key-1" } }).GET("/postings");

  expect(sent.map((request) => request.url)).toEqual(["https://api.lever.co/v1/postings"]);
});
