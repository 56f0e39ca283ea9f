import type { WarehouseContext } from "./context";
import type { Delivery } from "./delivery";
import type { Endpoint } from "./endpoint";
import type { ParameterSchema } from "./parameter-schema";
import type { RateLimit } from "./rate-limit";
import type { ReceiptDraft } from "./receipt";

/** Handles one item at a time, for one run. */
export interface Writer<Item> {
  /**
   * Makes the item's records and answers a receipt for each. When some were made and others not, throws
   * `PartialWriteError` with the receipts of those that were. Every request that makes something is a step of the delivery.
   */
  write(item: Item, delivery: Delivery): Promise<ReceiptDraft | ReceiptDraft[]>;
}

/** How a warehouse is written. */
export interface Target<Input = never, Parameters = never, Item = never> {
  parameters: ParameterSchema<Input, Parameters>;
  endpoints: readonly Endpoint[];
  /** What the vendor allows, which the runner keeps to. Default: no limit. */
  rateLimits?: readonly RateLimit[];
  /** How many items are written side by side. Default 1. */
  concurrency?: number;
  /**
   * Present where a repeated write would make another record: the runner then remembers, per account and item, what was
   * delivered. Left out where the vendor knows a record by our reference.
   */
  delivery?: {
    /** Names the account that is written to, the same for every credential of it; hashed before it is kept. */
    account(parameters: Parameters): string;
  };
  /** Called once for a run, before anything is read: gets the credential ready. What it throws ends the run. */
  open(parameters: Parameters, context: WarehouseContext): Promise<Writer<Item>>;
}
