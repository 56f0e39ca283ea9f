import { createHttp, defineAction, defineConnector } from "@hrflow-connectors/core";
import { formatOpportunity, leverOpportunities } from "@hrflow-connectors/lever";
import { createLeverClient } from "@hrflow-connectors/lever/client";
import type { Figure } from "./figure";
import { median } from "./median";
import { profiles, profilesInMemory } from "./profiles-in-memory";

/** What is measured is the runner, not how it is paced. */
const unhurried = { requests: 1e6, perMs: 1_000, burst: 1e6 };

const items = 10_000;
const rounds = 5;

/** The runner against a loop that a person would write by hand, over the same typed client and the same no-op transport. */
export async function measureRunner(): Promise<Figure[]> {
  const runs: { byHand: number; byRunner: number }[] = [];
  await byHand(1_000);
  await byRunner(1_000);
  for (let round = 0; round < rounds; round++)
    runs.push({ byHand: await byHand(items), byRunner: await byRunner(items) });
  const hand = median(runs.map((run) => run.byHand));
  const runner = median(runs.map((run) => run.byRunner));
  const ratio = median(runs.map((run) => run.byRunner / run.byHand));
  return [
    { what: "hand-written loop, items/s", value: hand.toFixed(0), aim: "-", holds: true },
    { what: "runner, items/s", value: runner.toFixed(0), aim: "-", holds: true },
    { what: "ratio, runner to loop", value: ratio.toFixed(2), aim: "at least 0.8", holds: ratio >= 0.8 },
  ];
}

const answer = JSON.stringify({ data: { id: "opportunity-1", contact: "contact-1" }, deduped: false });
const transport = async () => new Response(answer, { status: 201, headers: { "content-type": "application/json" } });
const credential = { apiKey: "not-a-real-key", clientDomain: "api", performAs: "user-1" };

async function byHand(count: number): Promise<number> {
  const { fetch } = createHttp({ fetch: transport });
  const client = createLeverClient({ auth: { apiKey: credential.apiKey }, fetch });
  const query = { perform_as: credential.performAs, parse: false, perform_as_posting_owner: false };
  const receipts: string[] = [];
  const startedAt = performance.now();
  for await (const profile of profiles(count)) {
    const { resume: _, ...body } = formatOpportunity(profile);
    const { data, response } = await client.POST("/opportunities", {
      params: { query },
      body: { ...body, createdAt: body.createdAt ?? Date.now() },
    });
    if (!response.ok || !data) throw new Error(`unexpected status ${response.status}`);
    receipts.push(data.data.id);
  }
  if (receipts.length !== count) throw new Error("the loop lost items");
  return rate(count, startedAt);
}

async function byRunner(count: number): Promise<number> {
  const startedAt = performance.now();
  const result = await connector.pushProfile(
    { workflowId: "benchmark", originParameters: { count }, targetParameters: credential },
    { fetch: transport, rateLimits: { lever: unhurried, hrflow: unhurried } },
  );
  if (result.events.write_success !== count)
    throw new Error(`the runner lost items: ${JSON.stringify(result.failures[0])}`);
  return rate(count, startedAt);
}

const connector = defineConnector({
  specificationVersion: "v1",
  name: "Benchmark",
  slug: "benchmark",
  type: "Other",
  url: "https://example.com",
  description: "Profiles made in memory, written to Lever.",
  package: { name: "benchmark", version: "0.0.0" },
  actions: {
    pushProfile: defineAction({
      description: "Pushes profiles made in memory.",
      origin: profilesInMemory,
      target: leverOpportunities,
      format: formatOpportunity,
    }),
  },
});

function rate(count: number, startedAt: number): number {
  return count / ((performance.now() - startedAt) / 1000);
}
