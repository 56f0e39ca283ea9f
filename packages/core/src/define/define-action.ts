import type { Action } from "../contract/v1";

/** Types an action: its format must take what the origin yields and answer what the target writes. */
export function defineAction<OriginInput, OriginParameters, OriginItem, TargetInput, TargetParameters, TargetItem>(
  action: Action<OriginInput, OriginParameters, OriginItem, TargetInput, TargetParameters, TargetItem>,
): typeof action {
  return action;
}
