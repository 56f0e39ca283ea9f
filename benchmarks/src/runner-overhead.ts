import {
  createHttp,
  defineAction,
  defineConnector,
  defineWarehouse,
  type ParameterSchema,
} from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { formatOpportunity, leverOpportunities } from "@hrflow-connectors/lever";
import { createLeverClient } from "@hrflow-connectors/lever/client";
import type { Figure } from "./figure";
import { median } from "./median";

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

async function* profiles(count: number): AsyncGenerator<HrflowProfile> {
  for (let index = 0; index < count; index++) yield profile(index);
}

const parameters: ParameterSchema<{ count: number }> = {
  "~standard": {
    version: 1,
    vendor: "benchmark",
    validate: (value) => ({ value: value as { count: number } }),
    jsonSchema: {
      input: () => ({ type: "object", properties: { count: { type: "integer" } } }),
      output: () => ({ type: "object", properties: { count: { type: "integer" } } }),
    },
  },
};

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
      origin: defineWarehouse({
        specificationVersion: "v1",
        name: "Profiles made in memory",
        dataType: "profile",
        read: { parameters, endpoints: [], read: ({ count }) => profiles(count) },
      }),
      target: leverOpportunities,
      format: formatOpportunity,
    }),
  },
});

function profile(index: number): HrflowProfile {
  return {
    key: String(index),
    reference: `person-${index}`,
    source_key: "source",
    source: {},
    info: { full_name: "Ada Example", email: `ada.${index}@example.com`, phone: "+12025550123" },
    created_at: "2026-01-02T03:04:05+0000",
    experiences: [{ company: "Example Works", title: "Engineer" }],
    educations: [{ school: "Example University" }],
    skills: [{ name: "typescript", type: "hard" }],
    tags: [],
    attachments: [],
  };
}

function rate(count: number, startedAt: number): number {
  return count / ((performance.now() - startedAt) / 1000);
}
