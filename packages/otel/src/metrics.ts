import type { AroundRequest, RunEvent } from "@hrflow-connectors/core";
import { type Attributes, type Meter, type MeterProvider, metrics } from "@opentelemetry/api";
import { actionAttributes, defined, serverAttributes } from "./attributes";

/**
 * In seconds, as the conventions advise.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpclientrequestduration
 */
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** In seconds: a run takes from a part of a second to hours. */
const runBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200];

function instrumentsOf(meter: Meter) {
  const histogram = (name: string, description: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(name, { description, unit: "s", advice: { explicitBucketBoundaries } });
  const counter = (name: string, description: string, unit: string) => meter.createCounter(name, { description, unit });
  return {
    requests: histogram("http.client.request.duration", "Duration of HTTP client requests.", requestBuckets),
    waits: histogram("hrflow.rate_limit.wait", "Waits of requests for a rate limit.", requestBuckets),
    runs: histogram("hrflow.run.duration", "Duration of runs.", runBuckets),
    items: counter("hrflow.items", "Items by how they ended.", "{item}"),
    retries: counter("hrflow.retries", "Requests that are sent again.", "{request}"),
    deadLetters: counter("hrflow.dead_letters", "Failures of items that the store keeps.", "{item}"),
    tokenRefreshes: counter("hrflow.token_refreshes", "Access tokens that were obtained.", "{token}"),
  };
}

/** What runs and requests are counted by. */
export interface Counting {
  countEvent(event: RunEvent): void;
  countRequest(what: AroundRequest, durationMs: number, response: Attributes): void;
}

/** The instruments are created when they are needed: by then, an application has registered its meter provider. */
export function createCounting(provider: MeterProvider | undefined, scope: readonly [string, string]): Counting {
  let created: ReturnType<typeof instrumentsOf> | undefined;
  const instruments = () => {
    created ??= instrumentsOf((provider ?? metrics.getMeterProvider()).getMeter(...scope));
    return created;
  };
  /** The runs under way. */
  const runs = new Map<string, { startedAt: number; action: Attributes }>();
  return {
    countEvent(event) {
      const { items, deadLetters, retries, tokenRefreshes, ...durations } = instruments();
      if (event.type === "run.started")
        runs.set(event.runId, { startedAt: performance.now(), action: actionAttributes(event) });
      const { startedAt, action } = runs.get(event.runId) ?? { startedAt: performance.now(), action: {} };
      if (event.type === "item.written") items.add(1, { ...action, "hrflow.outcome": "written" });
      if (event.type === "item.discarded") items.add(1, { ...action, "hrflow.outcome": "discarded" });
      if (event.type === "item.failed") {
        const { stage, deadLetter } = event.failure;
        items.add(1, { ...action, "hrflow.outcome": "failed", "hrflow.stage": stage });
        if (deadLetter !== undefined) deadLetters.add(1, { ...action, "hrflow.stage": stage });
      }
      if (event.type === "http.retry") retries.add(1, { ...action, "error.type": event.cause.replace("status ", "") });
      if (event.type === "token.refreshed") tokenRefreshes.add(1, { ...action, "server.address": event.host });
      if (event.type !== "run.finished") return;
      runs.delete(event.runId);
      const { status, reason } = event.result;
      const ended = defined({ "hrflow.status": status, "error.type": status === "fatal" ? reason : undefined });
      durations.runs.record((performance.now() - startedAt) / 1_000, { ...action, ...ended });
    },
    countRequest(what, durationMs, response) {
      const { requests, waits } = instruments();
      const { method, waitedMs } = what;
      const server = serverAttributes(what);
      requests.record(durationMs / 1_000, { "http.request.method": method, ...server, ...response });
      if (waitedMs >= 1) waits.record(waitedMs / 1_000, { ...actionAttributes(what), ...server });
    },
  };
}
