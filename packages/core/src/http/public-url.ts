import ipaddr from "ipaddr.js";
import type { ResolveHost } from "../contract/run";
import { ConfigurationError, InputError, NetworkError } from "../errors";
import type { StopSignal } from "../stop";
import { withTimeLimit } from "./send";

/** Names that resolve inside a machine or a network, whatever the resolver says. */
const privateNames = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|localdomain|home\.arpa)$/;

/**
 * Checks a URL from data before it is fetched or passed on: http(s), no user name or password, and no host that is private,
 * loopback, link-local or otherwise special. Names are judged as they are written; `checkAddresses` also resolves them. Throws
 * `InputError` with code `unsafe_url`.
 */
export function checkPublicUrl(text: string): URL {
  const refuse = (why: string) => new InputError(`the URL of the file ${why}`, { code: "unsafe_url" });
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) throw refuse("is not a URL");
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refuse("does not start with http or https");
  if (url.username || url.password) throw refuse("contains a user name or password");
  const host = bare(url.hostname);
  const isPublic = isAddress(host) ? isPublicAddress(host) : host.includes(".") && !privateNames.test(host);
  if (!isPublic) throw refuse("leads to a private or special network");
  return url;
}

function isAddress(host: string): boolean {
  const name = bare(host);
  // Nothing else can be an address, and the parser finds out by throwing.
  return /^[0-9a-fx.:]+(%|$)/.test(name) && ipaddr.isValid(name);
}

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** Of IPv6, only what is allocated as public: `::/96` and others reach IPv4 addresses in disguise. */
export function isPublicAddress(host: string): boolean {
  const address = ipaddr.process(bare(host));
  return address.range() === "unicast" && (address instanceof ipaddr.IPv4 || address.match(globalUnicast));
}

/** Without the brackets of IPv6 and the dot at the end of a fully qualified name. */
function bare(host: string): string {
  return host
    .replace(/^\[|\]$/g, "")
    .replace(/\.+$/, "")
    .toLowerCase();
}

/** A resolver that hangs should not hold up a run; the system's own usually gives up sooner. */
const timeoutMs = 10_000;

type Resolver = (host: string) => Promise<string[] | null>;

/**
 * Resolves the host of a checked URL, and refuses it if any of its addresses is not public. Passes where names cannot be resolved.
 * Throws `InputError` with code `unsafe_url`, or `NetworkError` for a host that is not found.
 */
export async function checkAddresses(
  { hostname }: URL,
  { resolveHost, signal }: { resolveHost?: Resolver | undefined; signal: StopSignal },
): Promise<void> {
  if (!resolveHost || isAddress(hostname)) return;
  const name = `the lookup of ${hostname}`;
  const addresses = await withTimeLimit({ signal }, { timeoutMs, idempotent: true }, name, async () =>
    resolveHost(hostname),
  );
  if (addresses === null) return;
  if (!Array.isArray(addresses) || !addresses.every((one) => typeof one === "string" && isAddress(one))) {
    throw new ConfigurationError("`resolveHost` must return a list of IP addresses");
  }
  if (addresses.length === 0) throw new NetworkError(`${name} found no address`);
  if (!addresses.every(isPublicAddress)) {
    throw new InputError("the host of the file's URL leads to a private or special network", { code: "unsafe_url" });
  }
}

/** Which lookup a client uses; undefined where only the given `fetch` knows where a name leads. */
export function chooseResolver(resolveHost: ResolveHost | undefined, fetch: unknown): Resolver | undefined {
  return resolveHost ?? (fetch === globalThis.fetch ? resolveOnPlatform : undefined);
}

/**
 * Finds a host's addresses as the platform's own `fetch` does: on Node, Deno and Bun. Resolves to null where names cannot be looked
 * up: in browsers and edge runtimes.
 */
export async function resolveOnPlatform(host: string): Promise<string[] | null> {
  // Loaded when it is needed instead of imported, so that bundles for other platforms stay whole. Node 20.16 and later.
  const lookup = globalThis.process?.getBuiltinModule?.("dns/promises")?.lookup;
  if (typeof lookup !== "function") return null;
  try {
    const found = await lookup(host, { all: true });
    return found.map(({ address }) => address);
  } catch (error) {
    // Cloudflare's workers have the function, but it only throws: https://developers.cloudflare.com/workers/runtime-apis/nodejs/dns/
    if (error instanceof Error && /not implemented/i.test(error.message)) return null;
    throw error;
  }
}
