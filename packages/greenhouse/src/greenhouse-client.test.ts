import { json } from "@hrflow-connectors/testing/vitest";
import { expect, it, vi } from "vitest";
import { createNetwork } from "./__fixtures__/network";
import { createHarvestClient, createHarvestV1Client, createJobBoardClient } from "./greenhouse-client";

it("calls Harvest v3 with a fresh token for each request, and joins lists by commas", async () => {
  const network = createNetwork({ "GET https://harvest.greenhouse.io/v3/candidates": json([{ id: 1 }]) });
  const auth = vi.fn().mockReturnValueOnce("token-1").mockResolvedValueOnce("token-2");
  const harvest = createHarvestClient({ auth, fetch: network.fetch });
  const { data } = await harvest.GET("/candidates", { params: { query: { ids: [1, 2], per_page: 500 } } });
  await harvest.GET("/candidates", { params: { query: { ids: [1, 2] } } });
  expect(data).toEqual([{ id: 1 }]);
  expect(network.sent).toEqual([
    {
      method: "GET",
      url: "https://harvest.greenhouse.io/v3/candidates?ids=1,2&per_page=500",
      headers: { authorization: "Bearer token-1" },
    },
    expect.objectContaining({ headers: { authorization: "Bearer token-2" } }),
  ]);
});

it("calls Harvest v1 on behalf of a user, which a call may change and a read does not name", async () => {
  const network = createNetwork({
    "GET https://mock.test/candidates/5": json({ id: 5 }),
    "POST https://mock.test/candidates/5/educations": json({ id: 6 }, 201),
  });
  const harvest = createHarvestV1Client({
    auth: "key",
    onBehalfOf: "17",
    fetch: network.fetch,
    baseUrl: "https://mock.test",
  });
  const params = { path: { id: 5 } };
  await harvest.GET("/candidates/{id}", { params });
  await harvest.POST("/candidates/{id}/educations", { params, body: { school_id: 1 } });
  const header = { "On-Behalf-Of": 18 };
  await harvest.POST("/candidates/{id}/educations", { params: { ...params, header }, body: { school_id: 1 } });
  const authorization = `Basic ${btoa("key:")}`;
  expect(network.sent.map(({ headers }) => headers)).toEqual([
    { authorization },
    { authorization, "content-type": "application/json", "on-behalf-of": "17" },
    { authorization, "content-type": "application/json", "on-behalf-of": "18" },
  ]);
});

it("reads a job board without a credential, and sends a key if it is given one", async () => {
  const url = "https://boards-api.greenhouse.io/v1/boards/acme/jobs/5?questions=true";
  const network = createNetwork({ [`GET ${url}`]: json({ id: 5 }) });
  const params = { path: { board_token: "acme", job: 5 }, query: { questions: true } };
  await createJobBoardClient({ fetch: network.fetch }).GET("/{board_token}/jobs/{job}", { params });
  await createJobBoardClient({ auth: "key", fetch: network.fetch }).GET("/{board_token}/jobs/{job}", { params });
  expect(network.sent.map(({ headers }) => headers)).toEqual([{}, { authorization: `Basic ${btoa("key:")}` }]);
});

it("uses the platform's fetch by default, as it is at the time of the call", async () => {
  const boards = createJobBoardClient();
  const fetch = vi.fn(async () => new Response('{"name":"Acme"}'));
  vi.stubGlobal("fetch", fetch);
  const { data } = await boards.GET("/{board_token}", { params: { path: { board_token: "acme" } } });
  expect(data).toEqual({ name: "Acme" });
  expect(fetch).toHaveBeenCalledOnce();
});
