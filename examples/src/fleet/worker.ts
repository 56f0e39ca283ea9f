import { createActionWorker } from "@hrflow-connectors/bullmq";
import { redisLimiter } from "@hrflow-connectors/limits/redis";
import { redisStore } from "@hrflow-connectors/stores/redis";
import { Redis } from "ioredis";
import { accounts } from "../hourly-sync/accounts";
import { createWorkflows } from "./workflows";

/* tsx worker.ts <url of Redis> <url of the fakes>: works until SIGTERM, with the store and the rate limits of all workers. */
const [redisUrl = "", fakesUrl = ""] = process.argv.slice(2);
const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
const client = new Redis(redisUrl);
const limiter = redisLimiter({ client });
const worker = createActionWorker({
  connection,
  workflows: createWorkflows((name) => (name === "acme" ? accounts : null)),
  run: {
    ...{ store: redisStore({ client }), limiter },
    // Sends every request to the fakes. Leave it out to reach the real accounts.
    fetch: (request: Request) => fetch(new Request(`${fakesUrl}/${request.url.replace("https://", "")}`, request)),
  },
});
await worker.closedBy("SIGTERM");
await limiter.flush();
await Promise.all([connection.quit(), client.quit()]);
