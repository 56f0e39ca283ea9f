import { ApiCallError, ConfigurationError, ConnectorError, InputError } from "../errors";
import { neverConnected } from "../http/never-connected";

/** Whether a fault says that the vendor did not act: it refused, or was never reached. Anything else may hide a record. */
export function surelyNotMade(error: unknown): boolean {
  if (InputError.isInstance(error) || ConfigurationError.isInstance(error)) return true;
  if (ApiCallError.isInstance(error)) return error.status < 500 && error.status !== 408;
  // Its turn at the rate limit never came.
  if (ConnectorError.isInstance(error) && error.code === "rate_limited") return true;
  return neverConnected(error);
}
