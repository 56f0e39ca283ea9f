import type { ActionInput, AnyAction, DeadLetter, ParameterSchema, RunOptions, RunResult, Store } from "../contract/v1";
import { createRetriedLetters } from "../dead-letters/dead-letters";
import { readDeadLetters, readHead } from "../dead-letters/read-dead-letters";
import type { ConnectorAction } from "../define/define-connector";
import { describeError, InputError } from "../errors";
import { accountHash } from "../ledger/account-hash";
import { deadLettersKey } from "../store/keys";
import { type Refusal, refuse } from "./check-input";
import { createGuard } from "./guard";
import { type Fault, isRecord, kindOf, unknownKeyMessage } from "./parameter-faults";
import { type RunPlan, runPlan } from "./run-action";
import { withinDeadline } from "./within-deadline";

/** What a replay takes: the run whose failed items are tried again, and what the action needs to write them. */
export type ReplayInput<A extends AnyAction> = Pick<ActionInput<A>, "targetParameters"> & {
  /** The `runId` of the result whose `failures` are to be tried again. */
  runId: string;
  /** Whether items are left alone that were refused for good. Default false. */
  skipPermanent?: boolean | undefined;
  /** As in the run itself; `readMode` has no part in a replay, which moves no cursor. */
  actionParameters?: ActionInput<A>["actionParameters"];
  /** Nothing is read from the origin: what is given here is only taken so that the input of the run can be passed on. */
  originParameters?: ActionInput<A>["originParameters"] | undefined;
  /** Default: that of the run. */
  workflowId?: string | undefined;
};

/**
 * Tries the items again that failed in a run, as they were read then: format, logics, write. What is delivered is removed from
 * the store, what fails again stays there with one more attempt, under the same run. The result is that of any other run; its
 * reason is `bad_action_parameters` where the store is missing or knows no failed item of the run, and `bad_target_parameters`
 * where the account is another one.
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
  return withinDeadline(options, async (limited) => runPlan(await planReplay(action, input, limited), limited));
}

const inputKeys = ["runId", "skipPermanent", "workflowId", "actionParameters", "originParameters", "targetParameters"];

async function planReplay(
  called: ConnectorAction<AnyAction>,
  input: unknown,
  { store, signal }: RunOptions,
): Promise<RunPlan> {
  const { connector, id: actionId, action } = called;
  const given = isRecord(input) ? input : {};
  const plan = { connector, actionId, action, input: given };
  const faults = faultsOf(given, store);
  if (faults.length > 0 || !store) return { ...plan, refusal: refuse("bad_action_parameters", faults) };

  const { runId, skipPermanent, workflowId, actionParameters = {}, originParameters = {}, targetParameters } = given;
  const reading = createGuard(signal)(readHead(store, String(runId)));
  const head = await reading.catch((error: unknown) => unreadable(error, signal?.aborted === true));
  if (head && "failures" in head) return { ...plan, refusal: head };
  const isOfAction = head?.connector === connector.slug && head.action === actionId;
  if (!head || !isOfAction) {
    const fault = {
      path: "runId",
      message: head ? `is of ${head.connector}.${head.action}, another action` : noLetters,
    };
    return { ...plan, refusal: refuse("bad_action_parameters", [fault]) };
  }
  let letters: ReturnType<typeof createRetriedLetters> | undefined;
  const read = () => itemsOf(store, String(runId), skipPermanent === true, (letter) => letters?.open(letter));
  return {
    ...plan,
    action: { ...action, origin: { ...action.origin, read: readFrom(action.origin.read, read) } },
    input: {
      workflowId: workflowId ?? head.workflowId,
      actionParameters: withoutReadMode(actionParameters),
      originParameters,
      targetParameters,
    },
    async approve(checked) {
      const account = await accountHash(action.target.write, checked.targetParameters).catch(() => undefined);
      return account === head.account ? undefined : refuse("bad_target_parameters", [otherAccount]);
    },
    turnKey: deadLettersKey(String(runId)),
    deadLetters(_, redactor) {
      letters = createRetriedLetters(store, redactor);
      return letters;
    },
  };
}

/** Somebody's application must not come before other eyes than those that it was meant for. */
const otherAccount: Fault = {
  path: "targetParameters",
  message: "name another account than the one that the run wrote to; push the items again from their origin",
};

const noLetters = "no failed item of this run is in the store";

function faultsOf(given: Record<string, unknown>, store: Store | undefined): Fault[] {
  const { runId, skipPermanent } = given;
  const faults: Fault[] = Object.keys(given)
    .filter((key) => !inputKeys.includes(key))
    .map((key) => ({ path: key, message: unknownKeyMessage(key, inputKeys) }));
  if (typeof runId !== "string" || runId === "")
    faults.push({ path: "runId", message: `expected the runId of a result, found ${kindOf(runId)}` });
  if (skipPermanent !== undefined && typeof skipPermanent !== "boolean")
    faults.push({ path: "skipPermanent", message: `expected true or false, found ${kindOf(skipPermanent)}` });
  if (!store) faults.push({ path: "store", message: "a replay needs the `store` that the run was given" });
  return faults;
}

function unreadable(error: unknown, isStopped: boolean): Refusal {
  const reason = isStopped ? "aborted" : "read_failure";
  return { reason, failures: [{ stage: "read", reference: null, error: describeError(error) }] };
}

/** The items of the letters; those that are not whole are told of at the end. */
async function* itemsOf(
  store: Store,
  runId: string,
  skipPermanent: boolean,
  open: (letter: DeadLetter) => unknown,
): AsyncGenerator<unknown> {
  const broken: string[] = [];
  for await (const letter of readDeadLetters(store, runId)) {
    if (skipPermanent && letter.permanent) continue;
    if (letter.isWhole) yield open(letter);
    else broken.push(letter.id);
  }
  if (broken.length === 0) return;
  throw new InputError(
    `the store does not hold all of ${broken.length} failed items (${broken.slice(0, 10).join(", ")}): push them again from their origin`,
  );
}

/** The same origin, so that items keep their reference and identity, but nothing is asked of it. */
function readFrom(
  { parameters, endpoints, reference, identity }: AnyAction["origin"]["read"],
  read: () => AsyncIterable<unknown>,
): AnyAction["origin"]["read"] {
  const { "~standard": standard } = parameters as ParameterSchema<unknown>;
  const unchecked = { "~standard": { ...standard, validate: (value: unknown) => ({ value }) } };
  return {
    parameters: unchecked,
    endpoints,
    read,
    ...(reference ? { reference } : {}),
    ...(identity ? { identity } : {}),
  };
}

function withoutReadMode(actionParameters: unknown): unknown {
  if (!isRecord(actionParameters)) return actionParameters;
  const { readMode: _, ...rest } = actionParameters;
  return rest;
}
