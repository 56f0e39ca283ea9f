import { instrument } from "@hrflow-connectors/otel";
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { redis, startRedis, type TestServer } from "../../../config/servers";
import { backends, createFakes, createFleet, personal } from "./__fixtures__/fleet";
import { keyOf } from "./__fixtures__/people";
import { createActionQueue } from "./action-queue";

describe.skipIf(redis.isMissing)(`traces through the queue${redis.note}`, () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server?.remove());
  beforeEach(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
  afterEach(() => context.disable());

  test("put a run below the span that added its job, and link a replay to the run that failed", async () => {
    const exporter = new InMemorySpanExporter();
    const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    const telemetry = instrument({ tracerProvider });
    const fakes = createFakes(1);
    fakes.vendor.injectFault({ kind: "status", status: 422 }, { method: "POST" });
    const connected = backends[0]?.connect(server.url);
    const place = { ...connected?.settings, name: "traced" } as Parameters<typeof createFleet>[0];
    const fleet = createFleet(place, fakes.fetch, { telemetry });
    const queue = createActionQueue({ ...place, telemetry });
    const within = async (name: string, work: () => Promise<unknown>) => {
      const span = tracerProvider.getTracer("application").startSpan(name);
      await context.with(trace.setSpan(context.active(), span), work);
      span.end();
      return span.spanContext();
    };
    const request = { workflow: "to-lever", originParameters: { profileKey: keyOf(0) } };
    const added = await within("webhook", () => queue.add(request));
    await fleet.finished(1);
    const runId = fleet.results[0]?.runId ?? "";
    const asked = await within("support", () => queue.addReplay({ workflow: "to-lever", runId }));
    await fleet.finished(2);
    await fleet.close();
    await queue.close();
    await connected?.close();

    const runs = exporter.getFinishedSpans().filter(({ name }) => name === "lever.push_profile");
    expect(runs.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([added.spanId, asked.spanId]);
    const [failed, replayed] = runs;
    expect(failed?.spanContext().traceId).toBe(added.traceId);
    expect(replayed?.links.map((link) => link.context.spanId)).toEqual([failed?.spanContext().spanId]);
    expect(replayed?.attributes).toMatchObject({ "hrflow.replay_of": runId, "hrflow.status": "success" });
    const shown = JSON.stringify(exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes]));
    for (const value of personal) expect(shown).not.toContain(value);
  });
});
