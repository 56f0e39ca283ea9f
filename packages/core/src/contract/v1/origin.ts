import type { ReadContext } from "./context";
import type { Endpoint } from "./endpoint";
import type { ParameterSchema } from "./parameter-schema";
import type { RateLimit } from "./rate-limit";

/** How a warehouse is read. */
export interface Origin<Input = never, Parameters = never, Item = unknown> {
  parameters: ParameterSchema<Input, Parameters>;
  endpoints: readonly Endpoint[];
  /** What the vendor allows, which the runner keeps to. Default: no limit. */
  rateLimits?: readonly RateLimit[];
  /**
   * Answers the items one by one, page by page, as fast as they are pulled. Nothing found is an empty answer; everything
   * else that goes wrong is thrown, and the items before it still go on.
   */
  read(parameters: Parameters, context: ReadContext): AsyncIterable<Item>;
  /** What people know an item by. Default: its `reference`, else its `key`, else its `id`. */
  reference?(item: Item): string | null;
  /** What an item is known by across runs, for remembering what was delivered. Default: its reference. */
  identity?(item: Item): string | null;
  /** Present when the origin can be read from where the last run stopped. */
  incremental?: {
    /**
     * Takes the cursor from an item: a text that sorts as the items do (ISO 8601 in UTC does). Items come in ascending
     * order, and a read from a cursor gives the items at that cursor again.
     */
    cursor(item: Item): string;
  };
}
