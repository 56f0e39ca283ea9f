import { setImmediate } from "node:timers/promises";
import { lever } from "@hrflow-connectors/lever";
import { noRateLimit } from "./measure";
import { samplePosting } from "./sample-posting";

const count = Number(process.argv[2]);
const pageSize = 100;

/** Pages in the vendor's JSON, created once, because the benchmark does not measure the server. Only `next` changes. */
const postings = Array.from({ length: pageSize }, (_, index) => JSON.stringify(samplePosting(index))).join(",");
const start = '{"hasNext":true,"next":"';
const digits = 9;
const page = Buffer.from(`${start}${"0".repeat(digits)}","data":[${postings}]}`);
const lastPage = Buffer.from(`{"hasNext":false,"data":[${postings}]}`);

/**
 * Returns Lever's pages. There are no other requests, because every item is discarded before the write. Waits one turn of
 * the event loop, as every network does. Otherwise Node never frees the memory of its requests.
 */
async function transport(request: Request): Promise<Response> {
  await setImmediate();
  const next = Number(new URL(request.url).searchParams.get("offset") ?? 0) + pageSize;
  page.write(String(next).padStart(digits, "0"), start.length);
  return new Response(next < count ? page : lastPage, { headers: { "content-type": "application/json" } });
}

const startedAt = performance.now();
const result = await lever.pullJobList(
  {
    workflowId: "benchmark",
    actionParameters: { logics: [() => null] },
    originParameters: { apiKey: "not-a-real-key", clientDomain: "api" },
    targetParameters: { apiSecret: "not-a-real-key", apiUser: "ada@example.com", boardKey: "board" },
  },
  { fetch: transport, rateLimits: { lever: noRateLimit, hrflow: noRateLimit } },
);
if (result.events.logics_discard !== count) throw new Error(`items are missing: ${JSON.stringify(result.failures[0])}`);
const seconds = (performance.now() - startedAt) / 1000;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ itemsPerSecond: count / seconds, peakMegabytes }));
