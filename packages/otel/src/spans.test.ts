import { createHttp, type Fetch } from "@hrflow-connectors/core";
import * as api19 from "@opentelemetry/api";
import { defaultTextMapSetter, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import * as newest from "opentelemetry-api-newest";
import { describe, expect, it, vi } from "vitest";
import { createSdk, followContexts } from "./__fixtures__/telemetry";
import { createWorld, passWaits } from "./__fixtures__/world";
import { instrument } from "./instrument";

passWaits();

/** The name of each span with the names of those around it. */
function paths(spans: ReturnType<ReturnType<typeof createSdk>["spans"]>): string[] {
  const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
  const pathOf = (span: (typeof spans)[number]): string => {
    const parent = byId.get(span.parentSpanContext?.spanId ?? "");
    return parent ? `${pathOf(parent)} > ${span.name}` : span.name;
  };
  return spans.map(pathOf);
}

describe.each([
  ["1.9.0", api19],
  ["1.10.0", newest as unknown as typeof api19],
])("with version %s of the API", (_, api) => {
  it("reports a push as a span with one of each attempt below it", async () => {
    followContexts(api);
    vi.doMock("@opentelemetry/api", () => api);
    vi.resetModules();
    const { instrument: instrumentBy } = await import("./instrument");
    vi.doUnmock("@opentelemetry/api");
    const sdk = createSdk();
    const tracer = sdk.providers.tracerProvider.getTracer("application");
    const telemetry = instrumentBy(sdk.providers);
    const { runId } = await tracer.startActiveSpan("job", async (span) => {
      const result = await api.context.with(api.trace.setSpan(api.context.active(), span), () =>
        createWorld().push(telemetry),
      );
      span.end();
      return result;
    });
    expect(paths(sdk.spans()).sort()).toEqual([
      "job",
      "job > lever.push_profile",
      "job > lever.push_profile > GET",
      "job > lever.push_profile > GET /contacts/{contact}",
      "job > lever.push_profile > GET /profile/indexing",
      "job > lever.push_profile > POST /opportunities",
      "job > lever.push_profile > PUT /contacts/{contact}",
    ]);
    const run = { "hrflow.connector": "lever", "hrflow.action": "push_profile", "hrflow.run.id": runId };
    expect(sdk.shownSpans().find(({ name }) => name === "lever.push_profile")).toEqual({
      ...{ name: "lever.push_profile", ...run, "hrflow.workflow.id": "w", "hrflow.dry_run": false },
      ...{ "hrflow.origin": "HrFlow.ai profiles", "hrflow.target": "Lever opportunities" },
      ...{ "hrflow.status": "success", "hrflow.events.read_success": 1, "hrflow.events.write_success": 1 },
    });
    const post = sdk.spans().find(({ name }) => name === "POST /opportunities");
    expect(post?.kind).toBe(SpanKind.CLIENT);
    expect(post?.attributes).toMatchObject({
      ...run,
      ...{ "http.request.method": "POST", "http.response.status_code": 201 },
      ...{ "url.full": "https://api.lever.co/v1/opportunities", "url.template": "/opportunities" },
      ...{ "server.address": "api.lever.co", "server.port": 443 },
    });
  });
});

it("has a span for each item only if asked to, with how it ended", async () => {
  followContexts();
  const sdk = createSdk();
  await createWorld().pushList(instrument({ ...sdk.providers, items: true }));
  const items = sdk.shownSpans().filter(({ name }) => name === "lever.push_profile_list item");
  expect(items.map((item) => item["hrflow.item.index"]).sort()).toEqual([0, 1, 2]);
  expect(new Set(items.map((item) => item["hrflow.outcome"]))).toEqual(new Set(["written"]));
  expect(paths(sdk.spans())).toContain("lever.push_profile_list > lever.push_profile_list item > POST /opportunities");
  await createWorld().pushList(instrument(sdk.providers));
  expect(sdk.shownSpans().filter(({ name }) => name.endsWith("item"))).toHaveLength(3);
});

it("marks a failed item with its stage and the code of its error", async () => {
  const sdk = createSdk();
  const world = createWorld();
  world.leverFake.injectFault({ kind: "status", status: 422 }, { method: "POST", path: "/opportunities" });
  await world.push(instrument({ ...sdk.providers, items: true }));
  const [item] = sdk.spans().filter(({ name }) => name.endsWith("item"));
  const failed = { "hrflow.outcome": "failed", "hrflow.stage": "write", "error.type": "validation_failed" };
  expect(item).toMatchObject({ attributes: failed, status: { code: SpanStatusCode.ERROR } });
  const [run] = sdk.spans().filter(({ name }) => name === "lever.push_profile");
  const fatal = { "hrflow.status": "fatal", "hrflow.reason": "write_failure", "error.type": "write_failure" };
  expect(run).toMatchObject({ attributes: fatal, status: { code: SpanStatusCode.ERROR } });
});

it("has a span for every attempt of a request, with what went wrong", async () => {
  const sdk = createSdk();
  const world = createWorld();
  world.hrflow.injectFault({ kind: "status", status: 503 });
  world.hrflow.injectFault({ kind: "reset", when: "before" });
  await world.push(instrument(sdk.providers));
  const attempts = sdk.spans().filter(({ name }) => name === "GET /profile/indexing");
  expect(
    attempts.map(({ attributes, status }) => [
      attributes["http.request.resend_count"],
      attributes["http.response.status_code"],
      attributes["error.type"],
      status.code,
    ]),
  ).toEqual([
    [undefined, 503, "503", SpanStatusCode.ERROR],
    [1, undefined, "network_error", SpanStatusCode.ERROR],
    [2, 200, undefined, SpanStatusCode.UNSET],
  ]);
});

it("finds the run of a request where no context manager is registered", async () => {
  const sdk = createSdk();
  await createWorld().push(instrument(sdk.providers));
  expect(paths(sdk.spans())).toContain("lever.push_profile > POST /opportunities");
});

it("does not tell vendors the id of a trace, unless asked to, and then those alone", async () => {
  const sdk = createSdk();
  const world = createWorld();
  await world.push(instrument(sdk.providers));
  const requests = () => [...world.hrflow.requests, ...world.leverFake.requests];
  expect(requests().length).toBeGreaterThan(2);
  expect(requests().filter(({ headers }) => headers.has("traceparent") || headers.has("tracestate"))).toEqual([]);
  await world.push(instrument({ ...sdk.providers, propagateTo: ({ hostname }) => hostname === "api.hrflow.ai" }), 2);
  const told = requests().filter(({ headers }) => headers.has("traceparent"));
  expect(told.map(({ url }) => new URL(url).hostname)).toEqual(["api.hrflow.ai"]);
  const spanIds = sdk.spans().map((span) => span.spanContext().spanId);
  expect(spanIds).toContain(told[0]?.headers.get("traceparent")?.split("-")[2]);
});

it("lets other instrumentation of `fetch` neither tell vendors the id of a trace nor report an attempt twice", async () => {
  followContexts();
  const sdk = createSdk();
  const world = createWorld();
  const propagator = new W3CTraceContextPropagator();
  const told: object[] = [];
  /** As @opentelemetry/instrumentation-undici does. */
  const fetch: Fetch = (request) => {
    const span = sdk.providers.tracerProvider.getTracer("undici").startSpan("undici");
    const headers = {};
    const { context, trace } = api19;
    propagator.inject(trace.setSpan(context.active(), span), headers, defaultTextMapSetter);
    told.push(headers);
    return world.fetch(request).finally(() => span.end());
  };
  await world.push({ ...instrument(sdk.providers), fetch });
  expect(told.length).toBeGreaterThan(3);
  expect(new Set(told.map((headers) => JSON.stringify(headers)))).toEqual(new Set(["{}"]));
  expect(sdk.shownSpans().filter(({ name }) => name === "undici")).toEqual([]);
});

it("links a replay to its first run, also from another process", async () => {
  const [first, second] = [createSdk(), createSdk()];
  const world = createWorld();
  world.leverFake.injectFault({ kind: "status", status: 422 }, { method: "POST", path: "/opportunities" });
  const { runId } = await world.push(instrument(first.providers));
  const replayed = await world.replay(runId, instrument(second.providers));
  expect(replayed.status).toBe("success");
  const [origin] = first.spans().filter(({ name }) => name === "lever.push_profile");
  const [replay] = second.spans().filter(({ name }) => name === "lever.push_profile");
  expect(replay?.attributes).toMatchObject({ "hrflow.replay_of": runId, "hrflow.status": "success" });
  const { traceId, spanId } = origin?.spanContext() ?? {};
  expect(replay?.links).toMatchObject([{ context: { traceId, spanId } }]);
});

it("is below the span whose carrier came with a queue's job, and carries no baggage", async () => {
  followContexts();
  const { context, propagation, trace } = api19;
  const [producer, worker] = [createSdk(), createSdk()];
  const telemetry = instrument(producer.providers);
  expect(telemetry.carrier()).toEqual({});
  const span = producer.providers.tracerProvider.getTracer("application").startSpan("enqueue");
  const baggage = propagation.createBaggage({ person: { value: "Philomena" } });
  const active = propagation.setBaggage(trace.setSpan(context.active(), span), baggage);
  const job = JSON.stringify(context.with(active, () => telemetry.carrier()));
  expect(Object.keys(JSON.parse(job))).toEqual(["traceparent"]);
  await createWorld().push(instrument(worker.providers).from(JSON.parse(job)));
  const [run] = worker.spans().filter(({ name }) => name === "lever.push_profile");
  const { traceId, spanId } = span.spanContext();
  expect(run?.parentSpanContext).toMatchObject({ traceId, spanId, isRemote: true });
});

it.each([undefined, null, {}, { traceparent: "" }, { traceparent: `00-${"0".repeat(32)}-${"1".repeat(16)}-01` }])(
  "begins a trace of its own for a job whose carrier is %j",
  async (carrier) => {
    const sdk = createSdk();
    await createWorld().push(instrument(sdk.providers).from(carrier));
    const [run] = sdk.spans().filter(({ name }) => name === "lever.push_profile");
    expect(run?.parentSpanContext).toBeUndefined();
  },
);

it("keeps the state of a trace with its carrier", () => {
  followContexts();
  const { context, createTraceState, trace } = api19;
  const spanContext = { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 0 };
  const within = trace.setSpanContext(context.active(), { ...spanContext, traceState: createTraceState("vendor=1") });
  const carrier = context.with(within, () => instrument().carrier());
  expect(carrier).toEqual({ traceparent: `00-${"1".repeat(32)}-${"2".repeat(16)}-00`, tracestate: "vendor=1" });
});

it("reports the attempts of a typed client, without a run", async () => {
  const sdk = createSdk();
  const { fetch } = createWorld();
  const http = createHttp({ fetch, around: instrument(sdk.providers).around });
  await http.fetch("https://api.lever.co/v1/opportunities?email=philomena%40mail.example");
  expect(sdk.shownSpans()).toEqual([
    {
      ...{ name: "GET", "http.request.method": "GET", "http.response.status_code": 401, "error.type": "401" },
      ...{ "url.full": "https://api.lever.co/v1/opportunities" },
      ...{ "server.address": "api.lever.co", "server.port": 443 },
    },
  ]);
});

it("costs only its spans if it fails, and the log says so once", async () => {
  const sdk = createSdk();
  const broken = () => {
    throw new Error("broken");
  };
  const tracerProvider = { getTracer: () => ({ startSpan: broken, startActiveSpan: broken }) };
  const error = vi.fn();
  const logger = { debug() {}, info() {}, warn() {}, error };
  const result = await createWorld().push({ ...instrument({ ...sdk.providers, tracerProvider }), logger });
  expect(result.status).toBe("success");
  expect(error.mock.calls.map(([, message]) => message)).toEqual(["around failed; the run goes on"]);
});

it("ends every span that it began, also if `propagateTo` throws", async () => {
  const sdk = createSdk();
  let begun = 0;
  const tracer = sdk.providers.tracerProvider.getTracer("counting");
  const startSpan: typeof tracer.startSpan = (...given) => {
    begun += 1;
    return tracer.startSpan(...given);
  };
  const tracerProvider = { getTracer: () => ({ startSpan, startActiveSpan: tracer.startActiveSpan.bind(tracer) }) };
  const propagateTo = ({ hostname }: URL) => {
    if (hostname === "api.lever.co") throw new Error("broken");
    return false;
  };
  const result = await createWorld().push(instrument({ ...sdk.providers, tracerProvider, propagateTo }));
  expect(result.status).toBe("success");
  expect(sdk.spans()).toHaveLength(begun);
  expect(begun).toBe(3);
});

it("reports the requests of a check", async () => {
  const sdk = createSdk();
  await createWorld().check(instrument(sdk.providers));
  expect(sdk.shownSpans().map(({ name }) => name)).toContain("GET /users/{user}");
});

it("reports each run of `pushMany`", async () => {
  const sdk = createSdk();
  await createWorld().pushMany(instrument(sdk.providers));
  expect(sdk.shownSpans().filter(({ name }) => name === "lever.push_profile")).toHaveLength(3);
});
