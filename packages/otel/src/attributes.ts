import type { AroundAny, AroundOutcome, AroundRequest } from "@hrflow-connectors/core";
import type { AttributeValue } from "@opentelemetry/api";

/*
 * The names and values of attributes: those of the stable HTTP conventions, and ours below `hrflow`. No value is about a person: no
 * reference, no message, no query of a URL, no address of a person's file.
 */

/** Attributes without those that are undefined, which a metric would keep. */
export function defined(attributes: Record<string, AttributeValue | undefined>): Record<string, AttributeValue> {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, AttributeValue>;
}

/** Which action a run executes. Few values, so metrics can have it. */
export function actionAttributes({ connector, action }: Partial<Pick<AroundAny, "connector" | "action">>) {
  return defined({ "hrflow.connector": connector, "hrflow.action": action });
}

export function runAttributes({ runId, workflowId, ...action }: Partial<AroundAny>) {
  return { ...actionAttributes(action), ...defined({ "hrflow.run.id": runId, "hrflow.workflow.id": workflowId }) };
}

/** Empty for a file whose address comes from an item: even the host may name a person. */
export function serverAttributes({ url }: AroundRequest) {
  if (url === undefined) return {};
  const { hostname, port, protocol } = new URL(url);
  return { "server.address": hostname, "server.port": Number(port) || (protocol === "http:" ? 80 : 443) };
}

/**
 * Of an attempt before it is sent.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client
 */
export function requestAttributes(what: AroundRequest) {
  const { method, url, template, attempt, waitedMs } = what;
  return defined({
    ...runAttributes(what),
    ...serverAttributes(what),
    ...{ "http.request.method": method, "url.full": url, "url.template": template },
    "http.request.resend_count": attempt > 1 ? attempt - 1 : undefined,
    "hrflow.rate_limit.wait": waitedMs >= 1 ? waitedMs / 1_000 : undefined,
  });
}

/** How an attempt has ended. A status from 400 is an error to a client. */
export function responseAttributes({ status, error }: Extract<AroundOutcome, { type: "request" }>) {
  return defined({
    "http.response.status_code": status,
    "error.type": error?.code ?? (status !== undefined && status >= 400 ? String(status) : undefined),
  });
}
