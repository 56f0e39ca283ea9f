import type { AnyConnection } from "../contract/connection";
import type { CheckResult } from "../contract/connector";
import type { Finding, ReportedFinding } from "../contract/finding";
import type { RunOptions } from "../contract/run";
import type { CheckContext, Side } from "../contract/warehouse";
import { ApiCallError, describeError } from "../errors";
import { isCredentialRefusal } from "../retry-rules";
import { isRecord } from "../state/plain-data";
import { asAbortSignal, explainStop, withinDeadline } from "../stop";
import { type Connected, connect, isSpentByUse } from "./connect";
import { parseParameters } from "./parameters";
import { type Run, type RunningAction, startRun } from "./run";
import { readOnlyOptions } from "./run-action";

/** A difference of clocks that makes tokens and update times doubtful. */
const maxSkewMs = 60_000;

/**
 * Checks an action by reads alone, one side after the other: `connector.check` for an action whose connector is not at hand. `input` has
 * `originParameters`, `targetParameters` or both. Resolves to findings, whatever happens; an invalid `deadlineMs` rejects.
 */
export function checkAction(action: RunningAction, input: unknown, options?: RunOptions | null): Promise<CheckResult> {
  return withinDeadline(options ?? {}, async (limited) => {
    const run = startRun(action, input, readOnlyOptions(limited), "");
    const findings: Finding[] = [];
    const { origin, target } = action.action;
    const given = isRecord(input) ? input : {};
    for (const side of ["origin", "target"] as const) {
      const parameters = given[`${side}Parameters`];
      if (parameters === undefined) continue;
      const before = findings.length;
      await checkSide(run, side, side === "origin" ? origin.read : target.write, parameters, findings);
      if (findings.length === before)
        findings.push({
          code: "parameters_valid",
          level: "ok",
          side,
          message: "the parameters are valid; only a run tells more",
        });
    }
    if (findings.length === 0) {
      const message = "nothing was checked: expected originParameters, targetParameters or both";
      findings.push({ code: "nothing_checked", level: "error", side: "origin", message });
    }
    return run.redactor.data({ ok: findings.every(({ level }) => level !== "error"), findings });
  });
}

type CheckedSide = Side<unknown, unknown> & {
  choose(parameters: never): { connection: AnyConnection; check?: unknown };
};

async function checkSide(
  run: Run,
  side: Finding["side"],
  warehouse: CheckedSide,
  given: unknown,
  findings: Finding[],
): Promise<void> {
  const report = (finding: ReportedFinding) => void findings.push({ code: "reported", side, ...finding });
  const parsed = await parseParameters(`${side}Parameters`, given, warehouse.parameters);
  if (!("value" in parsed)) {
    for (const { path, message } of parsed.faults)
      report({ code: "invalid_parameters", level: "error", message: `${path}: ${message}` });
    return;
  }
  const parameters = parsed.value as never;
  try {
    const { connection, check } = warehouse.choose(parameters);
    const auth = await run.guard(Promise.resolve(connection.auth(parameters)));
    if (isSpentByUse(auth) && !run.options.store) {
      const message = "the credential was not tried: it can be used once, and there is no store to keep the tokens";
      return report({
        code: "credential_not_tried",
        level: "unknown",
        message,
        advice: "give a `store` in the options",
      });
    }
    const connected = await run.guard(connect(run, connection, parameters, { onlyReads: true }));
    if (auth.type === "oauth")
      report({ code: "credential_accepted", level: "ok", message: `${connection.name} accepts the credential` });
    const { api } = connected;
    const signal = asAbortSignal(connected.signal);
    const needed = neededScopes(warehouse, connection);
    const granted = await run.guard(grantedScopes(connected, [...needed.keys()], run));
    const probe = proberOf(run, report);
    const context: CheckContext<never, never> = { api, parameters, signal, report, probe, granted };
    if (granted) reportScopes(needed, granted, connection, report);
    const looking = (check as ((context: CheckContext<never, never>) => Promise<unknown>) | undefined)?.(context);
    await run.guard(Promise.resolve(looking));
    reportSurroundings(connection, connected, report);
    if (!granted) reportWrites(warehouse, connection, report);
  } catch (error) {
    const { message } = describeError(explainStop(error, run.options.signal));
    if (isCredentialRefusal(error))
      return report({ code: "credential_refused", level: "error", message, advice: "check the credential" });
    report({ code: "check_failed", level: isTransient(error) ? "unknown" : "error", message });
  }
}

function proberOf(run: Run, report: (finding: ReportedFinding) => void): CheckContext<never, never>["probe"] {
  return async (subject, call, advice) => {
    try {
      const found = await run.guard(call());
      report({ code: "readable", level: "ok", message: `${subject} can be read` });
      return found;
    } catch (error) {
      // What ends the check is not a finding about one subject.
      if (run.options.signal?.aborted) throw error;
      const message = `${subject} cannot be read: ${describeError(error).message}`;
      const code = isCredentialRefusal(error) ? "credential_refused" : "unreadable";
      report(isTransient(error) ? { code, level: "unknown", message } : { code, level: "error", message, advice });
      return undefined;
    }
  };
}

function isTransient(error: unknown): boolean {
  return ApiCallError.isInstance(error) ? error.retryable : describeError(error).retryable;
}

function reportSurroundings(
  { name }: AnyConnection,
  { vendorOffsetMs, rateLeft }: Connected,
  report: (finding: ReportedFinding) => void,
): void {
  const offsetMs = vendorOffsetMs();
  if (offsetMs !== undefined && Math.abs(offsetMs) > maxSkewMs) {
    const seconds = Math.round(Math.abs(offsetMs) / 1_000);
    const message = `this machine's clock is ${seconds} s ${offsetMs > 0 ? "behind" : "ahead of"} that of ${name}`;
    report({
      code: "clock_differs",
      level: "warning",
      message,
      advice: "synchronize the clock: tokens and update times depend on it",
    });
  }
  const left = rateLeft();
  if (!left) return;
  const level = left.remaining * 10 < left.limit ? "warning" : "ok";
  report({
    code: "requests_left",
    level,
    message: `${left.remaining} of ${left.limit} requests are left in this window of ${name}`,
  });
}

/** The permissions of a protocol's endpoints, each with the endpoints that need it. */
function neededScopes({ endpoints }: CheckedSide, { protocol }: AnyConnection): Map<string, string[]> {
  const needed = new Map<string, string[]>();
  for (const { permission, method, path, ...endpoint } of endpoints)
    if (permission && endpoint.protocol === protocol)
      needed.set(permission, [...(needed.get(permission) ?? []), `${method} ${path}`]);
  return needed;
}

/** The scopes that a token has. Where none of them is known here, they may be spelled in another way: reads tell more. */
async function grantedScopes({ scopes }: Connected, needed: string[], run: Run): Promise<string[] | undefined> {
  const found = await scopes?.().catch((error: unknown) => {
    if (run.options.signal?.aborted) throw error;
    return undefined;
  });
  return found?.some((scope) => needed.includes(scope)) ? found : undefined;
}

function reportScopes(
  needed: Map<string, string[]>,
  granted: string[],
  { name }: AnyConnection,
  report: (finding: ReportedFinding) => void,
): void {
  const missing = [...needed].filter(([scope]) => !granted.includes(scope));
  for (const [scope, calls] of missing)
    report({
      code: "scope_missing",
      level: "error",
      message: `the credential has no scope ${scope}, which ${calls.join(" and ")} needs`,
      advice: `grant ${scope} to the credential at ${name}`,
    });
  if (missing.length === 0)
    report({
      code: "scopes_granted",
      level: "ok",
      message: `${name} grants the scopes that the action needs (${needed.size})`,
    });
}

/** Whether a credential may write cannot be told by reads. */
function reportWrites(
  { endpoints }: CheckedSide,
  { name, protocol }: AnyConnection,
  report: (finding: ReportedFinding) => void,
): void {
  const needed = endpoints.filter((one) => one.method !== "GET" && !one.isRead && one.protocol === protocol);
  const names = [...new Set(needed.flatMap(({ permission }) => permission ?? []))];
  if (names.length === 0) return;
  const message = `only a write tells whether ${name} grants ${names.join(", ")}`;
  report({
    code: "writes_unknown",
    level: "unknown",
    message,
    advice: "compare the credential's permissions with the action's page",
  });
}
