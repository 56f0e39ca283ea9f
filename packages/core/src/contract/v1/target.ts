import type { WarehouseContext } from "./context";
import type { Endpoint } from "./endpoint";
import type { ParameterSchema } from "./parameter-schema";
import type { ReceiptDraft } from "./receipt";

/** Handles one item at a time, for one run. */
export interface Writer<Item> {
  /**
   * Makes the item's records and answers a receipt for each. When some were made and others not, throws
   * `PartialWriteError` with the receipts of those that were.
   */
  write(item: Item): Promise<ReceiptDraft | ReceiptDraft[]>;
}

/** How a warehouse is written. */
export interface Target<Input = never, Parameters = never, Item = never> {
  parameters: ParameterSchema<Input, Parameters>;
  endpoints: readonly Endpoint[];
  /** How many items are written side by side. Default 1. */
  concurrency?: number;
  /** Called once for a run, before anything is read: gets the credential ready. What it throws ends the run. */
  open(parameters: Parameters, context: WarehouseContext): Promise<Writer<Item>>;
}
