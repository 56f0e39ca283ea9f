import type { ReceiptDraft } from "../contract/v1";
import { ConnectorError, hasMarker } from "./connector-error";
import { describeError } from "./describe-error";

const marker = Symbol.for("hrflow-connectors.error.partial-write-error");

/** Some of an item's records were made and others not: carries the receipts of those that were, and the first fault as `cause`. */
export class PartialWriteError extends ConnectorError {
  readonly [marker] = true;
  readonly receipts: ReceiptDraft[];

  constructor(message: string, options: { receipts: ReceiptDraft[]; cause: unknown }) {
    super(message, { code: "partial_write", cause: options.cause, retryable: describeError(options.cause).retryable });
    this.receipts = options.receipts;
  }

  static override isInstance(error: unknown): error is PartialWriteError {
    return hasMarker(error, marker);
  }
}
