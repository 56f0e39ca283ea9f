/** Every `code` that an error of ours carries: a stable word for programs. */
export type ErrorCode =
  | "configuration"
  | "invalid_item"
  | "unsafe_url"
  | "invalid_request"
  | "authentication_failed"
  | "permission_denied"
  | "not_found"
  | "conflict"
  | "validation_failed"
  | "rate_limited"
  | "vendor_unavailable"
  | "api_call_failed"
  | "network_error"
  | "timeout"
  | "unexpected_response"
  | "response_too_large"
  | "partial_write"
  | "unsure"
  | "aborted"
  | "unexpected";

export interface ConnectorErrorOptions {
  code: ErrorCode;
  /** Whether the same call may succeed later. Default false. */
  retryable?: boolean;
  cause?: unknown;
}

const marker = Symbol.for("hrflow-connectors.error");

/** The base of every error of ours. Recognise one with `isInstance`, which holds across two copies of this package. */
export class ConnectorError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly [marker] = true;

  constructor(message: string, options: ConnectorErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code;
    this.retryable = options.retryable ?? false;
  }

  static isInstance(error: unknown): error is ConnectorError {
    return hasMarker(error, marker);
  }
}

/** Whether an error carries a marker, whichever copy of this package made it. */
export function hasMarker(error: unknown, symbol: symbol): boolean {
  return typeof error === "object" && error !== null && (error as Record<symbol, unknown>)[symbol] === true;
}
