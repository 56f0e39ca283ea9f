import { setImmediate, setTimeout } from "node:timers/promises";
import { lever } from "@hrflow-connectors/lever";
import { noRateLimit } from "./measure";
import { samplePosting } from "./sample-posting";

/** Reads so many postings. With a third argument, it also writes them, and every response takes that many milliseconds. */
const [, , given, delay] = process.argv;
const count = Number(given);
const writes = delay !== undefined;
const pageSize = 100;

/** Pages in the vendor's JSON, created once, because the benchmark does not measure the server. Only `next` changes. */
const postings = Array.from({ length: pageSize }, (_, index) => JSON.stringify(samplePosting(index))).join(",");
const start = '{"hasNext":true,"next":"';
const digits = 9;
const page = Buffer.from(`${start}${"0".repeat(digits)}","data":[${postings}]}`);
const lastPage = Buffer.from(`{"hasNext":false,"data":[${postings}]}`);

const headers = { "content-type": "application/json" };
const missing = JSON.stringify({ code: 400, message: "Unable to find object: job" });
const created = JSON.stringify({ code: 201, message: "Job created", data: { key: "job-1" } });

/**
 * Returns Lever's pages, and writes nothing down: HrFlow.ai has none of the jobs. Waits one turn of the event loop, as every network
 * does.
 */
async function transport(request: Request): Promise<Response> {
  await (Number(delay) > 0 ? setTimeout(Number(delay)) : setImmediate());
  const url = new URL(request.url);
  if (url.host === "api.hrflow.ai") {
    if (request.method === "GET") return new Response(missing, { status: 400, headers });
    await request.arrayBuffer();
    return new Response(created, { status: 201, headers });
  }
  const next = Number(url.searchParams.get("offset") ?? 0) + pageSize;
  page.write(String(next).padStart(digits, "0"), start.length);
  return new Response(next < count ? page : lastPage, { headers });
}

const startedAt = performance.now();
const result = await lever.pullJobList(
  {
    workflowId: "benchmark",
    actionParameters: { logics: writes ? [] : [() => null] },
    originParameters: { apiKey: "not-a-real-key", clientDomain: "api" },
    targetParameters: { apiSecret: "not-a-real-key", apiUser: "ada@example.com", boardKey: "board" },
  },
  { fetch: transport, rateLimits: { lever: noRateLimit, hrflow: noRateLimit } },
);
if (result.events[writes ? "write_success" : "logics_discard"] !== count)
  throw new Error(`items are missing: ${JSON.stringify(result.failures[0])}`);
const seconds = (performance.now() - startedAt) / 1000;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ itemsPerSecond: count / seconds, peakMegabytes }));
