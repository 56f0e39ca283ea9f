import type { RunEvent, RunResult } from "@hrflow-connectors/core";
import { difference, fileSignature, recordKind } from "@hrflow-connectors/testing/vitest";
import type { Environment, Run } from "../environment/create-environment";
import { leaksIn } from "../environment/secrets";

/** What a push without faults creates. */
export interface Baseline {
  parts: readonly string[];
  receipts: number;
}

/** Limit of one request, with all its attempts and waits. */
const requestLimitMs = 6 * 60_000;
/** Limit of one run. */
export const runLimitMs = 30 * 60_000;
/** Limit of the requests in one run, including the empty pages of an endless list. */
const requestLimit = 100;

/** Checks what must hold after every run, whatever faults it met. Returns one line per violation. */
export function checkRun(run: Run, environment: Environment, baseline: Baseline): string[] {
  return [
    ...unexpectedParts(run.parts, environment, baseline),
    ...(run.result.status === "success" ? checkSuccess(run, environment, baseline) : []),
    ...checkReport(run, environment),
  ];
}

/** Checks what a run reports, whatever it wrote: a failure has its reason, no secret is exposed, and it ends in time. */
export function checkReport(run: Run, environment: Environment): string[] {
  return [
    ...(run.result.status === "success" ? [] : checkFailure(run.result)),
    ...checkLeaks(run, environment),
    ...(run.received.length > requestLimit ? [`${run.received.length} requests`] : []),
    ...(longestRequestMs(run.events) > requestLimitMs
      ? [`a request took ${longestRequestMs(run.events) / 1000} s`]
      : []),
  ];
}

/** Reports parts that the baseline does not have, or has fewer of. */
function unexpectedParts(parts: readonly string[], { vendor }: Environment, baseline: Baseline): string[] {
  const comparable = parts.map((part) => vendor.expectedPart?.(part) ?? part);
  return difference(comparable, baseline.parts).map((part) => `duplicate or unexpected: ${part}`);
}

/** Returns the parts of the baseline that the run lacks. */
export function missingParts(run: Run, baseline: Baseline): string[] {
  return difference(baseline.parts, run.parts);
}

export const warningsOf = ({ receipts }: RunResult) => receipts.flatMap(({ warnings = [] }) => warnings);

/** Whether the push is complete, so that another run has nothing left to send. */
export function isComplete({ result: { status, receipts } }: Run): boolean {
  return status === "success" && (isReplayed(receipts) || receipts.every(({ warnings }) => !warnings));
}

export function isReplayed(receipts: RunResult["receipts"]): boolean {
  return receipts.length > 0 && receipts.every(({ replayed }) => replayed);
}

/** Whether the vendor refused a credential that works once: it was used, but the response was lost. */
export function isCredentialRefused({ failures }: RunResult): boolean {
  return failures.some(({ stage, error }) => stage === "open" && error.code === "authentication_failed");
}

/** Checks that a repeated push writes nothing and returns the receipts of the last run. */
export function checkRepeatedRun(repeated: Run, last: Run): string[] {
  const writes = repeated.received.filter(
    ({ request }) => request.method !== "GET" && !request.path.endsWith("/token"),
  );
  const idsOf = (run: Run) => run.result.receipts.map(({ id }) => id).join();
  return [
    ...writes.map(({ request }) => `repeated push: sends ${request.method} ${request.path}`),
    ...(isReplayed(repeated.result.receipts) ? [] : ["repeated push: the receipts are not replayed"]),
    ...(idsOf(repeated) === idsOf(last) ? [] : ["repeated push: other receipts"]),
  ];
}

function checkSuccess(run: Run, { vendor }: Environment, baseline: Baseline): string[] {
  const { receipts, failures } = run.result;
  const missing = missingParts(run, baseline);
  const ids = vendor.records().flatMap((record) => record.ids);
  return [
    ...(receipts.length === baseline.receipts ? [] : [`success with ${receipts.length} receipts`]),
    ...receipts.filter(({ id }) => !ids.includes(id)).map(({ id }) => `a receipt for ${id}, which does not exist`),
    ...(new Set(receipts.map(({ id }) => id)).size === receipts.length ? [] : ["two receipts for the same record"]),
    ...(missing.length > 0 && warningsOf(run.result).length === 0
      ? [`success without ${missing}, and no warning`]
      : []),
    ...(failures.length > 0 ? ["success with failures"] : []),
  ];
}

/** The reason of a run whose only item failed at a stage. */
const reasons: Record<string, string> = { open: "write_failure", read: "read_failure", write: "write_failure" };

function checkFailure({ status, reason, receipts, failures }: RunResult): string[] {
  const [failure] = failures;
  const uninformative = failures
    .filter(({ error: { code, message } }) => code === "unexpected" || code === "" || message === "")
    .map(({ error: { code, message } }) => `a failure without a cause: ${code} ${message}`);
  if (reason === "aborted") {
    const expected = receipts.length > 0 ? "success_with_failures" : "fatal";
    return [
      ...uninformative,
      ...(status === expected ? [] : [`${status}, ${reason} with ${receipts.length} receipts`]),
    ];
  }
  if (!failure) return [`${status} without a failure`];
  const isConsistent = status === "fatal" && reason === reasons[failure.stage];
  return [...uninformative, ...(isConsistent ? [] : [`${status}, ${reason} for stage ${failure.stage}`])];
}

/** Reports secrets that the run exposed or stored. Only the token records may hold them. */
function checkLeaks(
  { result, events, logLines }: Pick<Run, "result" | "events" | "logLines">,
  { store }: Pick<Environment, "store">,
): string[] {
  const exposed = JSON.stringify([result, events, logLines]);
  const stored = [...store.contents]
    .map(([key, value]) => (recordKind(key) === "the token" ? key : key + value))
    .join("\n");
  const leaks = [...leaksIn(exposed), ...(exposed.includes(fileSignature) ? [fileSignature] : [])];
  return [...leaks.map((leak) => `exposes ${leak}`), ...leaksIn(stored).map((leak) => `stores ${leak}`)];
}

/** The longest time from the first attempt of a request to the next request or the end of the run. */
function longestRequestMs(events: readonly RunEvent[]): number {
  const starts = events.flatMap((event, index) =>
    event.type === "http.request" && event.attempt === 1 ? [index] : [],
  );
  const timeOf = (index: number) => Date.parse(events[index]?.time ?? "");
  const spans = starts.map((from, n) => timeOf(starts[n + 1] ?? events.length - 1) - timeOf(from));
  return Math.max(0, ...spans);
}
