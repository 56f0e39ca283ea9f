import type { RunResult } from "../contract/result";
import type { AnyAction, ConnectorIdentity, RunOptions } from "../contract/run";
import { describeError } from "../errors";
import { createRedactor, type Redactor } from "../redactor";
import { createGuard, explainStop, type Guard } from "../stop";
import { secretsOf } from "./parameters";
import { addFailure, createReporter, createTally, type Outcome, type Reporter, type Tally } from "./report";

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
  /** Returns an error once the lock of the workflow is lost: no request may start, and no cursor is saved. */
  refusal?(): Error | undefined;
  /** The result so far, with secrets redacted. */
  result(outcome: Outcome): RunResult;
}

export function startRun(action: RunningAction, input: unknown, options: RunOptions, workflowId: string): Run {
  const ids = { runId: crypto.randomUUID(), workflowId };
  const startedAt = new Date().toISOString();
  const redactor = createRedactor(readableSecrets(action.action, input));
  const reporter = createReporter(options, ids, redactor);
  const tally = createTally();
  reporter.emit({ type: "run.started", action: action.id, connector: action.connector.slug });
  return {
    ...action,
    ...ids,
    startedAt,
    options,
    guard: createGuard(options.signal),
    tally,
    reporter,
    redactor,
    result({ status, reason, readFrom }) {
      const { receipts, failures, events } = tally;
      const times = { startedAt, finishedAt: new Date().toISOString() };
      const { runId } = ids;
      return redactor.data({ status, reason, readFrom, events: { ...events }, runId, ...times, receipts, failures });
    },
  };
}

/** What cannot be read cannot be repeated either. */
function readableSecrets(action: AnyAction, input: unknown): string[] {
  try {
    return secretsOf(action, input);
  } catch {
    return [];
  }
}

/** Nothing was read: the target or the state of the run could not be reached, or the run was stopped before. */
export function failOpening({ options, tally, reporter }: Run, error: unknown): void {
  if (options.signal?.aborted) tally.aborted = true;
  else tally.openFailed = true;
  const failure = { stage: "open", reference: null, error: describeError(explainStop(error, options.signal)) } as const;
  addFailure(tally, failure);
  reporter.logger.error({ failure }, "the target could not be opened; nothing was read");
}

/** State that could not be saved does not undo what was delivered: the log says so. */
export async function saveState({ guard, reporter }: Run, save: () => Promise<void>): Promise<void> {
  try {
    await guard(save());
  } catch (error) {
    reporter.logger.error({ error: describeError(error) }, "the state of the run could not be saved");
  }
}
