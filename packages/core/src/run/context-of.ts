import type { ConnectorSource, RateLimit, ReadContext, RunOptions } from "../contract/v1";
import { openHttp } from "../http/create-http";
import { completeSettings } from "../http/http-settings";
import { rateLimitsOf } from "../rate-limits/rate-limits-of";
import type { Redactor } from "../secrets/redactor";
import type { Reporter } from "./reporter";

interface Run {
  connector: Pick<ConnectorSource, "package">;
  options: RunOptions;
  reporter: Reporter;
  redactor: Redactor;
  runId: string;
}

/** What one side of an action works with, for one run: its requests keep to the limits that it declares. */
export async function contextOf(
  { connector, options, reporter, redactor, runId }: Run,
  side: { rateLimits?: readonly RateLimit[] },
  parameters: unknown,
  readFrom: string | null,
): Promise<ReadContext> {
  const signal = options.signal ?? new AbortController().signal;
  const { name, version } = connector.package;
  const settings = completeSettings({
    ...(options.fetch ? { fetch: options.fetch } : {}),
    ...(options.resolveHost ? { resolveHost: options.resolveHost } : {}),
    signal,
    userAgent: `hrflow-connectors/${version} (${name})`,
    emit: reporter.emit,
  });
  const limiterOf = await rateLimitsOf(side.rateLimits ?? [], parameters, options.rateLimits);
  return {
    http: openHttp({ ...settings, pace: { run: runId, limiterOf } }),
    logger: reporter.logger,
    signal,
    store: options.store,
    addSecret: redactor.add,
    emit: reporter.emit,
    readFrom,
  };
}
