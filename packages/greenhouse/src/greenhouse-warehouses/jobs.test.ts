import { createMemoryStore, type RunEvent } from "@hrflow-connectors/core";
import { empty, json, text } from "@hrflow-connectors/testing/vitest";
import { describe, expect, it, vi } from "vitest";
import { bareJob, fullJob } from "../__fixtures__/board-job";
import { createNetwork, type Routes } from "../__fixtures__/network";
import { greenhouse } from "../greenhouse-connector";

const boardUrl = "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true";
const hrflowUrl = "https://api.hrflow.ai/v1/job/indexing";
const targetParameters = { apiSecret: "hrflow-secret-1", apiUser: "user@example.org", boardKey: "board-1" };

const missing = json({ code: 400, message: "Unable to find object: job" }, 400);
const created = json({ code: 201, message: "Created", data: { id: 1, key: "job-key-1" } }, 201);
const hrflow: Routes = { [`GET ${hrflowUrl}`]: missing, [`POST ${hrflowUrl}`]: created };

const input = { workflowId: "w", originParameters: { boardToken: "acme" }, targetParameters };

describe("greenhouse.pullJobList", () => {
  it("reads the board in one request and indexes every job", async () => {
    const network = createNetwork({
      ...hrflow,
      [`GET ${boardUrl}`]: json({ jobs: [bareJob, fullJob], meta: { total: 2 } }),
    });
    const events: RunEvent[] = [];
    const onEvent = (event: RunEvent) => void events.push(event);
    const result = await greenhouse.pullJobList(input, { fetch: network.fetch, onEvent });
    expect(result).toMatchObject({ status: "success", events: { read_success: 2, write_success: 2 }, failures: [] });
    expect(events).toContainEqual(expect.objectContaining({ type: "read.total", total: 2 }));
    expect(result.receipts.map(({ reference }) => reference).sort()).toEqual(["4461450008", "5"]);
    expect(network.sent.filter(({ url }) => url === boardUrl)).toEqual([
      {
        method: "GET",
        url: boardUrl,
        headers: {
          accept: "application/json",
          "user-agent": "hrflow-connectors/0.0.0-test (@hrflow-connectors/greenhouse)",
        },
      },
    ]);
    const bodies = network.sent.filter(({ method }) => method === "POST").map(({ body }) => body);
    expect(bodies).toContainEqual({
      board_key: "board-1",
      job: expect.objectContaining({ reference: "5", name: "Prospects" }),
    });
  });

  it("reads only what changed since the last run, in incremental mode", async () => {
    const older = { ...bareJob, id: 1, updated_at: "2026-01-01T00:00:00-05:00" };
    const newer = { ...bareJob, id: 2, updated_at: "2026-01-01T06:00:00Z" };
    const newest = { ...bareJob, id: 3, updated_at: "2026-02-01T00:00:00Z" };
    const boards = [json({ jobs: [newer, older] }), json({ jobs: [newest, newer, older] })];
    const network = createNetwork({ ...hrflow, [`GET ${boardUrl}`]: boards });
    const read: (string | null)[] = [];
    const onEvent = (event: RunEvent) => void (event.type === "item.read" && read.push(event.reference));
    const options = { fetch: network.fetch, store: createMemoryStore(), onEvent };
    const incremental = { ...input, actionParameters: { readMode: "incremental" as const } };
    const first = await greenhouse.pullJobList(incremental, options);
    expect(first).toMatchObject({ readFrom: "2026-01-01T06:00:00.000Z", events: { read_success: 2 } });
    expect(read).toEqual(["1", "2"]);
    const second = await greenhouse.pullJobList(incremental, options);
    expect(second).toMatchObject({ readFrom: "2026-02-01T00:00:00.000Z", events: { read_success: 1 } });
    expect(second.receipts.map(({ reference }) => reference)).toEqual(["3"]);
  });

  it("ends empty and successful on an empty board", async () => {
    const network = createNetwork({ [`GET ${boardUrl}`]: json({ jobs: [], meta: { total: 0 } }) });
    expect(await greenhouse.pullJobList(input, { fetch: network.fetch })).toMatchObject({ status: "success" });
  });

  it.each([
    ["401", json({ status: 401, error: "no" }, 401), "authentication_failed", "responded with 401: no"],
    ["403", json({ error: "no" }, 403), "permission_denied", "responded with 403: no"],
    [
      "404",
      json({ status: 404, error: "Job board not found" }, 404),
      "not_found",
      "responded with 404: Job board not found",
    ],
    ["422", json({ errors: [{ message: "bad" }] }, 422), "validation_failed", "responded with 422: bad"],
    ["HTML", text("<!doctype html>"), "unexpected_response", "an HTML page in place of JSON"],
    ["an empty body", empty(200), "unexpected_response", "an empty body"],
    ["another shape", json({ departments: [] }), "unexpected_response", "no list of jobs"],
  ])("says that the read failed on %s", async (_, respond, code, message) => {
    const network = createNetwork({ [`GET ${boardUrl}`]: respond });
    const result = await greenhouse.pullJobList(input, { fetch: network.fetch });
    expect(result).toMatchObject({ status: "fatal", reason: "read_failure", failures: [{ stage: "read" }] });
    expect(result.failures[0]?.error.code).toBe(code);
    expect(result.failures[0]?.error.message).toContain(message);
  });

  it.each(["", "acme/../other", "acme?x=1", "https://evil.example", "ac me", 5, undefined])(
    "refuses the token %j before any request",
    async (boardToken) => {
      const fetch = vi.fn();
      const originParameters = { boardToken } as never;
      const result = await greenhouse.pullJobList({ ...input, originParameters }, { fetch });
      expect(fetch).not.toHaveBeenCalled();
      expect(result).toMatchObject({ status: "fatal", reason: "bad_origin_parameters" });
      expect(result.failures).toMatchObject([{ stage: "parameters", reference: "originParameters.boardToken" }]);
    },
  );
});
