import {
  AbortedError,
  ApiCallError,
  ConfigurationError,
  ConnectorError,
  describeError,
  type ErrorCode,
  InputError,
  isTransient,
  PartialWriteError,
} from "./errors";
import { causesOf, propertyOf } from "./formats/values";

/*
 * Everything that decides whether something may be tried again: a request within a run, a create whose outcome is unknown, an item in a later
 * run.
 */

/** What Node does before a connection is there: looking up the name, and connecting. Errors name it whatever their code is. */
const connectingCalls: unknown[] = ["getaddrinfo", "connect"];

/**
 * Whether a network error certainly came before the request was sent. A code does not tell: EHOSTUNREACH also ends a response that is
 * being read. Platforms that do not name the system call count as uncertain.
 */
function neverConnected(error: unknown): boolean {
  const known = new Map<unknown, boolean>();
  const check = (one: unknown): boolean => {
    if (typeof one !== "object" || one === null || known.size > mostCauses) return false;
    const verdict = known.get(one);
    if (verdict !== undefined) return verdict;
    // False as long as it is its own cause.
    known.set(one, false);
    known.set(one, decide(one));
    return known.get(one) === true;
  };
  const decide = (one: object): boolean => {
    const errors = propertyOf(one, "errors");
    // Each address of a host was tried.
    if (isList(errors)) return errors.length > 0 && errors.every(check);
    if (connectingCalls.includes(propertyOf(one, "syscall"))) return true;
    // The timer of undici makes no system call.
    return propertyOf(one, "code") === "UND_ERR_CONNECT_TIMEOUT" || check(propertyOf(one, "cause"));
  };
  return check(error);
}

/** A getter may return a new cause each time. */
const mostCauses = 100;

/** `Array.isArray` throws for a revoked proxy. */
function isList(value: unknown): value is unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * Statuses by which a vendor certainly did not act. Any other may hide a record: a proxy may respond with 409, 499 or 5xx to a
 * request that it passed on, and a redirect usually follows the act.
 */
const refusals = new Set([400, 401, 403, 404, 405, 410, 413, 415, 422, 425, 429]);

/** Whether a response or error allows another attempt of the same request. A create is only repeated if the vendor did not act. */
export function mayRepeat(outcome: { status: number } | { error: ConnectorError }, isIdempotent: boolean): boolean {
  if ("status" in outcome) return isTransient(outcome.status) && (isIdempotent || refusals.has(outcome.status));
  const { error } = outcome;
  // Retryable in another run: this one was stopped.
  if (AbortedError.isInstance(error)) return false;
  return propertyOf(error, "retryable") === true && (isIdempotent || neverConnected(error));
}

const notSent = new WeakSet<object>();

/** Marks an error as one from before the request of a step, such as a download that failed. Returns it. */
export function beforeSending<T>(error: T): T {
  if (typeof error === "object" && error !== null) notSent.add(error);
  return error;
}

/** Errors of files that items name, and whether the origin was to hand over the file. */
const ofFiles = new WeakMap<object, boolean>();

/** Marks an error of a file that an item names: it says nothing about the target's credential. Returns it. */
export function ofFile<T>(error: T, isFromOrigin = false): T {
  if (typeof error === "object" && error !== null) ofFiles.set(error, isFromOrigin);
  return beforeSending(error);
}

/** An error of the origin while an item is written: its message names the origin, or it would read like one of the target. */
export function originFault(name: string, error: unknown): unknown {
  if (AbortedError.isInstance(error) || ConfigurationError.isInstance(error)) return ofFile(error, true);
  const { code, message, retryable } = describeError(error);
  const told = `${name} did not hand over the file: ${message}`;
  return ofFile(new ConnectorError(told, { code: code as ErrorCode, retryable, cause: error }), true);
}

/** Whether a write failed because the origin did not hand over a file. */
export function isOriginFault(error: unknown): boolean {
  return causesOf(error).some((cause) => ofFiles.get(cause as object) === true);
}

/** Whether an error says that the vendor created nothing: it refused, or was never reached. Any other error may hide a record. */
export function nothingCreated(error: unknown): boolean {
  if (InputError.isInstance(error) || ConfigurationError.isInstance(error)) return true;
  if (typeof error === "object" && error !== null && notSent.has(error)) return true;
  if (ApiCallError.isInstance(error)) return refusals.has(Number(propertyOf(error, "status")));
  // A connector may explain a refusal, or say that it is transient: it is no less certain then.
  const cause = propertyOf(error, "cause");
  if (ConnectorError.isInstance(error) && ApiCallError.isInstance(cause)) return nothingCreated(cause);
  // Neither a rate limit that leaves no room nor a store that fails lets a request leave.
  const unsent: unknown[] = ["rate_limited", "store_unavailable"];
  if (ConnectorError.isInstance(error) && unsent.includes(propertyOf(error, "code"))) return true;
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
  const decisive = causesOf(error).find((cause) => !PartialWriteError.isInstance(cause));
  return nothingCreated(decisive) && isRefusal(decisive);
}

/** Whether the target refuses the credential: no other item can succeed. */
export function isCredentialRefusal(error: unknown): boolean {
  const causes = causesOf(error);
  if (causes.some((cause) => ofFiles.has(cause as object))) return false;
  for (const cause of causes) {
    if (!ConnectorError.isInstance(cause)) return false;
    if (propertyOf(cause, "code") === "authentication_failed") return true;
  }
  return false;
}

const firstDelayMs = 500;
const maxDelayMs = 30_000;

/** Exponential, with jitter over its upper half so that clients that failed together do not return together. */
export function backoffMs(attempt: number): number {
  const full = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + Math.random() * (full / 2));
}

/**
 * Milliseconds that a response asks to wait by its `Retry-After`, in either of its forms (seconds, or a date); null without a usable
 * one. A date is compared with the `Date` of the response, since our clock may be off. Of several values the longest counts.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function parseRetryAfter(headers: Headers): number | null {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (dateForms.test(value)) {
    const [until, sentAt] = [Date.parse(value), Date.parse(headers.get("date") ?? "")];
    return Number.isNaN(until) ? null : Math.max(0, until - (Number.isNaN(sentAt) ? Date.now() : sentAt));
  }
  // Headers that are sent twice arrive as one, joined by commas.
  const seconds = value.split(",").filter((part) => /^\s*\d+(\.\d+)?\s*$/.test(part));
  return seconds.length === 0 ? null : Math.ceil(Math.max(...seconds.map(Number)) * 1000);
}

/** Dates of HTTP, and of ISO 8601. Of what else `Date.parse` takes, `-5` would be a year. */
const dateForms = /^([a-z]{3,9},? .*\d:\d\d|\d{4}-\d\d-\d\dT)/i;
