import type { ConnectorAction } from "../contract/connector";
import type { RunResult } from "../contract/result";
import type { ActionInput, AnyAction, RunOptions } from "../contract/run";
import type { Store } from "../contract/shared";
import type { OriginFile } from "../contract/write";
import { ConfigurationError, describeError, InputError } from "../errors";
import { deadLettersOf, forgetRun, type Replayed, readHead } from "../ledger/dead-letters";
import { isRecord, kindOf } from "../state/plain-data";
import { deadLettersKey } from "../state/state";
import { createGuard, withinDeadline } from "../stop";
import { accountHash } from "./connect";
import type { ExecutionPlan } from "./execute";
import { originSource } from "./origin-source";
import { type Fault, parseActionParameters, parseParameters, type Refusal, unknownInputs } from "./parameters";
import { type Run, saveState, startRun } from "./run";
import { finishRun, optionsOf, unreadableInput } from "./run-action";

/** What a replay takes: the run whose failed items are tried again, and what the action needs to write them. */
export type ReplayInput<A extends AnyAction> = Pick<ActionInput<A>, "targetParameters"> & {
  /** The `runId` of the result whose `failures` are tried again. */
  runId: string;
  /** Whether items that were refused for good are left alone. Default false. */
  skipPermanent?: boolean | undefined;
  /** As in the run itself. `readMode` has no effect: a replay moves no cursor. */
  actionParameters?: ActionInput<A>["actionParameters"];
  /** Needed for files alone that only the origin's credential opens: the items are read from the store. */
  originParameters?: ActionInput<A>["originParameters"] | undefined;
  /** Default: that of the run. */
  workflowId?: string | undefined;
};

/**
 * Tries the items again that failed in a run, as they were read then: format, logics, write. What is delivered is removed from the
 * store; what fails again stays there with one more attempt, under the same run. The result is that of any other run. Its reason is
 * `bad_action_parameters` if the store is missing or has no failed item of the run, and `bad_target_parameters` if the account is
 * another one.
 *
 * @example
 * const result = await acme.pushProfile(input, { store });
 * if (result.failures.length > 0) await replay(acme.pushProfile, { runId: result.runId, targetParameters }, { store });
 */
export function replay<A extends AnyAction>(
  action: ConnectorAction<A>,
  input: ReplayInput<A>,
  options: RunOptions & { store: Store },
): Promise<RunResult> {
  return withinDeadline(options ?? {}, async (within) => {
    const given: Record<string, unknown> = isRecord(input) ? input : {};
    const limited = optionsOf(given, within);
    const { workflowId, plan } = await prepareReplay(action, given, limited).catch(() => ({
      workflowId: undefined,
      plan: unreadableInput,
    }));
    const run = startRun(action, given, limited, typeof workflowId === "string" ? workflowId : "");
    const result = await finishRun(run, plan);
    if (!("faults" in plan) && !run.plan) await saveState(run, () => forgetRun(options.store, String(given.runId)));
    return result;
  });
}

const inputKeys = ["runId", "skipPermanent", "workflowId", "actionParameters", "originParameters", "targetParameters"];

async function prepareReplay(
  called: ConnectorAction<AnyAction>,
  given: Record<string, unknown>,
  { store, signal }: RunOptions,
): Promise<{ workflowId: unknown; plan: ExecutionPlan | Refusal }> {
  const { connector, id: actionId, action } = called;
  const runId = String(given.runId);
  const refuse = (plan: Refusal, workflowId: unknown = given.workflowId) => ({ workflowId, plan });
  const faults = faultsOf(given, store);
  if (faults.length > 0 || !store) return refuse({ reason: "bad_action_parameters", faults });

  let head: Awaited<ReturnType<typeof readHead>>;
  try {
    head = await createGuard(signal)(readHead(store, runId));
  } catch (error) {
    const reason = signal?.aborted ? "aborted" : "read_failure";
    return refuse({ reason, faults: [], error: describeError(error) });
  }
  if (!head || head.connector !== connector.slug || head.action !== actionId) {
    const message = head
      ? `is of ${head.connector}.${head.action}, another action`
      : "no failed item of this run is in the store";
    return refuse({ reason: "bad_action_parameters", faults: [{ path: "runId", message }] });
  }
  const { workflowId = head.workflowId, skipPermanent } = given;
  const { readMode: _, ...actionInput } = isRecord(given.actionParameters) ? given.actionParameters : {};
  const isGiven = given.actionParameters !== undefined && !isRecord(given.actionParameters);
  const actionParameters = parseActionParameters(isGiven ? given.actionParameters : actionInput);
  if (!("value" in actionParameters))
    return refuse({ reason: "bad_action_parameters", faults: actionParameters.faults }, workflowId);
  const { write } = action.target;
  const targetParameters = await parseParameters("targetParameters", given.targetParameters, write.parameters);
  if (!("value" in targetParameters))
    return refuse({ reason: "bad_target_parameters", faults: targetParameters.faults }, workflowId);
  const { connection, scope } = write.choose(targetParameters.value);
  const account = await accountHash(connection, targetParameters.value, scope).catch(() => undefined);
  if (account !== head.account) return refuse({ reason: "bad_target_parameters", faults: [otherAccount] }, workflowId);

  const replayed: Replayed = new Map();
  const plan: ExecutionPlan = {
    actionParameters: actionParameters.value,
    targetParameters: targetParameters.value,
    source: {
      connections: [],
      id: action.origin.read.id,
      binding: async () => "",
      offsetMs: () => 0,
      file: (run, file) => fileOf(action, given.originParameters, run, file),
      read: async () => itemsOf(store, runId, skipPermanent === true, replayed),
    },
    isIncremental: false,
    turnKey: deadLettersKey(runId),
    replayed,
    replayOf: { runId, ...(typeof head.trace === "string" ? { trace: head.trace } : {}) },
  };
  return { workflowId, plan };
}

/** Never send a person's application to a different account. */
const otherAccount: Fault = {
  path: "targetParameters",
  message: "belong to another account than the one that the run wrote to; push the items again from their origin",
};

function faultsOf(given: Record<string, unknown>, store: Store | undefined): Fault[] {
  const { runId, skipPermanent } = given;
  const faults = unknownInputs(given, inputKeys);
  if (typeof runId !== "string" || runId === "")
    faults.push({ path: "runId", message: `expected the runId of a result, found ${kindOf(runId)}` });
  if (skipPermanent !== undefined && typeof skipPermanent !== "boolean")
    faults.push({ path: "skipPermanent", message: `expected true or false, found ${kindOf(skipPermanent)}` });
  if (!store) faults.push({ path: "store", message: "a replay needs the `store` that the run was given" });
  return faults;
}

/** A file that only the origin's credential opens. */
async function fileOf({ origin }: AnyAction, given: unknown, run: Run, file: OriginFile): Promise<File> {
  const parameters = await parseParameters("originParameters", given, origin.read.parameters);
  if ("value" in parameters) return originSource(origin, parameters.value).file(run, file);
  const [fault] = parameters.faults;
  // Not of the item, which is written once they are given.
  throw new ConfigurationError(
    `the file needs valid \`originParameters\`: ${fault?.path}: ${fault?.message}; give the replay those of the run`,
  );
}

/** The items of the dead letters. At the end, it throws for those that are incomplete. */
async function* itemsOf(
  store: Store,
  runId: string,
  skipPermanent: boolean,
  replayed: Replayed,
): AsyncGenerator<unknown> {
  const incomplete: string[] = [];
  for await (const { key, letter } of deadLettersOf(store, { runId })) {
    if (skipPermanent && letter.permanent) continue;
    if (!letter.isWhole) {
      incomplete.push(letter.id);
      continue;
    }
    replayed.set(letter.item, [...(replayed.get(letter.item) ?? []), { key, letter }]);
    yield letter.item;
  }
  if (incomplete.length === 0) return;
  throw new InputError(
    `the store does not hold all of ${incomplete.length} failed items (${incomplete.slice(0, 10).join(", ")}): push them again from their origin`,
  );
}
