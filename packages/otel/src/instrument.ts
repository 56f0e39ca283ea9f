import type { RunOptions } from "@hrflow-connectors/core";
import { type Context, context, diag, type MeterProvider, type TracerProvider, trace } from "@opentelemetry/api";
import { type Carrier, carrierOf, contextOf } from "./carrier";
import { createCounting } from "./metrics";
import { createAround } from "./spans";

export type { Carrier };

declare const __PACKAGE_VERSION__: string;

export interface TelemetryOptions {
  /** Default: the global one. */
  tracerProvider?: TracerProvider | undefined;
  /** Default: the one that is global when the first run begins. */
  meterProvider?: MeterProvider | undefined;
  /** Whether each item has a span, too. Default false: a run may have a million of them. */
  items?: boolean | undefined;
  /**
   * Returns whether requests to this URL, which is without its query, carry the trace's id as `traceparent` and `tracestate`. Default:
   * none does. The id tells a third party which requests belong together, across customers and accounts, and vendors have no use for it.
   */
  propagateTo?: ((url: URL) => boolean) | undefined;
  /** Called for every event of the runs, after it was counted. */
  onEvent?: RunOptions["onEvent"];
}

/** The options of a run that reports spans and metrics. */
export interface RunTelemetry {
  around: NonNullable<RunOptions["around"]>;
  onEvent: NonNullable<RunOptions["onEvent"]>;
}

export interface Telemetry extends RunTelemetry {
  /** Returns the place of the active span as texts, for the data of a queue's job. */
  carrier(): Carrier;
  /** Returns the same options for runs below the span that a carrier names, such as the one that was active where a job was added. */
  from(carrier: Carrier | null | undefined): RunTelemetry;
}

/**
 * Returns the options of runs that report spans and metrics by the OpenTelemetry API. One call serves all runs of a process.
 *
 * @example
 * const telemetry = instrument();
 * await acme.pushProfile(input, { ...telemetry, store });
 */
export function instrument(options: TelemetryOptions = {}): Telemetry {
  const { tracerProvider, meterProvider, items = false, propagateTo = () => false, onEvent } = options;
  const scope = ["@hrflow-connectors/otel", __PACKAGE_VERSION__] as const;
  const tracer = (tracerProvider ?? trace.getTracerProvider()).getTracer(...scope);
  const counting = createCounting(meterProvider, scope);
  const telemetryOf = (parentOfRun: () => Context): RunTelemetry => ({
    around: createAround({ tracer, counting, items, propagateTo, parentOfRun }),
    onEvent(event) {
      try {
        counting.countEvent(event);
      } catch (error) {
        diag.error("@hrflow-connectors/otel: an event was not counted", error);
      }
      // A promise that it returns may reject, which core logs.
      return onEvent?.(event);
    },
  });
  return {
    ...telemetryOf(() => context.active()),
    carrier: () => carrierOf(trace.getSpanContext(context.active())),
    from: (carrier) => telemetryOf(() => contextOf(carrier)),
  };
}
