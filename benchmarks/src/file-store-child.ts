import { lever } from "@hrflow-connectors/lever";
import { createFileStore } from "@hrflow-connectors/stores/file";
import { profile } from "./benchmark-connector";
import { noRateLimit } from "./measure";

/** Pushes so many profiles at once with a file store in this folder, and prints how many failed and how long all of them took. */
const [directory = "", count = "0"] = process.argv.slice(2);

let created = 0;
/** HrFlow.ai and Lever in this process: a network would need file descriptors of its own. */
async function transport(request: Request): Promise<Response> {
  if (request.method === "GET") {
    const key = Number(new URL(request.url).searchParams.get("key"));
    return Response.json({ code: 200, message: "Profile", data: profile(key) });
  }
  created += 1;
  const data = { id: `opportunity-${created}`, contact: `contact-${created}` };
  return Response.json({ data, deduped: false }, { status: 201 });
}

const store = createFileStore({ directory });
const origin = { apiSecret: "not-a-real-key", apiUser: "ada@example.com", sourceKey: "source" };
const startedAt = performance.now();
const results = await Promise.all(
  Array.from({ length: Number(count) }, (_, index) =>
    lever.pushProfile(
      {
        workflowId: "benchmark",
        originParameters: { ...origin, profileKey: String(index) },
        targetParameters: { apiKey: "not-a-real-key", clientDomain: "api", performAs: "user-1" },
      },
      { fetch: transport, store, rateLimits: { lever: noRateLimit, hrflow: noRateLimit } },
    ),
  ),
);
const seconds = (performance.now() - startedAt) / 1000;
const failed = results.filter(({ status, receipts }) => status !== "success" || receipts.length !== 1);
const error = failed[0]?.failures[0]?.error.message;
console.log(JSON.stringify({ failures: failed.length, error, created, perSecond: Number(count) / seconds }));
