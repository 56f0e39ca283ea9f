import type { Action, AnyAction, Format, Logic } from "./action";
import type { RunResult } from "./run-result";

/** `"sync"` reads everything; `"incremental"` reads from where the last run of the same workflow stopped. */
export type ReadMode = "sync" | "incremental";

export interface ActionParameters<OriginItem, TargetItem> {
  /** Replaces the action's default mapping. */
  format?: Format<OriginItem, TargetItem> | undefined;
  /** Applied in order after `format`; a nullish answer discards the item. Default none. */
  logics?: Logic<TargetItem>[] | undefined;
  /** Default `"sync"`. */
  readMode?: ReadMode | undefined;
  /**
   * What happens to an item that an earlier run delivered, as the store remembers: `"skip"` (default) answers the same receipts
   * and sends nothing, `"create"` makes another record.
   */
  onDuplicate?: "skip" | "create" | undefined;
  /** Called once, after the last write, with the result so far. */
  callback?: ((result: RunResult) => unknown) | undefined;
}

/** The four inputs of a run. */
export type ActionInput<A extends AnyAction> =
  A extends Action<infer OriginInput, infer _O, infer OriginItem, infer TargetInput, infer _T, infer TargetItem>
    ? {
        /** Names the workflow whose state (cursor, last result) a store keeps. */
        workflowId: string;
        actionParameters?: ActionParameters<OriginItem, TargetItem> | undefined;
        originParameters: OriginInput;
        targetParameters: TargetInput;
      }
    : never;
