import { surround } from "../around";
import type { RunResult } from "../contract/result";
import type { AnyAction, AroundRun, RunOptions } from "../contract/run";
import type { Lease, Store } from "../contract/shared";
import { describeError } from "../errors";
import { type Held, lossOf, withLock } from "../state/lock";
import { isRecord, kindOf } from "../state/plain-data";
import { cursorKey, isTokenKey, resultKey, writeRecord } from "../state/state";
import { whyStopped, withinDeadline } from "../stop";
import { archiverOf, storeFault } from "./archive";
import { type ExecutionPlan, execute } from "./execute";
import { originSource } from "./origin-source";
import { parseActionParameters, parseParameters, type Refusal, unknownInputs } from "./parameters";
import { addFailure, decideStatus, failOpening, type Run, type RunningAction, saveState, startRun } from "./run";

/**
 * Runs an action: read, format, logics, write. Resolves to a result whatever an origin, a vendor or a user's function does; rejects
 * with `ConfigurationError` only if `deadlineMs` is invalid.
 */
export function runAction(action: RunningAction, input: unknown, options?: RunOptions | null): Promise<RunResult> {
  return withinDeadline(options ?? {}, async (limited) => {
    const given = optionsOf(input, limited);
    const run = startRun(action, input, given, workflowIdOf(input));
    return finishRun(run, await prepare(action.action, input, given).catch(() => unreadableInput));
  });
}

/** The input is an object whose fields throw when they are read. */
export const unreadableInput: Refusal = {
  reason: "bad_action_parameters",
  faults: [{ path: "input", message: "could not be read" }],
};

/** Executes a plan, or refuses to, then stores and announces the result. */
export function finishRun(run: Run, plan: ExecutionPlan | Refusal): Promise<RunResult> {
  const { runId, workflowId, connector, id, action, options } = run;
  if (!options.around) return complete(run, plan);
  let trace: string | undefined;
  const what: AroundRun = {
    type: "run",
    ...{ runId, workflowId, connector: connector.slug, action: id },
    ...{ origin: action.origin.name, target: action.target.name, dryRun: run.plan !== undefined },
    ...("faults" in plan || !plan.replayOf ? {} : { replayOf: plan.replayOf }),
    setTrace: (text) => {
      trace = String(text).slice(0, 512);
    },
  };
  return surround(
    options.around,
    what,
    () => complete(run, "faults" in plan ? plan : { ...plan, trace }),
    (result) => ({ type: "run", result }),
  );
}

async function complete(run: Run, plan: ExecutionPlan | Refusal): Promise<RunResult> {
  const { store, signal } = run.options;
  if ("faults" in plan) return announce(run, refuse(run, plan));
  const { turnKey } = plan;
  const executeUnder = (held: Held, fenced: Store) => execute({ ...run, refusal: () => lossOf(held), fenced }, plan);
  const inTurn = () =>
    turnKey !== undefined && store && !run.plan ? withLock(store, turnKey, executeUnder, signal) : execute(run, plan);
  const readFrom = await inTurn().catch((error: unknown) => {
    failOpening(run, error);
    return null;
  });
  // After the turn has ended: a callback may start the next run of the workflow.
  await callBack(run, plan, readFrom);
  const result = run.result({ ...decideStatus(run.tally), readFrom });
  if (store) await saveState(run, () => writeRecord(store, resultKey(run.workflowId), result));
  return announce(run, result);
}

/** Only a run that reached its items calls back. */
async function callBack(run: Run, plan: ExecutionPlan, readFrom: string | null): Promise<void> {
  const { guard, tally, result } = run;
  const { callback } = plan.actionParameters;
  if (!callback || run.plan || tally.openFailed || (tally.aborted && tally.events.read_success === 0)) return;
  try {
    await guard(Promise.resolve(result({ ...decideStatus(tally), readFrom })).then(callback));
    tally.events.callback_executed += 1;
  } catch (error) {
    tally.events.callback_failure += 1;
    addFailure(tally, { stage: "callback", reference: null, error: describeError(error) });
  }
}

function refuse({ tally, result }: Run, { reason, faults, error }: Refusal): RunResult {
  if (error) tally.failures.push({ stage: "read", reference: null, error });
  for (const { path, message } of faults) {
    const described = { code: "invalid_parameter", message: `${path}: ${message}`, retryable: false };
    tally.failures.push({ stage: "parameters", reference: path, error: described });
  }
  return result({ status: "fatal", reason, readFrom: null });
}

function announce({ reporter, options }: Run, result: RunResult): RunResult {
  const { status, reason, events } = result;
  const level = status === "fatal" ? "error" : status === "success" ? "info" : "warn";
  const why = reason === "aborted" ? whyStopped(options.signal) : undefined;
  const ending = `the run ended with ${status}${reason && `: ${reason}`}${why ? ` (${why.message})` : ""}`;
  reporter.logger[level]({ status, reason, events }, ending);
  reporter.emit({ type: "run.finished", result });
  return result;
}

function workflowIdOf(input: unknown): string {
  try {
    const { workflowId } = (input ?? {}) as { workflowId?: unknown };
    return typeof workflowId === "string" ? workflowId : "";
  } catch {
    return "";
  }
}

const inputKeys = ["workflowId", "actionParameters", "originParameters", "targetParameters"];

/** Checks everything that can be checked before a request is sent, in the order in which the reasons are documented. */
async function prepare(action: AnyAction, input: unknown, options: RunOptions): Promise<ExecutionPlan | Refusal> {
  const { workflowId, ...given } = isRecord(input) ? input : {};
  if (typeof workflowId !== "string" || workflowId.trim() === "") {
    const found = workflowId === "" ? "an empty text" : kindOf(workflowId);
    const message = `expected a text that names the workflow, found ${found}`;
    return { reason: "workflow_id_not_found", faults: [{ path: "workflowId", message }] };
  }
  const actionParameters = parseActionParameters(given.actionParameters);
  const actionFaults = [...actionParameters.faults, ...unknownInputs(given, inputKeys)];
  if (!("value" in actionParameters) || actionFaults.length > 0) {
    return { reason: "bad_action_parameters", faults: actionFaults };
  }
  const { read } = action.origin;
  const originParameters = await parseParameters("originParameters", given.originParameters, read.parameters);
  if (!("value" in originParameters)) return { reason: "bad_origin_parameters", faults: originParameters.faults };

  const { write } = action.target;
  const targetParameters = await parseParameters("targetParameters", given.targetParameters, write.parameters);
  if (!("value" in targetParameters)) return { reason: "bad_target_parameters", faults: targetParameters.faults };

  const archiver = archiverOf(action, targetParameters.value);
  if (archiver && !options.store) return { reason: "bad_target_parameters", faults: [storeFault(archiver)] };

  const isIncremental = actionParameters.value.readMode === "incremental";
  if (isIncremental && !read.cursor) {
    const message = `${action.origin.name} cannot be read incrementally; use "sync"`;
    return { reason: "origin_does_not_support_incremental", faults: [{ path: readMode, message }] };
  }
  if (isIncremental && !options.store) {
    const message = '"incremental" needs a `store` in the run options, where the cursor is kept';
    return { reason: "backend_not_configured_in_incremental_mode", faults: [{ path: readMode, message }] };
  }
  return {
    actionParameters: actionParameters.value,
    targetParameters: targetParameters.value,
    source: originSource(action.origin, originParameters.value),
    isIncremental,
    turnKey: isIncremental || archiver ? cursorKey(workflowId) : undefined,
  };
}

const readMode = "actionParameters.readMode";

/** The options of a run. Those of a dry run have a store that saves tokens alone. */
export function optionsOf<Options extends RunOptions>(input: unknown, options: Options): Options & { isDry: boolean } {
  const isDry = isDryRun(input);
  const { store } = options;
  return { ...options, isDry, ...(isDry && store ? { store: readOnly(store) } : {}) };
}

/** The options of a check, which saves tokens alone. */
export function readOnlyOptions(options: RunOptions): RunOptions & { isDry: boolean } {
  const { store, onEvent: _, ...others } = options;
  return { ...others, isDry: true, ...(store ? { store: readOnly(store) } : {}) };
}

function isDryRun(input: unknown): boolean {
  try {
    const given = isRecord(input) ? input.actionParameters : undefined;
    return isRecord(given) && given.dryRun === true;
  } catch {
    // What cannot be read is refused.
    return false;
  }
}

/** Tokens alone are saved: a refresh token that was used is replaced, and the new one would be lost. */
function readOnly(store: Store): Store {
  const lock = store.lock?.bind(store);
  return {
    getItem: (key) => store.getItem(key),
    setItem: (key, value) => (isTokenKey(key) ? store.setItem(key, value) : undefined),
    removeItem: (key) => (isTokenKey(key) ? store.removeItem(key) : undefined),
    ...(store.getKeys ? { getKeys: (base: string) => store.getKeys?.(base) } : {}),
    ...(lock ? { lock: async (key, ttlMs, signal) => (isTokenKey(key) ? lock(key, ttlMs, signal) : nothingHeld) } : {}),
  };
}

const nothingHeld: Lease = { renew: async () => true, release: async () => {} };
