import { ConnectorError, hasMarker } from "./connector-error";

const marker = Symbol.for("hrflow-connectors.error.input-error");

/** An item or an address in it cannot be sent as it is. The message names the field and why. */
export class InputError extends ConnectorError {
  readonly [marker] = true;

  constructor(message: string, options: { code?: "invalid_item" | "unsafe_url"; cause?: unknown } = {}) {
    super(message, { code: "invalid_item", ...options });
  }

  static override isInstance(error: unknown): error is InputError {
    return hasMarker(error, marker);
  }
}
