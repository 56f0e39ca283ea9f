import { ConnectorError, hasMarker } from "./connector-error";

const marker = Symbol.for("hrflow-connectors.error.network-error");

/** The vendor was not reached, or did not answer in time. */
export class NetworkError extends ConnectorError {
  readonly [marker] = true;

  constructor(
    message: string,
    options: { code?: "network_error" | "timeout"; retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, { code: "network_error", retryable: true, ...options });
  }

  static override isInstance(error: unknown): error is NetworkError {
    return hasMarker(error, marker);
  }
}
