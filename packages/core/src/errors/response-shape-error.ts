import { ConnectorError, hasMarker } from "./connector-error";

const marker = Symbol.for("hrflow-connectors.error.response-shape-error");

/** The vendor answered something that is not what its API answers: HTML, truncated JSON, nothing, too much. */
export class ResponseShapeError extends ConnectorError {
  readonly [marker] = true;

  constructor(message: string, options: { code?: "unexpected_response" | "response_too_large"; cause?: unknown } = {}) {
    super(message, { code: "unexpected_response", ...options });
  }

  static override isInstance(error: unknown): error is ResponseShapeError {
    return hasMarker(error, marker);
  }
}
