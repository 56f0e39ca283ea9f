import type { AnyAction } from "../contract/v1";
import { sha256 } from "../hashing/sha256";

/** A hash that tells one account at a target from another; null where the target names none. */
export async function accountHash(
  { delivery }: AnyAction["target"]["write"],
  parameters: unknown,
): Promise<string | null> {
  return delivery ? sha256(`account:${delivery.account(parameters)}`) : null;
}
