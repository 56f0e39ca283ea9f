import type { AnyAction, Failure, JsonSchema, Reason, RunOptions } from "../contract/v1";
import { secretsIn } from "../secrets/secret-parameters";
import { type CompleteActionParameters, parseActionParameters } from "./action-parameters";
import { type Fault, isRecord, jsonSchemaOf, kindOf, parseParameters, unknownKeyMessage } from "./parameter-faults";

/** The inputs of a run, checked and with their defaults. */
export interface CheckedInput {
  actionParameters: CompleteActionParameters;
  originParameters: unknown;
  targetParameters: unknown;
}

/** Why a run is refused before any request. */
export interface Refusal {
  reason: Reason;
  failures: Failure[];
}

const inputKeys = ["workflowId", "actionParameters", "originParameters", "targetParameters"];

/** Checks everything that can be checked before a request is sent, in the order that the reasons are documented. */
export async function checkInput(
  action: AnyAction,
  input: unknown,
  options: RunOptions,
): Promise<CheckedInput | Refusal> {
  if (!isRecord(input)) return refuse("workflow_id_not_found", [noWorkflowId(undefined)]);
  const { workflowId } = input;
  if (typeof workflowId !== "string" || workflowId.trim() === "") {
    return refuse("workflow_id_not_found", [noWorkflowId(workflowId)]);
  }
  const strangers = Object.keys(input).filter((key) => !inputKeys.includes(key));
  const unknownInputs = strangers.map((key) => ({ path: key, message: unknownKeyMessage(key, inputKeys) }));
  const actionParameters = parseActionParameters(input.actionParameters);
  const actionFaults = [...actionParameters.faults, ...unknownInputs];
  if (!("value" in actionParameters) || actionFaults.length > 0) return refuse("bad_action_parameters", actionFaults);

  const { read } = action.origin;
  const originParameters = await parseParameters("originParameters", input.originParameters, read.parameters);
  if (!("value" in originParameters)) return refuse("bad_origin_parameters", originParameters.faults);

  const { write } = action.target;
  const targetParameters = await parseParameters("targetParameters", input.targetParameters, write.parameters);
  if (!("value" in targetParameters)) return refuse("bad_target_parameters", targetParameters.faults);

  if (actionParameters.value.readMode === "incremental") {
    if (!read.incremental) return refuse("origin_does_not_support_incremental", [notIncremental(action.origin.name)]);
    if (!options.store) return refuse("backend_not_configured_in_incremental_mode", [noStore]);
  }
  return {
    actionParameters: actionParameters.value,
    originParameters: originParameters.value,
    targetParameters: targetParameters.value,
  };
}

/** Every value of a secret parameter, whether or not the parameters are right. */
export function secretsOf(action: AnyAction, input: unknown): string[] {
  if (!isRecord(input)) return [];
  const below = (value: unknown, schema: JsonSchema) => secretsIn(value, schema);
  return [
    ...below(input.originParameters, jsonSchemaOf(action.origin.read.parameters)),
    ...below(input.targetParameters, jsonSchemaOf(action.target.write.parameters)),
  ];
}

export function refuse(reason: Reason, faults: Fault[]): Refusal {
  const failures = faults.map(({ path, message }) => ({
    stage: "parameters" as const,
    reference: path,
    error: { code: "invalid_parameter", message: `${path}: ${message}`, retryable: false },
  }));
  return { reason, failures };
}

function noWorkflowId(found: unknown): Fault {
  const what = found === "" ? "an empty text" : kindOf(found);
  return { path: "workflowId", message: `expected a text that names the workflow, found ${what}` };
}

function notIncremental(origin: string): Fault {
  return { path: "actionParameters.readMode", message: `${origin} cannot be read incrementally; use "sync"` };
}

const noStore: Fault = {
  path: "actionParameters.readMode",
  message: '"incremental" needs a `store` in the run options, where the cursor is kept',
};
