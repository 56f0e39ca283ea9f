import type {
  ActionInput,
  AnyAction,
  ConnectorSource,
  Failure,
  ReadContext,
  Reason,
  RunOptions,
  RunResult,
  Store,
  Writer,
} from "../contract/v1";
import { createDeadLetters, type DeadLetters, noDeadLetters } from "../dead-letters/dead-letters";
import { AbortedError, describeError } from "../errors";
import { accountHash } from "../ledger/account-hash";
import { createLedger, type Deliver } from "../ledger/create-ledger";
import { warnOfOverrides } from "../rate-limits/rate-limits-of";
import { createRedactor, type Redactor } from "../secrets/redactor";
import { cursorKey, resultKey } from "../store/keys";
import { readValue, writeValue } from "../store/stored-value";
import { withLock } from "../store/with-lock";
import { type CheckedInput, checkInput, type Refusal, secretsOf } from "./check-input";
import { contextOf } from "./context-of";
import { createCursorKeeper } from "./cursor";
import { decideStatus } from "./decide-status";
import { createGuard, type Guard } from "./guard";
import { runPipeline } from "./pipeline";
import { referenceBy } from "./reference-of";
import { createReporter, type Reporter } from "./reporter";
import { addFailure, createTally, type Tally } from "./tally";
import { explainStop, whyStopped, withinDeadline } from "./within-deadline";

/** Whose action runs: what the user agent and the events name. */
export type RunningConnector = Pick<ConnectorSource, "slug" | "package">;

/**
 * Runs an action: read, format, logics, write. Answers a result whatever an origin, a vendor or a user's function does;
 * throws `ConfigurationError` for a `deadlineMs` that is none.
 */
export function runAction<A extends AnyAction>(
  connector: RunningConnector,
  actionId: string,
  action: A,
  input: ActionInput<A>,
  options: RunOptions = {},
): Promise<RunResult> {
  return withinDeadline(options, (limited) => runPlan({ connector, actionId, action, input }, limited));
}

/** What is run, and how it differs from a run that reads an origin. */
export interface RunPlan {
  connector: RunningConnector;
  actionId: string;
  action: AnyAction;
  input: unknown;
  /** Why it cannot be run. */
  refusal?: Refusal | undefined;
  /** Where items go that fail. Default: letters of this run. */
  deadLetters?: (store: Store, redactor: Redactor) => DeadLetters;
  /** Refuses parameters that are right by themselves. */
  approve?: (checked: CheckedInput) => Promise<Refusal | undefined>;
  /** Runs of the same key take turns. Default: incremental ones of a workflow do. */
  turnKey?: string;
}

/** Runs a plan, within options whose signal has the deadline in it. */
export async function runPlan(plan: RunPlan, options: RunOptions): Promise<RunResult> {
  const { connector, actionId, action, input } = plan;
  const run = { runId: crypto.randomUUID(), workflowId: workflowIdOf(input) };
  const startedAt = new Date().toISOString();
  const redactor = createRedactor(secretsOf(action, input));
  const reporter = createReporter(options, run, redactor);
  const tally = createTally();
  reporter.emit({ type: "run.started", action: actionId, connector: connector.slug });

  const finish = (outcome: Outcome): RunResult => {
    const { receipts, failures, events } = tally;
    const times = { startedAt, finishedAt: new Date().toISOString() };
    return redactor.data({ ...outcome, events: { ...events }, runId: run.runId, ...times, receipts, failures });
  };
  const checked = plan.refusal ?? (await checkPlan(plan, options));
  if ("reason" in checked) {
    tally.failures.push(...checked.failures);
    const result = finish({ status: "fatal", reason: checked.reason, readFrom: null });
    return announce(result, reporter, options.signal);
  }
  const { store, signal } = options;
  const guard = createGuard(signal);
  const surroundings = { ...plan, ...run, checked, options, guard, tally, reporter, redactor, finish };
  const isIncremental = checked.actionParameters.readMode === "incremental";
  const turnKey = plan.turnKey ?? (isIncremental ? cursorKey(run.workflowId) : undefined);
  const result =
    turnKey !== undefined && store
      ? await withLock(store, store, turnKey, () => runChecked(surroundings), signal).catch((error) =>
          failOpening(surroundings, error),
        )
      : await runChecked(surroundings);
  if (store) await keep(() => guard(writeValue(store, resultKey(run.workflowId), result)), reporter);
  return announce(result, reporter, options.signal);
}

interface Outcome {
  status: RunResult["status"];
  reason: Reason;
  readFrom: string | null;
}

interface Surroundings extends RunPlan {
  checked: CheckedInput;
  options: RunOptions;
  guard: Guard;
  tally: Tally;
  reporter: Reporter;
  redactor: Redactor;
  finish: (outcome: Outcome) => RunResult;
  runId: string;
  workflowId: string;
}

/** A run whose parameters hold. */
async function runChecked(around: Surroundings): Promise<RunResult> {
  const { action, checked, options, guard, tally, reporter, finish, workflowId } = around;
  const { store } = options;
  const isIncremental = checked.actionParameters.readMode === "incremental";
  let readFrom: string | null = null;

  let context: ReadContext;
  let writer: Writer<unknown>;
  let deliver: Deliver;
  let deadLetters: DeadLetters;
  try {
    if (options.signal?.aborted) throw new AbortedError("the run was stopped before it began");
    if (isIncremental && store) readFrom = asCursor(await guard(readValue(store, cursorKey(workflowId))));
    const { read } = action.origin;
    const { write } = action.target;
    warnOfOverrides(options.rateLimits, [...(read.rateLimits ?? []), ...(write.rateLimits ?? [])], reporter.logger);
    context = await contextOf(around, read, checked.originParameters, readFrom);
    const targetContext = await contextOf(around, write, checked.targetParameters, readFrom);
    deliver = ledgerOf(around);
    deadLetters = await deadLettersOf(around);
    writer = await guard(write.open(checked.targetParameters, targetContext));
  } catch (error) {
    return failOpening(around, error, readFrom);
  }
  const cursor = isIncremental ? createCursorKeeper(readFrom) : undefined;
  const { readWasComplete } = await runPipeline({
    origin: action.origin.read,
    parameters: checked.originParameters,
    context,
    steps: {
      format: checked.actionParameters.format ?? action.format,
      logics: checked.actionParameters.logics,
      reference: referenceBy(action.origin.read.reference),
      write: (item, originItem) => deliver(originItem, item, (value, delivery) => writer.write(value, delivery)),
    },
    deadLetters,
    concurrency: action.target.write.concurrency ?? 1,
    cursor,
    guard,
    tally,
    reporter,
  });
  if (cursor && store && tally.events.item_to_read_from_failure === 0) {
    const reached = cursor.value(readWasComplete);
    if (reached !== null && reached !== readFrom) {
      await keep(() => guard(writeValue(store, cursorKey(workflowId), { readFrom: reached })), reporter);
    }
    readFrom = reached;
  }
  const { callback } = checked.actionParameters;
  if (callback) {
    try {
      await guard(Promise.resolve(finish({ ...decideStatus(tally), readFrom })).then(callback));
      tally.events.callback_executed += 1;
    } catch (error) {
      tally.events.callback_failure += 1;
      addFailure(tally, { stage: "callback", reference: null, error: describeError(error) });
    }
  }
  return finish({ ...decideStatus(tally), readFrom });
}

async function checkPlan(plan: RunPlan, options: RunOptions): Promise<CheckedInput | Refusal> {
  const checked = await checkInput(plan.action, plan.input, options);
  if ("reason" in checked) return checked;
  return (await plan.approve?.(checked)) ?? checked;
}

/** Where items go that fail: nowhere without a store. */
async function deadLettersOf(around: Surroundings): Promise<DeadLetters> {
  const { connector, actionId, action, checked, redactor, runId, workflowId } = around;
  const { store } = around.options;
  if (!store) return noDeadLetters;
  if (around.deadLetters) return around.deadLetters(store, redactor);
  const account = await accountHash(action.target.write, checked.targetParameters);
  const run = { runId, workflowId, connector: connector.slug, action: actionId };
  return createDeadLetters(store, run, account, redactor);
}

/** Remembers deliveries where a repeated one would make another record. */
function ledgerOf({ connector, actionId, action, checked, options, reporter, redactor }: Surroundings): Deliver {
  const { read } = action.origin;
  const { delivery } = action.target.write;
  if (delivery && !options.store) {
    reporter.logger.info({}, "there is no store to remember deliveries in: the same push again makes another record");
  }
  return createLedger({
    store: delivery ? options.store : undefined,
    connector: connector.slug,
    action: actionId,
    account: delivery?.account(checked.targetParameters) ?? "",
    onDuplicate: checked.actionParameters.onDuplicate,
    identity: read.identity ?? referenceBy(read.reference),
    redact: redactor.data,
    signal: options.signal,
  });
}

/** Nothing was read: the target, or the state of the run, is out of reach, or the run was stopped before. */
function failOpening(around: Surroundings, error: unknown, readFrom: string | null = null): RunResult {
  const { options, tally, reporter, finish } = around;
  if (options.signal?.aborted) tally.aborted = true;
  else tally.openFailed = true;
  const described = describeError(explainStop(error, options.signal));
  const failure: Failure = { stage: "open", reference: null, error: described };
  addFailure(tally, failure);
  reporter.logger.error({ failure }, "the target could not be opened; nothing was read");
  return finish({ ...decideStatus(tally), readFrom });
}

function workflowIdOf(input: unknown): string {
  const { workflowId } = (input ?? {}) as { workflowId?: unknown };
  return typeof workflowId === "string" ? workflowId : "";
}

/** Kept in an object: a store that parses JSON by itself would make another value of a bare text. */
function asCursor(value: unknown): string | null {
  if (typeof value !== "object" || value === null || !("readFrom" in value)) return null;
  return typeof value.readFrom === "string" ? value.readFrom : null;
}

/** State that could not be kept does not undo what was delivered: it is said in the log. */
async function keep(work: () => Promise<void>, reporter: Reporter): Promise<void> {
  try {
    await work();
  } catch (error) {
    reporter.logger.error({ error: describeError(error) }, "the state of the run could not be kept");
  }
}

function announce(result: RunResult, reporter: Reporter, signal: AbortSignal | undefined): RunResult {
  const { status, reason, events } = result;
  const level = status === "fatal" ? "error" : status === "success" ? "info" : "warn";
  const why = reason === "aborted" ? whyStopped(signal) : undefined;
  const ending = `the run ended with ${status}${reason && `: ${reason}`}${why ? ` (${why.message})` : ""}`;
  reporter.logger[level]({ status, reason, events }, ending);
  reporter.emit({ type: "run.finished", result });
  return result;
}
