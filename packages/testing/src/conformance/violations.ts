import type { Baseline, Tested } from "./check";
import type { Environment, Run } from "./environment";
import { leaksOf } from "./leaks";
import { isToken } from "./operations";

/** The requests of a run that change something at the action's target. */
export function writesOf<State>({ received }: Run, { action, isRead }: Tested<State>): string[] {
  return received
    .filter(({ fake, request }) => {
      const isTarget = (fake.name === "HrFlow.ai") === (action.direction === "pull");
      return isTarget && !isRead(request) && !isToken(request);
    })
    .map(({ request }) => `${request.method} ${request.path}`);
}

export const warningsOf = ({ result }: Run) => result.receipts.flatMap(({ warnings = [] }) => warnings);

export const isComplete = (run: Run) => run.result.status === "success" && warningsOf(run).length === 0;

export const isUnsure = ({ result }: Run) => result.failures.some(({ error }) => error.code === "unsure");

/** Returns the entries that one list contains more often than the other. */
export function difference(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((entry) => {
    const index = left.indexOf(entry);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** Checks what must hold after every run, whatever failed. */
export function findViolations<State>(
  tested: Tested<State>,
  run: Run,
  environment: Environment<State>,
  expected: Pick<Baseline, "parts">,
  isNamed = warningsOf(run).length > 0,
): string[] {
  const { result } = run;
  const [parts, ids] = [environment.parts(), result.receipts.map(({ id }) => id)];
  const missing = difference(expected.parts, parts);
  const { direction } = tested.action;
  const isPush = direction === "push";
  const { usualPart = (part: string) => part } = tested.subject.settings;
  return [
    ...difference(parts.map(usualPart), expected.parts).map((part) => `duplicate or unexpected at the target: ${part}`),
    ...(result.status === "success" && missing.length > 0 && !isNamed
      ? [`reports success without ${missing.join(", ")}, and no warning says so`]
      : []),
    ...(new Set(ids).size === ids.length ? [] : ["two receipts name one record"]),
    ...(isPush ? ids.filter((id) => !environment.ids().includes(id)) : []).map(
      (id) => `a receipt names ${id}, which does not exist`,
    ),
    ...reportViolations(tested, run, environment),
  ];
}

/** The limit of one request in virtual time, with all its attempts and waits. */
const requestLimitMs = 6 * 60_000;

/** Checks what a run reports, whatever it wrote: a failure has its cause, no secret is shown, and no request takes too long. */
export function reportViolations<State>(
  { subject, action }: Pick<Tested<State>, "subject" | "action">,
  run: Run,
  environment: Environment<State>,
): string[] {
  const { status, reason, failures, receipts } = run.result;
  const longestMs = longestRequestMs(run);
  const isAborted = reason === "aborted";
  const [first] = failures;
  const isOneItem = action.direction === "push" && action.readsOne;
  return [
    ...((status === "success") === (failures.length === 0) || isAborted
      ? []
      : [`${status} with ${failures.length} failures`]),
    ...(isAborted && status !== (receipts.length > 0 ? "success_with_failures" : "fatal")
      ? [`${status}, aborted with ${receipts.length} receipts`]
      : []),
    ...(first && isOneItem && !isAborted && (status !== "fatal" || reason !== reasonsOfStages[first.stage])
      ? [`${status}, ${reason} for a failure at ${first.stage}`]
      : []),
    ...failures
      .filter(({ error: { code, message } }) => code === "unexpected" || code === "" || message === "")
      .map(({ stage, error }) => `a failure at ${stage} without a typed error: ${error.code}: ${error.message}`),
    ...(longestMs > requestLimitMs ? [`a request took ${longestMs / 1000} s`] : []),
    ...leaksOf(subject, action, run, environment),
  ];
}

/** The reason of a run whose only item failed at a stage. */
const reasonsOfStages: Partial<Record<string, string>> = {
  ...{ open: "write_failure", write: "write_failure" },
  ...{ read: "read_failure", format: "format_failure", logics: "logics_failure" },
};

/** The longest time from the first attempt of a request to the last that is known of it. */
function longestRequestMs({ events }: Run): number {
  const startedAt = new Map<string, number>();
  const spans = events.map((event) => {
    if (!("method" in event && "url" in event)) return 0;
    const [key, time] = [`${event.method} ${event.url}`, Date.parse(event.time)];
    if (event.type === "http.request" && event.attempt === 1) startedAt.set(key, time);
    return time - (startedAt.get(key) ?? time);
  });
  return Math.max(0, ...spans);
}

/** Whether the vendor refused the credential before anything was read. One that works once may have been used. */
export function isCredentialRefused({ failures }: Run["result"]): boolean {
  return failures.some(({ stage, error }) => stage === "open" && error.code === "authentication_failed");
}

/** The requests of a run, one line each. */
export function describeRequests({ received }: Run): string {
  const lines = received.map(({ request: { method, url, status, fault } }) => {
    const { host, pathname } = new URL(url);
    return `  ${method} ${host}${pathname} -> ${fault ? `fault: ${fault}` : (status ?? "no response")}`;
  });
  return lines.slice(0, 40).join("\n");
}

/** A run that repeats a complete one writes nothing. That of a push returns the same receipts. */
export function repetitionViolations<State>(
  tested: Tested<State>,
  { result, ...run }: Run,
  last: Pick<Run, "result">,
): string[] {
  const idsOf = ({ receipts }: Run["result"]) => receipts.map(({ id }) => id).sort();
  const isPush = tested.action.direction === "push";
  // A part that nobody can look up is not sent again, and its item stays open.
  const isOpen = warningsOf({ result, ...run }).some((warning) => warning.includes("it is unknown whether"));
  return [
    ...writesOf({ result, ...run }, tested).map((write) => `sends ${write}`),
    ...(isPush && !isOpen && !result.receipts.every(({ replayed }) => replayed)
      ? [`has receipts that are not \`replayed\`: ${JSON.stringify(result.receipts)}`]
      : []),
    ...(isPush && idsOf(result).join() !== idsOf(last.result).join() ? ["has other receipts"] : []),
  ];
}
