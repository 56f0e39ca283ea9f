import { createHttp } from "@hrflow-connectors/core";
import { formatOpportunity } from "@hrflow-connectors/lever";
import { createLeverClient } from "@hrflow-connectors/lever/client";
import { benchmarkConnector, generateProfiles } from "./benchmark-connector";
import { type Figure, median, noRateLimit } from "./measure";

const items = 10_000;
const rounds = 5;

/** Compares the runner with a hand-written loop that uses the same typed client and the same stubbed transport. */
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
    { name: "hand-written loop, items per second", value: hand.toFixed(0) },
    { name: "runner, items per second", value: runner.toFixed(0) },
    { name: "speed ratio, runner to loop", value: ratio.toFixed(2), target: "at least 0.8", passed: ratio >= 0.8 },
  ];
}

const responseBody = JSON.stringify({ data: { id: "opportunity-1", contact: "contact-1" }, deduped: false });
const transport = async () =>
  new Response(responseBody, { status: 201, headers: { "content-type": "application/json" } });
const credential = { apiKey: "not-a-real-key", clientDomain: "api", performAs: "user-1" };

async function byHand(count: number): Promise<number> {
  const { fetch } = createHttp({ fetch: transport });
  const client = createLeverClient({ auth: { apiKey: credential.apiKey }, fetch });
  const query = { perform_as: credential.performAs, parse: false, perform_as_posting_owner: false };
  const receipts: string[] = [];
  const startedAt = performance.now();
  for await (const profile of generateProfiles(count)) {
    const { resume: _, note: __, warnings: ___, ...body } = formatOpportunity(profile);
    const { data, response } = await client.POST("/opportunities", {
      params: { query },
      body: { ...body, createdAt: body.createdAt ?? Date.now() },
    });
    if (!response.ok || !data) throw new Error(`unexpected status ${response.status}`);
    receipts.push(data.data.id);
  }
  if (receipts.length !== count) throw new Error("the loop skipped items");
  return rate(count, startedAt);
}

async function byRunner(count: number): Promise<number> {
  const startedAt = performance.now();
  const result = await benchmarkConnector.pushToLever(
    { workflowId: "benchmark", originParameters: { count }, targetParameters: credential },
    { fetch: transport, rateLimits: { lever: noRateLimit, hrflow: noRateLimit } },
  );
  if (result.events.write_success !== count)
    throw new Error(`the runner skipped items: ${JSON.stringify(result.failures[0])}`);
  return rate(count, startedAt);
}

function rate(count: number, startedAt: number): number {
  return count / ((performance.now() - startedAt) / 1000);
}
