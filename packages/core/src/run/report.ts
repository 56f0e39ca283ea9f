import {
  type EventName,
  eventNames,
  type Failure,
  type Logger,
  type Reason,
  type Receipt,
  type RunEventDetails,
  type Status,
} from "../contract/result";
import type { RunOptions } from "../contract/run";
import type { Redactor } from "../redactor";

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
}

export interface Outcome {
  status: Status;
  reason: Reason;
  readFrom: string | null;
}

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
  const failures =
    events.read_failure +
    events.format_failure +
    events.logics_failure +
    events.write_failure +
    events.callback_failure;
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

export function createReporter(
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
