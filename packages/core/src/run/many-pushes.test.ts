import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import * as z from "zod";
import { inVirtualTime } from "../__fixtures__/virtual-time";
import { defineAction, defineConnector } from "../define/define-connector";
import { defineConnection, defineWarehouse } from "../define/define-warehouse";
import { typedApi } from "../http/api";
import { createMemoryStore, keysOf } from "../state/state";

interface Json<Body> {
  content: { "application/json": Body };
}
interface Paths {
  "/people/{key}": { get: { parameters: { path: { key: string } }; responses: { 200: Json<{ key: string }> } } };
  "/candidates": { post: { requestBody: Json<{ key: string }>; responses: { 201: Json<{ id: string }> } } };
}

/** Pushes one person by key. By default the origin lets 20 requests leave per second, and the target 10. */
function createPush(rateLimit = { requests: 10, perMs: 1_000, burst: 20 }) {
  const origin = defineWarehouse({
    name: "People",
    dataType: "profile",
    connection: defineConnection({
      name: "people",
      api: typedApi<Paths>({ baseUrl: "https://people.example" }),
      parameters: z.object({ key: z.string().meta({ secret: false }) }),
      auth: () => ({ type: "none" }),
      account: () => "people",
      rateLimit: { requests: 20, perMs: 1_000, burst: 20 },
    }),
    read: {
      endpoints: ["GET /people/{key}"],
      async *read({ api, parameters }) {
        yield await api.GET("/people/{key}", { params: { path: parameters } });
      },
    },
  });
  const target = defineWarehouse({
    name: "Candidates",
    dataType: "profile",
    connection: defineConnection({
      name: "candidates",
      api: typedApi<Paths>({ baseUrl: "https://candidates.example" }),
      parameters: z.object({}),
      auth: () => ({ type: "none" }),
      account: () => "candidates",
      rateLimit,
    }),
    write: {
      endpoints: ["POST /candidates"],
      write: (item: { key: string }, { api, step }) =>
        step("candidate", { create: () => api.POST("/candidates", { body: item }), keep: ({ id }) => ({ id }) }),
    },
  });
  const { push } = defineConnector({
    name: "Many",
    slug: "many",
    type: "ATS",
    url: "https://many.example",
    description: "Pushes people one by one",
    package: { name: "hrflow-connector-many", version: "1.0.0" },
    actions: { push: defineAction({ description: "Pushes.", origin, target, format: (person) => person }) },
  });
  return push;
}

const key = (index: number) => createHash("sha256").update(String(index)).digest("hex");

it("10,000 pushes at once leave no request with less than its own timeout, and lose none", async () => {
  const push = createPush();
  const store = createMemoryStore();
  const created = new Set<string>();
  /** A vendor that needs nearly all of the minute that a request may take. */
  const fetch = async (request: Request) => {
    const isCreate = request.method === "POST";
    const person = isCreate ? await request.json() : { key: request.url.split("/").at(-1) };
    return new Promise<Response>((resolve, reject) => {
      request.signal.addEventListener("abort", () => reject(request.signal.reason));
      setTimeout(() => {
        if (isCreate) created.add(person.key);
        resolve(Response.json(isCreate ? { id: person.key } : person));
      }, 59_900);
    });
  };
  const results = await inVirtualTime(() =>
    Promise.all(
      Array.from({ length: 10_000 }, (_, index) =>
        push({ workflowId: "w", originParameters: { key: key(index) }, targetParameters: {} }, { fetch, store }),
      ),
    ),
  );
  expect(results.flatMap(({ failures }) => failures)).toEqual([]);
  expect(results.every(({ status, receipts }) => status === "success" && receipts.length === 1)).toBe(true);
  expect(created.size).toBe(10_000);
}, 300_000);

it("a delivery begins once its request can leave within half a minute", async () => {
  const push = createPush({ requests: 1, perMs: 60_000, burst: 1 });
  const store = createMemoryStore();
  const lines: string[] = [];
  const log = (_: object, message: string) => void lines.push(message);
  const logger = { debug: log, info: log, warn: log, error: log };
  const intents: number[] = [];
  const fetch = async (request: Request) => {
    if (request.method === "GET") return Response.json({ key: request.url.split("/").at(-1) });
    const deliveries = (await keysOf(store, "hrflow-connectors:v1:delivery:")).map((one) => store.getItem(one));
    intents.push(deliveries.filter((one) => String(one).includes("intended")).length);
    return Response.json({ id: "1" });
  };
  const results = await inVirtualTime(() =>
    Promise.all(
      [1, 2, 3, 4, 5].map((index) =>
        push(
          { workflowId: "w", originParameters: { key: key(index) }, targetParameters: {} },
          { fetch, store, logger },
        ),
      ),
    ),
  );
  expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => "success"));
  expect(Math.max(...intents)).toBe(1);
  expect(lines.filter((line) => line.includes("one waits for others"))).toHaveLength(4);
});
