import { PartialWriteError } from "../errors";
import { isPermanentRefusal, surelyNotMade } from "../ledger/surely-not-made";

/**
 * Whether a fault refuses the item for good: it cannot be sent as it is, or the vendor read it and said no. A refused
 * credential, a passing fault and an outcome that is not known may all end otherwise another time.
 */
export function isPermanent(error: unknown): boolean {
  if (PartialWriteError.isInstance(error)) return isPermanent(error.cause);
  return surelyNotMade(error) && isPermanentRefusal(error);
}
