import type * as Api from "@opentelemetry/api";
import * as api19 from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterEach } from "vitest";

// As `disable` of each part does, but also for another version of the API.
afterEach(() => void Reflect.deleteProperty(globalThis, Symbol.for("opentelemetry.js.api.1")));

/** Lets contexts follow asynchronous work, as an application's SDK does, until the test ends. */
export function followContexts(api: typeof Api = api19): void {
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
}

type ShownSpan = { name: string } & Record<string, unknown>;

/** Providers that keep what they are given. */
export function createSdk() {
  const spanExporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] });
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 2 ** 30 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const exported = async () => {
    await meterProvider.forceFlush();
    const scopes = metricExporter.getMetrics().at(-1)?.scopeMetrics ?? [];
    return scopes.flatMap(({ metrics }) => metrics);
  };
  return {
    providers: { tracerProvider, meterProvider },
    spans: () => spanExporter.getFinishedSpans(),
    /** The spans as what matters to a reader of a trace. */
    shownSpans: (): ShownSpan[] =>
      spanExporter.getFinishedSpans().map(({ name, attributes }) => ({ name, ...attributes })),
    metrics: exported,
    /** The points of a metric: their attributes, and a counter's sum or a histogram's count. */
    async points(name: string) {
      const points = (await exported()).flatMap(({ descriptor, dataPoints }) =>
        descriptor.name === name ? [...dataPoints] : [],
      );
      return points.map(({ attributes, value }) => ({
        ...attributes,
        value: typeof value === "number" ? value : (value as { count: number }).count,
      }));
    },
  };
}
