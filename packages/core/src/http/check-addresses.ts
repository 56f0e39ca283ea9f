import { ConfigurationError, InputError, NetworkError } from "../errors";
import type { HttpSettings } from "./http-settings";
import { isAddress, isPublicAddress } from "./public-url";
import { withTimeLimit } from "./with-time-limit";

/** A resolver that hangs should not hold up a run; the system's own gives up sooner as a rule. */
const timeoutMs = 10_000;

/**
 * Looks up what the host of a checked address leads to, and refuses it when any of that is not public. Passes where names
 * cannot be looked up. Throws `InputError` with code `unsafe_url`, or `NetworkError` for a host that cannot be found.
 */
export async function checkAddresses(
  { hostname }: URL,
  { resolveHost, signal }: Pick<HttpSettings, "resolveHost" | "signal">,
): Promise<void> {
  if (!resolveHost || isAddress(hostname)) return;
  const name = `the look-up of ${hostname}`;
  const addresses = await withTimeLimit(signal, { timeoutMs, idempotent: true }, name, async () =>
    resolveHost(hostname),
  );
  if (addresses === null) return;
  if (!Array.isArray(addresses) || !addresses.every((one) => typeof one === "string" && isAddress(one))) {
    throw new ConfigurationError("`resolveHost` has to answer a list of IP addresses");
  }
  if (addresses.length === 0) throw new NetworkError(`${name} found no address`);
  if (!addresses.every(isPublicAddress)) {
    throw new InputError("the address of the file has a name that leads to a private or special network", {
      code: "unsafe_url",
    });
  }
}
