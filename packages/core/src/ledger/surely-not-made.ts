import { ApiCallError, ConfigurationError, ConnectorError, describeError, InputError } from "../errors";
import { neverConnected } from "../http/never-connected";

/** Whether a fault says that the vendor did not act: it refused, or was never reached. Anything else may hide a record. */
export function surelyNotMade(error: unknown): boolean {
  if (InputError.isInstance(error) || ConfigurationError.isInstance(error)) return true;
  if (ApiCallError.isInstance(error)) return error.status < 500 && error.status !== 408;
  // Its turn at the rate limit never came.
  if (ConnectorError.isInstance(error) && error.code === "rate_limited") return true;
  return neverConnected(error);
}

/**
 * Whether what was surely not made never will be: the vendor or we refused the thing itself. A refused credential (401) says
 * nothing of it.
 */
export function isPermanentRefusal(error: unknown): boolean {
  const { code, retryable } = describeError(error);
  return !retryable && code !== "authentication_failed" && code !== "configuration";
}
