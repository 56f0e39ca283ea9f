import {
  type Context,
  context,
  createTraceState,
  isSpanContextValid,
  type SpanContext,
  TraceFlags,
  trace,
} from "@opentelemetry/api";

/** A trace's place as W3C writes it: plain texts that fit into a queue job's data. Empty if no span is active. */
export interface Carrier {
  traceparent?: string | undefined;
  tracestate?: string | undefined;
}

/** Never with baggage: an application may keep anything in it. */
export function carrierOf(spanContext: SpanContext | undefined): Carrier {
  if (!spanContext || !isSpanContextValid(spanContext)) return {};
  const { traceId, spanId, traceFlags, traceState } = spanContext;
  const flags = (traceFlags & 0xff).toString(16).padStart(2, "0");
  const tracestate = traceState?.serialize();
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, ...(tracestate ? { tracestate } : {}) };
}

/**
 * The span that a carrier names; undefined if it names none.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function spanContextOf({ traceparent, tracestate }: Carrier): SpanContext | undefined {
  // Later versions may append fields.
  const found = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:$|-)/.exec(String(traceparent));
  const [, traceId = "", spanId = "", flags = ""] = found ?? [];
  const spanContext = {
    ...{ traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true },
    ...(tracestate ? { traceState: createTraceState(String(tracestate)) } : {}),
  };
  return isSpanContextValid(spanContext) ? spanContext : undefined;
}

/** The active context within the span that a carrier names, if it names one. */
export function contextOf(carrier: Carrier | null | undefined): Context {
  const spanContext = spanContextOf(carrier ?? {});
  return spanContext ? trace.setSpanContext(context.active(), spanContext) : context.active();
}
