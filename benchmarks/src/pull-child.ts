import { setImmediate } from "node:timers/promises";
import { lever } from "@hrflow-connectors/lever";
import { samplePosting } from "./sample-posting";

const count = Number(process.argv[2]);
const pageSize = 100;

/** Pages in the vendor's JSON, made once: what a server costs is not what is measured. Only the digits of `next` change. */
const postings = Array.from({ length: pageSize }, (_, index) => JSON.stringify(samplePosting(index))).join(",");
const start = '{"hasNext":true,"next":"';
const digits = 9;
const page = Buffer.from(`${start}${"0".repeat(digits)}","data":[${postings}]}`);
const lastPage = Buffer.from(`{"hasNext":false,"data":[${postings}]}`);

/**
 * Lever's pages, answered when they are asked for. Nothing else is asked: every item is discarded before the write. It waits
 * a turn of the event loop, as every network does: without one, Node never frees what its requests hold.
 */
async function transport(request: Request): Promise<Response> {
  await setImmediate();
  const next = Number(new URL(request.url).searchParams.get("offset") ?? 0) + pageSize;
  page.write(String(next).padStart(digits, "0"), start.length);
  return new Response(next < count ? page : lastPage, { headers: { "content-type": "application/json" } });
}

/** What the vendors allow is not what is measured. */
const unhurried = { requests: 1e6, perMs: 1_000, burst: 1e6 };
const startedAt = performance.now();
const result = await lever.pullJobList(
  {
    workflowId: "benchmark",
    actionParameters: { logics: [() => null] },
    originParameters: { apiKey: "not-a-real-key", clientDomain: "api" },
    targetParameters: { apiSecret: "not-a-real-key", apiUser: "ada@example.com", boardKey: "board" },
  },
  { fetch: transport, rateLimits: { lever: unhurried, hrflow: unhurried } },
);
if (result.events.logics_discard !== count) throw new Error(`items were lost: ${JSON.stringify(result.failures[0])}`);
const seconds = (performance.now() - startedAt) / 1000;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ itemsPerSecond: count / seconds, peakMegabytes }));
