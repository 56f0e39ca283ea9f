import type { FailureError, ReceiptDraft } from "./contract/result";
import { causesOf, messageOf, propertyOf } from "./formats/values";

/** Every `code` that an error of ours carries: stable, for programs. */
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
  | "lease_lost"
  | "store_unavailable"
  | "limiter_unavailable"
  | "aborted"
  | "unexpected";

/** The base of every error of ours. `isInstance` recognizes it, also across two copies of this package. */
export class ConnectorError extends Error {
  readonly code: ErrorCode;
  /** Whether the same call may succeed later. Default false. */
  readonly retryable: boolean;

  constructor(message: string, options: { code: ErrorCode; retryable?: boolean; cause?: unknown }, kind?: string) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code;
    this.retryable = options.retryable ?? false;
    for (const marker of [markerOf(), markerOf(kind)]) Object.defineProperty(this, marker, { value: true });
  }

  static isInstance(error: unknown): error is ConnectorError {
    return isMarked(error);
  }
}

/** The run was stopped before this was done. */
export class AbortedError extends ConnectorError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { code: "aborted", retryable: true, ...options }, "aborted-error");
  }

  static override isInstance(error: unknown): error is AbortedError {
    return isMarked(error, "aborted-error");
  }
}

/** Something around the run is wrong: a connector's definition, a store that fails, a platform without `fetch`. */
export class ConfigurationError extends ConnectorError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { code: "configuration", ...options }, "configuration-error");
  }

  static override isInstance(error: unknown): error is ConfigurationError {
    return isMarked(error, "configuration-error");
  }
}

/** An item, or a URL in it, cannot be sent as it is. The message names the field and the reason. */
export class InputError extends ConnectorError {
  constructor(message: string, options: { code?: "invalid_item" | "unsafe_url"; cause?: unknown } = {}) {
    super(message, { code: "invalid_item", ...options }, "input-error");
  }

  static override isInstance(error: unknown): error is InputError {
    return isMarked(error, "input-error");
  }
}

/** The vendor could not be reached, or did not respond in time. */
export class NetworkError extends ConnectorError {
  constructor(
    message: string,
    options: { code?: "network_error" | "timeout"; retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, { code: "network_error", retryable: true, ...options }, "network-error");
  }

  static override isInstance(error: unknown): error is NetworkError {
    return isMarked(error, "network-error");
  }
}

/** The response is not what the API returns: HTML, truncated JSON, an empty body, too many bytes. */
export class ResponseShapeError extends ConnectorError {
  constructor(message: string, options: { code?: "unexpected_response" | "response_too_large"; cause?: unknown } = {}) {
    super(message, { code: "unexpected_response", ...options }, "response-shape-error");
  }

  static override isInstance(error: unknown): error is ResponseShapeError {
    return isMarked(error, "response-shape-error");
  }
}

/** Some of an item's records were created and others not: carries the receipts of the former, and the first error as `cause`. */
export class PartialWriteError extends ConnectorError {
  readonly receipts: ReceiptDraft[];

  constructor(message: string, options: { receipts: ReceiptDraft[]; cause: unknown }) {
    super(
      message,
      { code: "partial_write", cause: options.cause, retryable: describeError(options.cause).retryable },
      "partial-write-error",
    );
    this.receipts = options.receipts;
  }

  static override isInstance(error: unknown): error is PartialWriteError {
    return isMarked(error, "partial-write-error");
  }
}

export interface ApiCallErrorOptions {
  method: string;
  /** Without its query. */
  url: string;
  status: number;
  /** The vendor's own message, if it sent one. */
  vendorMessage?: string | undefined;
  /** The response body, parsed if it is JSON. */
  body?: unknown;
  /** Default: by the status. */
  code?: ErrorCode;
  cause?: unknown;
}

/** The vendor refused a call. */
export class ApiCallError extends ConnectorError {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly body: unknown;

  constructor(options: ApiCallErrorOptions) {
    const { method, url, status, vendorMessage, code = codeOf(status), cause } = options;
    const message = `${method} ${url} responded with ${status}: ${vendorMessage || "no message"}`;
    super(message, { code, retryable: isTransient(status), cause }, "api-call-error");
    this.method = method;
    this.url = url;
    this.status = status;
    this.body = options.body;
  }

  static override isInstance(error: unknown): error is ApiCallError {
    return isMarked(error, "api-call-error");
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
  return codes[status] ?? (status >= 500 || isTransient(status) ? "vendor_unavailable" : "api_call_failed");
}

/** Whether a status says that the same call may succeed later. */
export function isTransient(status: number): boolean {
  return [408, 425, 429, 500, 502, 503, 504].includes(status);
}

/** The plain form of whatever was thrown, which may be as hostile as a revoked proxy. Secrets are not redacted yet. */
export function describeError(error: unknown): FailureError {
  const [code, message] = [propertyOf(error, "code"), messageOf(error)];
  if (!ConnectorError.isInstance(error)) return { code: "unexpected", message, retryable: false };
  const status = causesOf(error)
    .filter(ConnectorError.isInstance)
    .map((cause) => propertyOf(cause, "status"))
    .find((found) => typeof found === "number");
  const retryable = propertyOf(error, "retryable") === true;
  return { code: String(code), message, retryable, ...(status === undefined ? {} : { status }) };
}

const markers = new Map<string | undefined, symbol>();

function markerOf(kind?: string): symbol {
  const known = markers.get(kind) ?? Symbol.for(`hrflow-connectors.error${kind === undefined ? "" : `.${kind}`}`);
  markers.set(kind, known);
  return known;
}

function isMarked(error: unknown, kind?: string): boolean {
  return propertyOf(error, markerOf(kind)) === true;
}
