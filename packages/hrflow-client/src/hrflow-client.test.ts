import { json, recordingFetch, text } from "@hrflow-connectors/testing/vitest";
import { expect, test, vi } from "vitest";
import { createHrflowClient, hrflowBaseUrl } from "./index";

const settings = { apiSecret: "ask_0123456789abcdef", apiUser: "ada@example.com" };
const headers = { "x-api-key": "ask_0123456789abcdef", "x-user-email": "ada@example.com" };

test("a read sends both headers and its parameters, encoded", async () => {
  const { fetch, sent } = recordingFetch({
    "GET https://api.hrflow.ai/v1/profile/indexing": json({ code: 200, message: "OK", data: { key: "k" } }),
  });
  const hrflow = createHrflowClient({ ...settings, fetch });

  const { data, response } = await hrflow.GET("/profile/indexing", {
    params: { query: { source_key: "s 1&2", key: "k" } },
  });

  expect(sent).toEqual([
    { method: "GET", url: "https://api.hrflow.ai/v1/profile/indexing?source_key=s%201%262&key=k", headers },
  ]);
  expect(response.status).toBe(200);
  expect(data).toEqual({ code: 200, message: "OK", data: { key: "k" } });
});

test("a write sends its body as JSON to the given base URL", async () => {
  const { fetch, sent } = recordingFetch({
    "POST https://proxy.example.com/hrflow/job/indexing": json(
      { code: 201, message: "Created", data: { key: "k" } },
      201,
    ),
  });
  const hrflow = createHrflowClient({ ...settings, fetch, baseUrl: "https://proxy.example.com/hrflow" });
  const body = { board_key: "b", job: { name: "Bäcker", location: { text: "Lyon" }, sections: [] } };

  const { data } = await hrflow.POST("/job/indexing", { body });

  expect(sent).toEqual([
    {
      method: "POST",
      url: "https://proxy.example.com/hrflow/job/indexing",
      headers: { ...headers, "content-type": "application/json" },
      body,
    },
  ]);
  expect(data?.data).toEqual({ key: "k" });
});

test("an error is returned, not thrown, also if it is not JSON", async () => {
  const { fetch } = recordingFetch({
    "GET https://api.hrflow.ai/v1/profile/indexing": [
      json({ code: 400, message: "Unable to find object: profile" }, 400),
      text("<html>Bad gateway</html>", 502),
    ],
  });
  const hrflow = createHrflowClient({ ...settings, fetch });
  const read = () => hrflow.GET("/profile/indexing", { params: { query: { source_key: "s", key: "k" } } });

  const refused = await read();
  expect(refused.data).toBeUndefined();
  expect(refused.error).toEqual({ code: 400, message: "Unable to find object: profile" });
  const failed = await read();
  expect(failed.response.status).toBe(502);
  expect(failed.error).toBe("<html>Bad gateway</html>");
});

test("the platform's fetch is used by default", async () => {
  const { fetch, sent } = recordingFetch({
    [`GET ${hrflowBaseUrl}/profile/indexing`]: json({ code: 200, message: "OK", data: {} }),
  });
  vi.stubGlobal("fetch", fetch);

  await createHrflowClient(settings).GET("/profile/indexing", { params: { query: { source_key: "s", key: "k" } } });

  expect(sent).toEqual([
    { method: "GET", url: "https://api.hrflow.ai/v1/profile/indexing?source_key=s&key=k", headers },
  ]);
});
