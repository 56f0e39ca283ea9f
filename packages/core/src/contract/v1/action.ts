import type { ReadableWarehouse, WritableWarehouse } from "./warehouse";

/** Turns an item of the origin into one of the target. Pure; may be async. */
export type Format<OriginItem, TargetItem> = (item: OriginItem) => TargetItem | Promise<TargetItem>;

/** Changes an item, or discards it by answering `null` or `undefined`. May be async. */
export type Logic<TargetItem> = (
  item: TargetItem,
) => TargetItem | null | undefined | Promise<TargetItem | null | undefined>;

/** Moves records from one warehouse to another. */
export interface Action<OriginInput, OriginParameters, OriginItem, TargetInput, TargetParameters, TargetItem> {
  /** One sentence that says what it does. */
  description: string;
  origin: ReadableWarehouse<OriginInput, OriginParameters, OriginItem>;
  target: WritableWarehouse<TargetInput, TargetParameters, TargetItem>;
  /** The default mapping, which a user's `format` replaces. */
  format: Format<OriginItem, TargetItem>;
}

// biome-ignore lint/suspicious/noExplicitAny: the supertype of every action; what joins two warehouses is checked by `defineAction`.
export type AnyAction = Action<any, any, any, any, any, any>;
