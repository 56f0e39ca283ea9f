import { setTimeout } from "node:timers/promises";
import { createGreenhouseFake, createLeverFake } from "@hrflow-connectors/testing/fakes";
import { benchmarkConnector } from "./benchmark-connector";
import type { Figure } from "./measure";
import { type LimitedVendor, type PushReport, pushUntil } from "./sustained-push";

const second = 1_000;
/** Both Greenhouse windows end every half minute. The push ends then too, so that no window is counted only in part. */
const longestWindow = 30 * second;
const shortestPush = 55 * second;

/** The two runs have no store in common: with one active token per client, each would revoke the other's. */
const sharedTokens = { tokens: { singleActive: false } };

/** Measures how much of a vendor's limit two runs with one credential use. The fakes enforce the limit in real time. */
export async function measureRateLimits(): Promise<Figure[]> {
  await setTimeout(untilMiddleOfWindow(Date.now()));
  const until = Math.ceil((Date.now() + shortestPush) / longestWindow) * longestWindow;
  const reports = await Promise.all(vendors().map((vendor, index) => pushUntil(until, vendor, index * 10)));
  return reports.flatMap(figuresOf);
}

/** A push may start at any time. Here it starts in the middle of a 10 s window and not at a whole second. */
function untilMiddleOfWindow(now: number): number {
  const window = 10 * second;
  const middle = 4_600;
  return (middle - (now % window) + window) % window;
}

function figuresOf({ name, utilization, rejected, requests, slowerShare }: PushReport): Figure[] {
  const perThousand = (rejected / requests) * 1_000;
  return [
    {
      name: `${name}: allowed requests used (${requests} requests)`,
      value: percent(utilization),
      target: "at least 95%",
      passed: utilization >= 0.95,
    },
    {
      name: `${name}: 429 responses per 1,000 requests`,
      value: perThousand.toFixed(1),
      target: "at most 1",
      passed: perThousand <= 1,
    },
    {
      name: `${name}: share of the slower of two runs`,
      value: percent(slowerShare),
      target: "at least 45%",
      passed: slowerShare >= 0.45,
    },
  ];
}

const percent = (share: number) => `${(share * 100).toFixed(1)}%`;

/** Counts the limit once for every window that started. */
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
        benchmarkConnector.pushToLever(
          { ...endless, targetParameters: { apiKey: "not-a-real-key", clientDomain: "api", performAs: "user-1" } },
          options,
        ),
      allowed: (from, until) => 20 + (10 * (until - from)) / second,
    },
    {
      name: "Greenhouse, Harvest v3",
      fake: createGreenhouseFake({ ...sharedTokens, limits: { v3: 100 } }),
      limitedUrl: `${harvest}/v3/`,
      push: (options) =>
        benchmarkConnector.pushToGreenhouse(
          { ...endless, targetParameters: { clientId: "client-1", clientSecret: "not-a-real-secret", userId: "1" } },
          options,
        ),
      allowed: perWindow(100, 30 * second),
    },
    {
      name: "Greenhouse, Harvest v1",
      fake: createGreenhouseFake({ ...sharedTokens, limits: { v1: 50 } }),
      limitedUrl: `${harvest}/v1/`,
      push: (options) =>
        benchmarkConnector.pushToGreenhouse(
          { ...endless, targetParameters: { auth: "not-a-real-key", onBehalfOf: "1" } },
          options,
        ),
      allowed: perWindow(50, 10 * second),
    },
  ];
}
