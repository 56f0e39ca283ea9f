import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { createMemoryStore } from "@hrflow-connectors/core";
import { toNodeHandler } from "@hrflow-connectors/core/node";
import { signWebhook } from "@hrflow-connectors/testing";
import { serve } from "@hrflow-connectors/testing/fakes";
import { afterEach, expect, it, vi } from "vitest";
import { accounts, createAccounts } from "../hourly-sync/accounts";
import { pullOpportunity, receiveLever } from "./receive-lever";
import { createExpressApp } from "./serve-express";
import { createHonoApp } from "./serve-hono";

const secret = "signing-token-0123456789";
const hired = { name: "candidateHired", data: { opportunityId: "person-1", contactId: "person-1" } };
const sent = (url?: string) => signWebhook("lever", hired, { secret, ...(url ? { url } : {}) });

const closing: (() => unknown)[] = [];
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

function createQueue() {
  const jobs: { opportunityId: string }[] = [];
  return { jobs, add: async (job: { opportunityId: string }) => void jobs.push(job) };
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/lever`;
}

it("takes a webhook of Lever to a profile of HrFlow.ai: received, queued, read again, once", async () => {
  const vendors = createAccounts({ postings: 0, people: 2, profiles: 0 });
  const fakes = await serve(vendors.served);
  closing.push(() => fakes.close());
  const store = createMemoryStore();
  const queue = createQueue();
  const url = await listen(createServer(toNodeHandler(receiveLever([secret], { store, queue }))));
  const delivery = sent(url);
  const again = delivery.clone();
  expect((await fetch(delivery)).status).toBe(200);
  expect(await (await fetch(again)).text()).toBe("duplicate");
  expect(queue.jobs).toEqual([{ opportunityId: "person-1" }]);
  const reach = (request: Request) =>
    fetch(new Request(`${fakes.url}/${request.url.replace("https://", "")}`, request));
  for (const job of queue.jobs) {
    const result = await pullOpportunity(job, accounts, { store, fetch: reach });
    expect(result).toMatchObject({ status: "success", receipts: [{ reference: "person-1" }] });
  }
  const { profiles } = vendors.hrflow.state;
  expect([...profiles.values()].map(({ reference }) => reference)).toEqual(["person-1"]);
});

it("is served by Hono and Express", async () => {
  const [ofHono, ofExpress] = [createQueue(), createQueue()];
  const hono = createHonoApp([secret], { store: createMemoryStore(), queue: ofHono });
  expect((await hono.request(sent("http://localhost/webhooks/lever"))).status).toBe(200);
  const app = createExpressApp([secret], { store: createMemoryStore(), queue: ofExpress });
  expect((await fetch(sent(await listen(createServer(app))))).status).toBe(200);
  expect([ofHono.jobs, ofExpress.jobs]).toEqual([[{ opportunityId: "person-1" }], [{ opportunityId: "person-1" }]]);
});

it("is served by a route handler of Next.js, which needs its secret", async () => {
  await expect(import("./serve-next")).rejects.toThrow("secrets");
  vi.stubEnv("LEVER_TOKEN", "another secret");
  vi.resetModules();
  const { POST } = await import("./serve-next");
  expect((await POST(sent())).status).toBe(401);
  vi.unstubAllEnvs();
});

it("is documented with the code that is tested here", () => {
  const page = readFileSync(new URL("../../../docs/webhooks.md", import.meta.url), "utf8");
  const shown = [...page.matchAll(/^```ts examples\/src\/webhooks\/(\S+)\n(.*?)^```$/gms)];
  expect(shown.map(([, name]) => name)).toEqual([
    "receive-lever.ts",
    "serve-next.ts",
    "serve-hono.ts",
    "serve-express.ts",
  ]);
  for (const [, name = "", code] of shown)
    expect(code).toBe(readFileSync(fileURLToPath(new URL(name, import.meta.url)), "utf8"));
});
