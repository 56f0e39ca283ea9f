import { aroundOf } from "../around";
import type { ConnectorIdentity } from "../contract/connector";
import {
  type Archiving,
  type EventName,
  eventNames,
  type Failure,
  type Logger,
  type Plan,
  type PlanDraft,
  type Reason,
  type Receipt,
  type RunEventDetails,
  type RunResult,
} from "../contract/result";
import type { AnyAction, RunOptions } from "../contract/run";
import { describeError } from "../errors";
import { createRedactor, type Redactor } from "../redactor";
import { createGuard, explainStop, type Guard } from "../stop";
import { secretsOf } from "./parameters";

/** The action of a connector that a run executes. */
export interface RunningAction {
  connector: ConnectorIdentity;
  id: string;
  action: AnyAction;
}

/** Everything that one run has, from its start to its result. */
export interface Run extends RunningAction {
  runId: string;
  workflowId: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  options: RunOptions;
  guard: Guard;
  tally: Tally;
  reporter: Reporter;
  redactor: Redactor;
  /** In a dry run: what it would do. */
  plan: Plan | undefined;
  /** Returns an error once the lock of the workflow is lost: no request may start, and no cursor is saved. */
  refusal?(): Error | undefined;
  /** The store, which refuses writes once that lock is lost. */
  fenced?: RunOptions["store"];
  /** The result so far, with secrets redacted. */
  result(outcome: Outcome): RunResult;
}

export function startRun(
  action: RunningAction,
  input: unknown,
  { isDry, ...options }: RunOptions & { isDry: boolean },
  workflowId: string,
): Run {
  const ids = { runId: crypto.randomUUID(), workflowId };
  const counts = { create: 0, update: 0, skip: 0, archive: 0 };
  const plan: Plan | undefined = isDry ? { counts, items: [] } : undefined;
  const startedAt = new Date().toISOString();
  const redactor = createRedactor(secretsOf(action.action, input));
  const reporter = createReporter(options, ids, redactor);
  const tally = createTally();
  reporter.emit({ type: "run.started", action: action.id, connector: action.connector.slug });
  return {
    ...action,
    ...ids,
    startedAt,
    options: { ...options, around: aroundOf(options, { ...action, ...ids }, redactor, reporter.logger) },
    guard: createGuard(options.signal),
    tally,
    reporter,
    redactor,
    plan,
    result({ status, reason, readFrom }) {
      const { receipts, failures, events, archiving } = tally;
      const times = { startedAt, finishedAt: new Date().toISOString() };
      const lists = { receipts, failures, ...(archiving ? { archiving } : {}), ...(plan ? { plan } : {}) };
      return redactor.data({ status, reason, readFrom, events: { ...events }, runId: ids.runId, ...times, ...lists });
    },
  };
}

/** Nothing was written: the target or the state of the run could not be reached, or the run was stopped before. */
export function failOpening({ options, tally, reporter }: Run, error: unknown): void {
  if (options.signal?.aborted) tally.aborted = true;
  else tally.openFailed = true;
  const failure = { stage: "open", reference: null, error: describeError(explainStop(error, options.signal)) } as const;
  addFailure(tally, failure);
  reporter.logger.error({ failure }, "the target could not be opened; nothing was written");
}

/** State that could not be saved undoes no delivery: the log says so. */
export async function saveState({ guard, reporter }: Run, save: () => Promise<void>): Promise<void> {
  try {
    await guard(save());
  } catch (error) {
    reporter.logger.error({ error: describeError(error) }, "the state of the run could not be saved");
  }
}

/** What happened in a run so far. Lists are capped, so that memory does not grow with the number of items. */
export interface Tally {
  events: Record<EventName, number>;
  formatted: number;
  reachedWrite: number;
  /** Whether any record was created, for a completely written item or not. */
  createdRecords: boolean;
  openFailed: boolean;
  /** Stopped by the signal before everything was done. */
  aborted: boolean;
  receipts: Receipt[];
  failures: Failure[];
  archiving?: Archiving;
}

export type Outcome = Pick<RunResult, "status" | "reason" | "readFrom">;

const listed = 1_000;

export function createTally(): Tally {
  const events = Object.fromEntries(eventNames.map((name) => [name, 0])) as Record<EventName, number>;
  return {
    events,
    formatted: 0,
    reachedWrite: 0,
    createdRecords: false,
    openFailed: false,
    aborted: false,
    receipts: [],
    failures: [],
  };
}

export function addReceipts(tally: Tally, receipts: Receipt[]): void {
  if (receipts.length > 0) tally.createdRecords = true;
  for (const receipt of receipts) if (tally.receipts.length < listed) tally.receipts.push(receipt);
}

export function addToPlan(plan: Plan, reference: string | null, drafts: readonly PlanDraft[]): void {
  for (const { notes = [], ...draft } of drafts) {
    plan.counts[draft.action] += 1;
    const item = { reference, ...draft, ...(notes.length > 0 ? { notes } : {}) };
    if (plan.items.length < listed) plan.items.push(item);
  }
}

export function addFailure(tally: Tally, failure: Failure): void {
  if (tally.failures.length < listed) tally.failures.push(failure);
}

/** The status of a run whose parameters are valid: the first line that matches decides. */
export function decideStatus(tally: Tally): Omit<Outcome, "readFrom"> {
  const { events } = tally;
  const fatal = (reason: Reason) => ({ status: "fatal", reason }) as const;
  if (tally.openFailed) return fatal("write_failure");
  if (events.item_to_read_from_failure > 0) return fatal("item_to_read_from_failure");
  if (tally.aborted)
    return tally.createdRecords ? { status: "success_with_failures", reason: "aborted" } : fatal("aborted");
  if (events.read_success === 0) return events.read_failure > 0 ? fatal("read_failure") : success;
  if (events.format_failure === events.read_success) return fatal("format_failure");
  if (tally.formatted > 0 && events.logics_failure === tally.formatted) return fatal("logics_failure");
  if (tally.reachedWrite > 0 && events.write_failure === tally.reachedWrite) return fatal("write_failure");
  const { read_failure, format_failure, logics_failure, write_failure, callback_failure } = events;
  const failures = read_failure + format_failure + logics_failure + write_failure + callback_failure;
  return failures > 0 ? { status: "success_with_failures", reason: "" } : success;
}

const success = { status: "success", reason: "" } as const;

/** Events and log lines of a run. Redacts secrets in them. */
export interface Reporter {
  /** Whether anybody listens to events. */
  listening: boolean;
  emit(event: RunEventDetails): void;
  logger: Logger;
}

function createReporter(
  options: Pick<RunOptions, "logger" | "onEvent">,
  run: { runId: string; workflowId: string },
  redactor: Redactor,
): Reporter {
  const log = (level: keyof Logger) => (fields: object, message: string) => {
    const { logger } = options;
    if (logger) unharmed(() => logger[level](redactor.data({ ...run, ...fields }), redactor.text(message)));
  };
  const logger = { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
  const emit = (event: RunEventDetails) => {
    const { onEvent } = options;
    if (!onEvent) return;
    const complete = redactor.data({ ...event, ...run, time: new Date().toISOString() });
    unharmed(
      () => onEvent(complete),
      () => logger.error({ event: event.type }, "onEvent failed; the run goes on"),
    );
  };
  return { listening: options.onEvent !== undefined, emit, logger };
}

/** Calls a user's function that must not harm the run, now or by a promise that rejects later. */
function unharmed(call: () => unknown, onError: () => void = () => {}): void {
  try {
    Promise.resolve(call()).catch(onError);
  } catch {
    onError();
  }
}
