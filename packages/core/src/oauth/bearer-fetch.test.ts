import { expect, it } from "vitest";
import { createOauth, tokenUrl } from "../__fixtures__/oauth";
import { json } from "../__fixtures__/recording-fetch";
import { createMemoryStore } from "../store/memory-store";
import { bearerFetch } from "./bearer-fetch";

const post = () => new Request("https://api.acme.example/things", { method: "POST", body: "the body" });
const accepting =
  (...good: string[]) =>
  (request: Request) =>
    good.includes(request.headers.get("authorization") ?? "") ? json({ ok: true }) : json({ message: "expired" }, 401);

it("carries the token", async () => {
  const { tokens, http, requests } = createOauth({ api: accepting("Bearer access-1") });
  expect((await bearerFetch(http, tokens)(post())).status).toBe(200);
  expect(requests.map(({ url }) => url)).toEqual([tokenUrl, "https://api.acme.example/things"]);
});

it("renews the token once after 401 and sends the whole request again", async () => {
  const { tokens, http, requests, grants } = createOauth({
    api: accepting("Bearer access-2"),
    store: createMemoryStore(),
  });
  expect((await bearerFetch(http, tokens)(post())).status).toBe(200);
  expect(grants()).toEqual(["authorization_code code-1", "refresh_token refresh-1"]);
  const sent = requests.filter(({ url }) => url !== tokenUrl);
  expect(sent.map(({ body, headers }) => [body, headers.authorization])).toEqual([
    ["the body", "Bearer access-1"],
    ["the body", "Bearer access-2"],
  ]);
});

it("renews once for many requests that are refused together", async () => {
  const { tokens, http, grants } = createOauth({ api: accepting("Bearer access-2") });
  const send = bearerFetch(http, tokens);
  const answers = await Promise.all([send(post()), send(post()), send(post())]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(grants()).toHaveLength(2);
});

it("gives up after one renewal", async () => {
  const { tokens, http, requests, grants } = createOauth({ api: accepting() });
  expect((await bearerFetch(http, tokens)(post())).status).toBe(401);
  expect([grants().length, requests.length]).toEqual([2, 4]);
});

it("answers the vendor's 401 when there is no way to another token", async () => {
  const answers = [json({ access_token: "only", token_type: "Bearer" })];
  const { tokens, http, requests } = createOauth({ answers, api: accepting() });
  const response = await bearerFetch(http, tokens)(post());
  expect([response.status, await response.json()]).toEqual([401, { message: "expired" }]);
  expect(requests).toHaveLength(2);
});

it("D8 the new refresh token is in the store before the next request goes out", async () => {
  const memory = createMemoryStore();
  const saved: string[] = [];
  const store = {
    ...memory,
    setItem: async (key: string, value: string) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      saved.push(JSON.parse(value).refreshToken);
      return memory.setItem(key, value);
    },
  };
  const seen: string[][] = [];
  const api = (request: Request) => {
    seen.push([...saved]);
    return accepting("Bearer access-2")(request);
  };
  const { tokens, http } = createOauth({ api, store });
  await bearerFetch(http, tokens)(post());
  expect(seen).toEqual([["refresh-1"], ["refresh-1", "refresh-2"]]);
});
