import {
  ApiCallError,
  ConfigurationError,
  ConnectorError,
  describeError,
  InputError,
  isTransient,
  PartialWriteError,
} from "./errors";

/*
 * Everything that decides whether something may be tried again: a request within a run, a create whose outcome is unknown, an item in a later
 * run.
 */

/** Error codes of Node and undici for a connection that was never established: the vendor has not seen the request. */
const neverConnectedCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether a network error certainly came before the request was sent. Platforms that do not tell count as uncertain. */
function neverConnected(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  if ("code" in error && neverConnectedCodes.has(String(error.code))) return true;
  if ("errors" in error && Array.isArray(error.errors)) {
    return error.errors.length > 0 && error.errors.every(neverConnected);
  }
  return "cause" in error && neverConnected(error.cause);
}

/** Whether a response or error allows another attempt of the same request. A create is only repeated if the vendor did not act. */
export function mayRepeat(outcome: { status: number } | { error: ConnectorError }, isIdempotent: boolean): boolean {
  if ("status" in outcome) return outcome.status === 429 || (isIdempotent && isTransient(outcome.status));
  const { error } = outcome;
  return error.retryable && (isIdempotent || neverConnected(error));
}

const notSent = new WeakSet<object>();

/** Marks an error as one from before the request of a step, such as a download that failed. Returns it. */
export function beforeSending<T>(error: T): T {
  if (typeof error === "object" && error !== null) notSent.add(error);
  return error;
}

/** Whether an error says that the vendor created nothing: it refused, or was never reached. Any other error may hide a record. */
export function nothingCreated(error: unknown): boolean {
  if (InputError.isInstance(error) || ConfigurationError.isInstance(error)) return true;
  if (typeof error === "object" && error !== null && notSent.has(error)) return true;
  if (ApiCallError.isInstance(error)) return error.status < 500 && error.status !== 408;
  // A connector may explain a refusal, or say that it is transient: it is no less certain then.
  if (ConnectorError.isInstance(error) && ApiCallError.isInstance(error.cause)) return nothingCreated(error.cause);
  // The request waited for the rate limit and was never sent.
  if (ConnectorError.isInstance(error) && error.code === "rate_limited") return true;
  return neverConnected(error);
}

/**
 * Whether the record itself was refused, by the vendor or by us, so that sending the same again cannot succeed. A refused
 * credential (401) says nothing about the record.
 */
export function isRefusal(error: unknown): boolean {
  const { code, retryable } = describeError(error);
  return !retryable && code !== "authentication_failed" && code !== "configuration";
}

/** Whether an error refuses an item for good. Transient errors and unknown outcomes may end otherwise in a later run. */
export function isPermanent(error: unknown): boolean {
  if (PartialWriteError.isInstance(error)) return isPermanent(error.cause);
  return nothingCreated(error) && isRefusal(error);
}

/** Whether the target refuses the credential: no other item can succeed. */
export function isCredentialRefusal(error: unknown): boolean {
  if (!ConnectorError.isInstance(error)) return false;
  return error.code === "authentication_failed" || isCredentialRefusal(error.cause);
}

const firstDelayMs = 500;
const maxDelayMs = 30_000;

/** Exponential, with jitter over its upper half so that clients that failed together do not return together. */
export function backoffMs(attempt: number): number {
  const full = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + Math.random() * (full / 2));
}

/**
 * Milliseconds to wait by a `Retry-After` header in either of its forms (seconds, or a date); null without a usable one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function parseRetryAfter(value: string | null, now = Date.now()): number | null {
  if (value === null || value.trim() === "") return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return seconds >= 0 ? Math.ceil(seconds * 1000) : null;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
