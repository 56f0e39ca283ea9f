import { ConnectorError, type ErrorCode, hasMarker } from "./connector-error";

const marker = Symbol.for("hrflow-connectors.error.api-call-error");

export interface ApiCallErrorOptions {
  method: string;
  url: string;
  status: number;
  /** The vendor's own words, when it had any. */
  vendorMessage?: string | undefined;
  /** The answer's body, parsed where it is JSON. */
  body?: unknown;
  /** Overrides what the status says. */
  code?: ErrorCode;
  cause?: unknown;
}

/** The vendor refused a call. */
export class ApiCallError extends ConnectorError {
  readonly [marker] = true;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly body: unknown;

  constructor(options: ApiCallErrorOptions) {
    const { method, url, status, vendorMessage } = options;
    super(`${method} ${url} answered ${status}: ${vendorMessage || "no message"}`, {
      code: options.code ?? codeOf(status),
      retryable: isTemporary(status),
      cause: options.cause,
    });
    this.method = method;
    this.url = url;
    this.status = status;
    this.body = options.body;
  }

  static override isInstance(error: unknown): error is ApiCallError {
    return hasMarker(error, marker);
  }
}

const codes: Record<number, ErrorCode> = {
  400: "invalid_request",
  401: "authentication_failed",
  403: "permission_denied",
  404: "not_found",
  409: "conflict",
  422: "validation_failed",
  429: "rate_limited",
};

function codeOf(status: number): ErrorCode {
  return codes[status] ?? (status >= 500 || isTemporary(status) ? "vendor_unavailable" : "api_call_failed");
}

/** Whether a status says that the same call may succeed later. */
export function isTemporary(status: number): boolean {
  return [408, 425, 429, 500, 502, 503, 504].includes(status);
}
