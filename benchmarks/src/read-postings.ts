import { setImmediate, setTimeout } from "node:timers/promises";
import { lever } from "@hrflow-connectors/lever";
import { noRateLimit } from "./measure";
import { postingPages } from "./posting-pages";

const headers = { "content-type": "application/json" };
const missing = JSON.stringify({ code: 400, message: "Unable to find object: job" });
const created = JSON.stringify({ code: 201, message: "Job created", data: { key: "job-1" } });
const noJobs = JSON.stringify({
  code: 200,
  message: "Jobs",
  meta: { page: 1, maxPage: 1, count: 0, total: 0 },
  data: [],
});

/**
 * Reads and formats so many postings by `lever.pullJobList`. Without `responseMs` it discards them before the write. With it, it writes
 * them to an HrFlow.ai board that has none of them, and every response of HrFlow.ai takes that many milliseconds.
 */
export async function readPostings(count: number, responseMs?: number): Promise<void> {
  const postings = postingPages(count);
  const fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    if (url.host !== "api.hrflow.ai") return postings(request);
    await (responseMs ? setTimeout(responseMs) : setImmediate());
    if (url.pathname.endsWith("/storing/jobs")) return new Response(noJobs, { headers });
    if (request.method === "GET") return new Response(missing, { status: 400, headers });
    await request.arrayBuffer();
    return new Response(created, { status: 201, headers });
  };
  const result = await lever.pullJobList(
    {
      workflowId: "benchmark",
      actionParameters: { logics: responseMs === undefined ? [() => null] : [] },
      originParameters: { apiKey: "not-a-real-key", clientDomain: "api" },
      targetParameters: { apiSecret: "not-a-real-key", apiUser: "ada@example.com", boardKey: "board" },
    },
    { fetch, rateLimits: { lever: noRateLimit, hrflow: noRateLimit } },
  );
  if (result.events[responseMs === undefined ? "logics_discard" : "write_success"] !== count)
    throw new Error(`items are missing: ${JSON.stringify(result.failures[0])}`);
}
