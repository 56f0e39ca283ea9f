import type { Around, AroundItem, AroundOutcome, AroundRequest, AroundRun, RunOptions } from "@hrflow-connectors/core";
import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { defined, requestAttributes, responseAttributes, runAttributes } from "./attributes";
import { carrierOf, spanContextOf } from "./carrier";
import type { Counting } from "./metrics";

type Work = () => Promise<AroundOutcome>;

export interface SpanSettings {
  tracer: Tracer;
  counting: Counting;
  items: boolean;
  propagateTo: (url: URL) => boolean;
  /** The context that a run begins in. */
  parentOfRun: () => Context;
}

/**
 * Ends what other instrumentation reports of an attempt: it would be a second span, and send the trace's id to the vendor.
 *
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/packages/opentelemetry-core/src/trace/suppress-tracing.ts
 */
const suppression = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

/** Surrounds runs, items and requests with spans. */
export function createAround({ tracer, counting, items, propagateTo, parentOfRun }: SpanSettings) {
  /** Of the runs under way. Without a context manager, nothing else tells what a request belongs to. */
  const contexts = new Map<string, Context>();
  const parentOf = ({ runId = "" }: Around) => {
    const active = context.active();
    return trace.getSpan(active) ? active : (contexts.get(runId) ?? active);
  };
  const aroundRun = async (what: AroundRun, work: Work) => {
    const { connector, action, origin, target, dryRun, replayOf } = what;
    const parent = parentOfRun();
    const first = spanContextOf({ traceparent: replayOf?.trace });
    const own = { "hrflow.origin": origin, "hrflow.target": target, "hrflow.dry_run": dryRun };
    const attributes = { ...runAttributes(what), ...defined({ ...own, "hrflow.replay_of": replayOf?.runId }) };
    const links = first ? [{ context: first }] : [];
    const span = tracer.startSpan(`${connector}.${action}`, { attributes, links }, parent);
    const { traceparent } = carrierOf(span.spanContext());
    if (traceparent) what.setTrace(traceparent);
    contexts.set(what.runId, trace.setSpan(parent, span));
    await within(span, parent, work).finally(() => contexts.delete(what.runId));
  };
  const aroundItem = (what: AroundItem, work: Work) => {
    if (!items) return work();
    const parent = parentOf(what);
    const attributes = { ...runAttributes(what), "hrflow.item.index": what.index };
    return within(tracer.startSpan(`${what.connector}.${what.action} item`, { attributes }, parent), parent, work);
  };
  const aroundRequest = async (what: AroundRequest, work: Work) => {
    const { method, url, template } = what;
    // First: a user's function may throw, and a span that has begun would never end.
    const isTold = url !== undefined && propagateTo(new URL(url));
    const parent = parentOf(what);
    const name = template === undefined ? method : `${method} ${template}`;
    const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: requestAttributes(what) }, parent);
    if (isTold)
      for (const [header, value] of Object.entries(carrierOf(span.spanContext()))) what.setHeader(header, value);
    const startedAt = performance.now();
    const response = await within(span, parent.setValue(suppression, true), work);
    counting.countRequest(what, performance.now() - startedAt, response);
  };
  const around: NonNullable<RunOptions["around"]> = (what, work) => {
    if (what.type === "run") return aroundRun(what, work);
    return what.type === "item" ? aroundItem(what, work) : aroundRequest(what, work);
  };
  return around;
}

/** Runs work within a span, and completes it with the attributes of its outcome, which it resolves to. Calls `work` at once. */
async function within(span: Span, parent: Context, work: Work): Promise<Attributes> {
  const outcome = await context.with(trace.setSpan(parent, span), work);
  const attributes = outcomeAttributes(outcome);
  span.setAttributes(attributes);
  if ("error.type" in attributes) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
  return attributes;
}

function outcomeAttributes(outcome: AroundOutcome): Attributes {
  if (outcome.type === "request") return responseAttributes(outcome);
  if (outcome.type === "item") {
    const { failure } = outcome;
    const error = { "hrflow.stage": failure?.stage, "error.type": failure?.error.code };
    return defined({ "hrflow.outcome": outcome.outcome, ...error });
  }
  const { status, reason, events } = outcome.result;
  const counts = Object.entries(events).filter(([, count]) => count > 0);
  return defined({
    ...Object.fromEntries(counts.map(([name, count]) => [`hrflow.events.${name}`, count])),
    ...{ "hrflow.status": status, "hrflow.reason": reason || undefined },
    "error.type": status === "fatal" ? reason : undefined,
  });
}
