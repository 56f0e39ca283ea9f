import type { RunEvent, RunResult } from "@hrflow-connectors/core";
import type { Run, World } from "../world/create-world";
import { fileSignature, leaksIn } from "../world/secrets";

/** What a push makes when nothing goes wrong. */
export interface Clean {
  parts: readonly string[];
  receipts: number;
}

/** No request takes longer, with all its tries and waits. */
const requestLimitMs = 6 * 60_000;
/** No run takes longer. */
export const runLimitMs = 30 * 60_000;
/** No run sends more requests, the empty pages of a list without end among them. */
const requestLimit = 100;

/** What a run lacks of a clean one. */
export function missingFrom(run: Run, clean: Clean): string[] {
  return difference(clean.parts, run.parts);
}

export const warningsOf = ({ receipts }: RunResult) => receipts.flatMap(({ warnings = [] }) => warnings);

/** The promises that a run broke, whatever it met. */
export function brokenPromises(run: Run, world: World, clean: Clean): string[] {
  return [
    ...madeTwice(run.parts, world, clean),
    ...(run.result.status === "success" ? dishonestSuccess(run, world, clean) : dishonestFailure(run.result)),
    ...leaks(run, world),
    ...(run.arrivals.length > requestLimit ? [`${run.arrivals.length} requests`] : []),
    ...(longestRequestMs(run.events) > requestLimitMs
      ? [`a request took ${longestRequestMs(run.events) / 1000} s`]
      : []),
  ];
}

/** What there is more of than a clean push makes. */
export function madeTwice(parts: readonly string[], { vendor }: World, clean: Clean): string[] {
  const counted = parts.map((part) => vendor.standsFor?.(part) ?? part);
  return difference(counted, clean.parts).map((part) => `made twice, or not as it should be: ${part}`);
}

function dishonestSuccess(run: Run, { vendor }: World, clean: Clean): string[] {
  const { receipts, failures } = run.result;
  const missing = missingFrom(run, clean);
  const ids = vendor.ids();
  return [
    ...(receipts.length === clean.receipts ? [] : [`success with ${receipts.length} receipts`]),
    ...receipts.filter(({ id }) => !ids.includes(id)).map(({ id }) => `a receipt for ${id}, which is not there`),
    ...(new Set(receipts.map(({ id }) => id)).size === receipts.length ? [] : ["two receipts for the same record"]),
    ...(missing.length > 0 && warningsOf(run.result).length === 0
      ? [`success without ${missing}, and no warning`]
      : []),
    ...(failures.length > 0 ? ["success with failures"] : []),
  ];
}

/** By the table of the contract: one item, whose read, format or write failed. */
const reasons: Record<string, string> = { open: "write_failure", read: "read_failure", write: "write_failure" };

function dishonestFailure({ status, reason, receipts, failures }: RunResult): string[] {
  const [failure] = failures;
  const mute = failures
    .filter(({ error: { code, message } }) => code === "unexpected" || code === "" || message === "")
    .map(({ error: { code, message } }) => `a failure that tells nothing: ${code} ${message}`);
  if (reason === "aborted") {
    const expected = receipts.length > 0 ? "success_with_failures" : "fatal";
    return [...mute, ...(status === expected ? [] : [`${status}, ${reason} with ${receipts.length} receipts`])];
  }
  if (!failure) return [`${status} without a failure`];
  const isFitting = status === "fatal" && reason === reasons[failure.stage];
  return [...mute, ...(isFitting ? [] : [`${status}, ${reason} for stage ${failure.stage}`])];
}

/** Secrets in what a run let out or keeps; tokens may be kept. */
function leaks({ result, events, lines }: Run, { store }: World): string[] {
  const shown = JSON.stringify([result, events, lines]);
  const kept = [...store.contents].map(([key, value]) => (key.includes(":token:") ? key : key + value)).join("\n");
  const found = [...leaksIn(shown), ...(shown.includes(fileSignature) ? [fileSignature] : [])];
  return [...found.map((leak) => `lets out ${leak}`), ...leaksIn(kept).map((leak) => `keeps ${leak}`)];
}

/** From a request's first try to whatever the run did next. */
function longestRequestMs(events: readonly RunEvent[]): number {
  const begun = events.flatMap((event, index) => (event.type === "http.request" && event.attempt === 1 ? [index] : []));
  const timeOf = (index: number) => Date.parse(events[index]?.time ?? "");
  const spans = begun.map((from, n) => timeOf(begun[n + 1] ?? events.length - 1) - timeOf(from));
  return Math.max(0, ...spans);
}

/** What stands in one list more often than in another. */
export function difference(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((entry) => {
    const index = left.indexOf(entry);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
