import type { RunEvent } from "@hrflow-connectors/core";
import {
  defineAction,
  defineConnection,
  defineConnector,
  defineWarehouse,
  type RateWindow,
  type TokenBucket,
  typedApi,
} from "@hrflow-connectors/core/connector";
import { Redis } from "ioredis";
import { Pool } from "pg";
import * as z from "zod";
import { postgresLimiter } from "../postgres-limiter";
import { redisLimiter } from "../redis-limiter";

/** What a child process pushes: so many records to one account of a vendor, within a limiter that is kept at a server. */
export interface Job {
  server: string;
  vendor: string;
  rule: TokenBucket | RateWindow;
  count: number;
}

export interface JobResult {
  pushed: number;
  errors: string[];
  waits: number;
}

interface Paths {
  "/records": {
    post: {
      requestBody: { content: { "application/json": { name: string } } };
      responses: { 201: { content: { "application/json": { id: string } } } };
    };
  };
}

/** The script of a child process: does the jobs of a message, and sends the results. */
process.on("message", (jobs: Job[]) => void Promise.all(jobs.map(push)).then((results) => process.send?.(results)));
process.on("disconnect", () => process.exit());
process.send?.("ready");

async function push({ server, vendor, rule, count }: Job): Promise<JobResult> {
  const { limiter, close } = open(server);
  const connection = defineConnection({
    name: "acme",
    api: typedApi<Paths>({ baseUrl: vendor }),
    parameters: z.object({}),
    auth: () => ({ type: "none" }),
    account: () => vendor,
    rateLimit: rule,
  });
  const records = defineWarehouse({
    name: "Acme records",
    dataType: "profile",
    connection,
    read: {
      endpoints: [],
      async *read() {
        for (let index = 0; index < count; index++) yield { name: `${process.pid}-${index}` };
      },
    },
    write: {
      endpoints: ["POST /records"],
      concurrency: 20,
      write: ({ name }: { name: string }, { api }) => api.POST("/records", { body: { name } }),
    },
  });
  const description = "Pushes records.";
  const acme = defineConnector({
    name: "Acme",
    slug: "acme",
    type: "ATS",
    url: "https://acme.example",
    description: "An applicant tracking system of the tests",
    package: { name: "hrflow-connector-acme", version: "1.2.3" },
    actions: { pushProfile: defineAction({ description, origin: records, target: records, format: (item) => item }) },
  });
  const events: RunEvent[] = [];
  const input = { workflowId: "workflow", originParameters: {}, targetParameters: {} };
  const result = await acme.pushProfile(input, { limiter, onEvent: (event) => void events.push(event) });
  await limiter.flush();
  await close();
  return {
    pushed: result.events.write_success,
    errors: result.failures.map(({ error }) => `${error.code}: ${error.message}`),
    waits: events.filter((event) => event.type === "http.throttled").length,
  };
}

function open(server: string) {
  if (server.startsWith("redis:")) {
    const client = new Redis(server);
    return { limiter: redisLimiter({ client }), close: async () => void (await client.quit()) };
  }
  const pool = new Pool({ connectionString: server, max: 2 });
  return { limiter: postgresLimiter({ pool }), close: () => pool.end() };
}
