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

/*
 * The platform's own URL parser reads addresses: what it does not understand, `fetch` does not reach either.
 */

/** Whether a text is an IP address, with or without brackets and a zone. */
function isAddress(host: string): boolean {
  return canonical(host) !== null;
}

/** Whether an IP address is allocated as public. What is no address is not. */
export function isPublicAddress(host: string): boolean {
  const address = canonical(host);
  if (address === null) return false;
  if (!address.includes(":")) return isPublicIpv4(numberOf(address.split(".").map(Number), 256));
  const groups = groupsOf(address);
  // `::ffff:0:0/96` is IPv4 in another spelling.
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return isPublicIpv4(numberOf(groups.slice(6), 65_536));
  return isPublicIpv6(groups);
}

/** Without the brackets of IPv6 and the dots at the end of a fully qualified name. */
function bare(host: string): string {
  return host
    .replace(/^\[|\]$/g, "")
    .replace(/\.+$/, "")
    .toLowerCase();
}

/** The one spelling that URLs have for an address; null for anything else. */
function canonical(host: string): string | null {
  const name = bare(host);
  // Nothing else can be an address.
  if (!/^[0-9a-fx.:]+(%[0-9a-z]+)?$/.test(name)) return null;
  const text = name.includes(":") ? `[${name.replace(/%.*$/, "")}]` : name;
  const url = URL.canParse(`http://${text}/`) ? new URL(`http://${text}/`).hostname : "";
  return /^(\[[0-9a-f:]+\]|\d+\.\d+\.\d+\.\d+)$/.test(url) ? bare(url) : null;
}

/** The eight groups of IPv6, those that `::` leaves out included. */
function groupsOf(address: string): number[] {
  const [before = [], after = []] = address.split("::").map((part) => part.split(":").filter(Boolean));
  const omitted = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...omitted, ...after].map((group) => Number.parseInt(group, 16));
}

function numberOf(digits: number[], base: number): number {
  return digits.reduce((sum, digit) => sum * base + digit, 0);
}

/** What IANA's registry of special-purpose addresses sets aside; at the end multicast, and what is reserved up to the broadcast address. */
const specialIpv4 = [
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24",
  "192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3",
];

function isPublicIpv4(address: number): boolean {
  const ranges = specialIpv4.flatMap((line) => line.split(" "));
  return !ranges.some((range) => {
    const [first = "", bits] = range.split("/");
    const offset = address - numberOf(first.split(".").map(Number), 256);
    return offset >= 0 && offset < 2 ** (32 - Number(bits));
  });
}

/** Only `2000::/3` is allocated as public; `::/96` and others reach IPv4 addresses in disguise. */
function isPublicIpv6([first = 0, second = 0, third = 0]: number[]): boolean {
  if (first < 0x2000 || first > 0x3fff) return false;
  // Protocols of the IETF, Teredo among them; documentation; 6to4, which reaches IPv4.
  if (first === 0x2001 && (second < 0x200 || second === 0xdb8)) return false;
  if (first === 0x2002 || (first === 0x3fff && second < 0x1000)) return false;
  // The name servers of AS112, for addresses that are not public.
  return !(first === 0x2620 && second === 0x4f && third === 0x8000);
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
