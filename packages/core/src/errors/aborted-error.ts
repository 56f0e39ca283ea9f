import { ConnectorError, hasMarker } from "./connector-error";

const marker = Symbol.for("hrflow-connectors.error.aborted-error");

/** The run was told to stop before this was done. */
export class AbortedError extends ConnectorError {
  readonly [marker] = true;

  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { code: "aborted", retryable: true, ...options });
  }

  static override isInstance(error: unknown): error is AbortedError {
    return hasMarker(error, marker);
  }
}
