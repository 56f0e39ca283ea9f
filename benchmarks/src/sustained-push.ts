import { setTimeout } from "node:timers/promises";
import type { RunOptions, RunResult } from "@hrflow-connectors/core";
import type { Fake, FakeRequest } from "@hrflow-connectors/testing/fakes";
import { slowNetwork } from "./slow-network";

/** A fake vendor that enforces its rate limit, and a push to it that continues until it is stopped. */
export interface LimitedVendor {
  name: string;
  fake: Fake<unknown>;
  /** Requests under this URL count toward the limit. */
  limitedUrl: string;
  push(options: RunOptions): Promise<RunResult>;
  /** Returns how many requests the vendor accepts between two times, in epoch milliseconds. */
  allowed(from: number, until: number): number;
}

/** What the vendor recorded during the push. */
export interface PushReport {
  name: string;
  /** Accepted requests as a share of the allowed requests. */
  utilization: number;
  /** Number of 429 responses. */
  rejected: number;
  requests: number;
  /** Share of the accepted requests that came from the slower run. */
  slowerShare: number;
}

const runs = ["one", "two"];

/** Pushes with two concurrent runs that share a credential until the given time. Reports what the vendor recorded. */
export async function pushUntil(until: number, vendor: LimitedVendor, seed: number): Promise<PushReport> {
  const { name, fake, limitedUrl } = vendor;
  const from = Date.now();
  const controller = new AbortController();
  const pushing = runs.map((run, index) => {
    const send = (request: Request) => {
      request.headers.set("x-run", run);
      return fake.fetch(request);
    };
    return vendor.push({ fetch: slowNetwork(send, seed + index), signal: controller.signal });
  });
  await Promise.race([setTimeout(until - Date.now()), ...pushing.map(endedEarly)]);
  const received = fake.requests.filter(({ url, status }) => url.startsWith(limitedUrl) && status !== undefined);
  controller.abort();
  await Promise.all(pushing);

  const accepted = received.filter(({ status }) => status !== 429);
  const shares = runs.map((run) => accepted.filter((request) => runOf(request) === run).length / accepted.length);
  return {
    name,
    utilization: accepted.length / vendor.allowed(from, until),
    rejected: received.length - accepted.length,
    requests: received.length,
    slowerShare: Math.min(...shares),
  };
}

function runOf({ headers }: FakeRequest): string | null {
  return headers.get("x-run");
}

async function endedEarly(push: Promise<RunResult>): Promise<never> {
  const { status, failures } = await push;
  throw new Error(`the push ended early with ${status}: ${JSON.stringify(failures[0])}`);
}
