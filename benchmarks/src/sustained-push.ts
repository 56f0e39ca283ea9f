import { setTimeout } from "node:timers/promises";
import type { RunOptions, RunResult } from "@hrflow-connectors/core";
import type { Fake, FakeRequest } from "@hrflow-connectors/testing/fakes";
import { slowNetwork } from "./slow-network";

/** A vendor in memory with its limits on, and a push to it that goes on until it is stopped. */
export interface LimitedVendor {
  name: string;
  fake: Fake<unknown>;
  /** Under which URL requests count. */
  limitedUrl: string;
  push(options: RunOptions): Promise<RunResult>;
  /** How many requests the vendor takes between two times, epoch milliseconds. */
  allowed(from: number, until: number): number;
}

/** What a vendor saw of the push. */
export interface PushReport {
  name: string;
  /** Requests that it took, as a share of those that it allowed. */
  utilisation: number;
  refusals: number;
  requests: number;
  /** How much of what it took came from the run that got less. */
  slowerShare: number;
}

const runs = ["one", "two"];

/** Has two runs push with one credential at the same time, until the given time, and reads the vendor's own record. */
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
  const seen = fake.requests.filter(({ url, status }) => url.startsWith(limitedUrl) && status !== undefined);
  controller.abort();
  await Promise.all(pushing);

  const taken = seen.filter(({ status }) => status !== 429);
  const shares = runs.map((run) => taken.filter((request) => runOf(request) === run).length / taken.length);
  return {
    name,
    utilisation: taken.length / vendor.allowed(from, until),
    refusals: seen.length - taken.length,
    requests: seen.length,
    slowerShare: Math.min(...shares),
  };
}

function runOf({ headers }: FakeRequest): string | null {
  return headers.get("x-run");
}

async function endedEarly(push: Promise<RunResult>): Promise<never> {
  const { status, failures } = await push;
  throw new Error(`the push ended by itself with ${status}: ${JSON.stringify(failures[0])}`);
}
