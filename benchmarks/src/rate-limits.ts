import { setTimeout } from "node:timers/promises";
import { defineAction, defineConnector } from "@hrflow-connectors/core";
import { formatCandidate, greenhouseCandidates } from "@hrflow-connectors/greenhouse";
import { formatOpportunity, leverOpportunities } from "@hrflow-connectors/lever";
import { createGreenhouseFake, createLeverFake } from "@hrflow-connectors/testing/fakes";
import type { Figure } from "./figure";
import { profilesInMemory } from "./profiles-in-memory";
import { type LimitedVendor, type PushReport, pushUntil } from "./sustained-push";

const second = 1_000;
/** Both windows of Greenhouse end together each half minute, and so does the push: no window counts that it had no time for. */
const longestWindow = 30 * second;
const shortestPush = 55 * second;

/** What of a vendor's limit two runs use that share a credential, against fakes that keep to it in real time. */
export async function measureRateLimits(): Promise<Figure[]> {
  await setTimeout(untilMiddleOfWindow(Date.now()));
  const until = Math.ceil((Date.now() + shortestPush) / longestWindow) * longestWindow;
  const reports = await Promise.all(vendors().map((vendor, index) => pushUntil(until, vendor, index * 10)));
  return reports.flatMap(figuresOf);
}

/** A push begins at any moment: here, in the middle of a window of 10 s and not at a whole second. */
function untilMiddleOfWindow(now: number): number {
  const window = 10 * second;
  const middle = 4_600;
  return (middle - (now % window) + window) % window;
}

function figuresOf({ name, utilisation, refusals, requests, slowerShare }: PushReport): Figure[] {
  const perThousand = (refusals / requests) * 1_000;
  return [
    {
      what: `${name}: used of what is allowed, in ${requests} requests`,
      value: percent(utilisation),
      aim: "at least 95%",
      holds: utilisation >= 0.95,
    },
    {
      what: `${name}: 429s per 1,000 requests`,
      value: perThousand.toFixed(1),
      aim: "at most 1",
      holds: perThousand <= 1,
    },
    {
      what: `${name}: share of the slower of two runs`,
      value: percent(slowerShare),
      aim: "at least 45%",
      holds: slowerShare >= 0.45,
    },
  ];
}

const percent = (share: number) => `${(share * 100).toFixed(1)}%`;

/** In each window that was begun. */
const perWindow = (limit: number, windowMs: number) => (from: number, until: number) =>
  limit * Math.ceil((until - Math.floor(from / windowMs) * windowMs) / windowMs);

function vendors(): LimitedVendor[] {
  const endless = { workflowId: "benchmark", originParameters: { count: Number.POSITIVE_INFINITY } };
  const harvest = "https://harvest.greenhouse.io";
  return [
    {
      name: "Lever",
      fake: createLeverFake({ apiKeys: ["not-a-real-key"], rateLimit: true }),
      limitedUrl: "https://api.lever.co/v1/",
      push: (options) =>
        connector.pushToLever(
          { ...endless, targetParameters: { apiKey: "not-a-real-key", clientDomain: "api", performAs: "user-1" } },
          options,
        ),
      allowed: (from, until) => 20 + (10 * (until - from)) / second,
    },
    {
      name: "Greenhouse, Harvest v3",
      fake: createGreenhouseFake({ limits: { v3: 100 } }),
      limitedUrl: `${harvest}/v3/`,
      push: (options) =>
        connector.pushToGreenhouse(
          { ...endless, targetParameters: { clientId: "client-1", clientSecret: "not-a-real-secret", userId: "1" } },
          options,
        ),
      allowed: perWindow(100, 30 * second),
    },
    {
      name: "Greenhouse, Harvest v1",
      fake: createGreenhouseFake({ limits: { v1: 50 } }),
      limitedUrl: `${harvest}/v1/`,
      push: (options) =>
        connector.pushToGreenhouse(
          { ...endless, targetParameters: { auth: "not-a-real-key", onBehalfOf: "1" } },
          options,
        ),
      allowed: perWindow(50, 10 * second),
    },
  ];
}

const connector = defineConnector({
  specificationVersion: "v1",
  name: "Benchmark",
  slug: "benchmark",
  type: "Other",
  url: "https://example.com",
  description: "Profiles made in memory, written to vendors that limit their rate.",
  package: { name: "benchmark", version: "0.0.0" },
  actions: {
    pushToLever: defineAction({
      description: "Pushes profiles made in memory to Lever.",
      origin: profilesInMemory,
      target: leverOpportunities,
      format: formatOpportunity,
    }),
    pushToGreenhouse: defineAction({
      description: "Pushes profiles made in memory to Greenhouse.",
      origin: profilesInMemory,
      target: greenhouseCandidates,
      format: (profile) => formatCandidate({ ...profile, tags: [{ name: "greenhouse_job_id", value: "4000000201" }] }),
    }),
  },
});
