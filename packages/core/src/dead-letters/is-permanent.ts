import { ApiCallError, InputError, PartialWriteError } from "../errors";

/**
 * Whether a fault refuses the item for good: it cannot be sent as it is, or the vendor read it and said no. A refused
 * credential, a passing fault and an outcome that is not known may all end otherwise another time.
 */
export function isPermanent(error: unknown): boolean {
  if (PartialWriteError.isInstance(error)) return isPermanent(error.cause);
  if (!ApiCallError.isInstance(error)) return InputError.isInstance(error);
  const { status, retryable, code } = error;
  return status >= 400 && status < 500 && !retryable && code !== "authentication_failed";
}
