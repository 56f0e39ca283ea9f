import {
  createEnvironment,
  type Environment,
  hourMs,
  type Run,
  type RunSettings,
  readsOf,
  type Subject,
} from "./environment";
import { leaksOf } from "./leaks";
import { type IsRead, isToken, type Operation, operationsOf } from "./operations";
import type { TestedAction } from "./settings";

/** One promise of the plugin contract, and how to find out whether an action keeps it. */
export interface Check {
  /** A sentence about what holds. */
  name: string;
  /** What usually breaks it, and what to do. */
  advice: string;
  /** Finds one line for each violation. A check of many situations yields them one by one: who needs only some stops early. */
  find(): AsyncIterable<string> | Promise<readonly string[]>;
  /** Why the vendor's rules make the promise meaningless, if the settings say so. */
  leftOut?: string;
}

/** Returns the first violations that a check finds, at most `most`. */
export async function violationsOf({ find }: Pick<Check, "find">, most: number): Promise<string[]> {
  const found = find();
  if (!(Symbol.asyncIterator in found)) return (await found).slice(0, most);
  const first: string[] = [];
  for await (const violation of found) if (first.push(violation) >= most) break;
  return first;
}

/** The same check for a vendor whose rules make the promise meaningless: it finds a violation only if the promise is kept after all. */
export function leaveOut(check: Check, reason: string): Check {
  return {
    name: `${check.name} (left out: ${reason})`,
    advice: "Remove the check from `leftOut`: it passes.",
    leftOut: reason,
    async find() {
      const [violation] = await violationsOf(check, 1).catch((error: unknown) => [String(error)]);
      return violation === undefined ? ["the promise is kept"] : [];
    },
  };
}

/** An action under test, with what a run without faults does. */
export interface Tested<State = unknown> {
  subject: Subject<State>;
  action: TestedAction;
  /** Whether a request changes nothing. Vendors may read by POST. */
  isRead: IsRead;
  baseline(): Promise<Baseline>;
  /** The same action in the first situation: what a variant has in common with it is tested there. */
  earlier?: Tested<State>;
}

/** A run without faults. */
export interface Baseline {
  parts: readonly string[];
  ids: readonly string[];
  receipts: number;
  operations: Operation[];
  /** The operations of the store, in order. */
  storeOperations: readonly string[];
  run: Run;
  violations: readonly string[];
}

export function testedAction<State>(
  subject: Subject<State>,
  action: TestedAction,
  earlier?: Tested<State>,
): Tested<State> {
  let known: Promise<Baseline> | undefined;
  let isRead: IsRead | undefined;
  const tested: Tested<State> = {
    subject,
    action,
    isRead: (request) => {
      isRead ??= readsOf(subject, action);
      return isRead(request);
    },
    ...(earlier ? { earlier } : {}),
    baseline: () => {
      known ??= (async () => {
        const environment = begin(tested);
        const run = await environment.run();
        return {
          ...{ parts: environment.parts(), ids: environment.ids(), receipts: run.result.receipts.length, run },
          operations: operationsOf(run.received, subject.documents, tested.isRead),
          storeOperations: [...environment.store.operations],
          violations: environment.checked.violations,
        };
      })();
      return known;
    },
  };
  return tested;
}

/** How many requests the runs without faults of all cells together may send. */
const requestsOfCells = 600;

/** Returns the number of cells to run, at most `most`: fewer for an action that sends many requests, and for a variant. */
export async function affordable<State>(tested: Tested<State>, most: number): Promise<number> {
  const { run } = await tested.baseline();
  const affordable = Math.max(16, Math.floor(requestsOfCells / Math.max(1, run.received.length)));
  return Math.min(tested.earlier ? Math.ceil(most / 2) : most, affordable);
}

/** New servers and an empty store, an hour before those of the last check. */
export function begin<State>(
  { subject, action }: Pick<Tested<State>, "subject" | "action">,
  ...profiles: [Parameters<typeof createEnvironment>[2]?]
): Environment<State> {
  subject.time.begin();
  return createEnvironment(subject, action, ...profiles);
}

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

/** Runs the action until it is complete, at most so many times, an hour apart. */
export async function runUntilComplete<State>(
  { subject: { time } }: Pick<Tested<State>, "subject">,
  environment: Environment<State>,
  settings: RunSettings = {},
  most = 3,
): Promise<Run> {
  let run = await environment.run(settings);
  for (let n = 1; n < most && !isComplete(run); n++) {
    if (isCredentialRefused(run.result)) environment.renew();
    time.pass(hourMs);
    run = await environment.run(settings);
  }
  return run;
}
