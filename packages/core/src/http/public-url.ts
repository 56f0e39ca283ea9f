import ipaddr from "ipaddr.js";
import { InputError } from "../errors";

/** Names that resolve inside a machine or a network, whatever the resolver says. */
const privateNames = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|localdomain|home\.arpa)$/;

/**
 * Checks an address that stands in somebody's data before it is fetched or handed on: http(s), no user name or password,
 * and no host that is private, loopback, link-local or otherwise special. Names are judged as they are written; `checkUrl`
 * of a run's `http` also looks up where they lead. Throws `InputError` with code `unsafe_url`.
 */
export function checkPublicUrl(text: string): URL {
  const refuse = (why: string) => new InputError(`the address of the file ${why}`, { code: "unsafe_url" });
  const url = tryParse(text);
  if (!url) throw refuse("is no URL");
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refuse("is not of http or https");
  if (url.username || url.password) throw refuse("holds a user name or password");
  const host = bare(url.hostname);
  const isPublic = isAddress(host) ? isPublicAddress(host) : host.includes(".") && !privateNames.test(host);
  if (!isPublic) throw refuse("is of a private or special network");
  return url;
}

/** Whether a host is an IP address, and no name. */
export function isAddress(host: string): boolean {
  return ipaddr.isValid(bare(host));
}

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** Of IPv6, only what is handed out as public: `::/96` and others reach IPv4 addresses in disguise. */
export function isPublicAddress(host: string): boolean {
  const address = ipaddr.process(bare(host));
  return address.range() === "unicast" && (address instanceof ipaddr.IPv4 || address.match(globalUnicast));
}

/** Without the brackets of IPv6 and the dot that ends a whole name. */
function bare(host: string): string {
  return host
    .replace(/^\[|\]$/g, "")
    .replace(/\.+$/, "")
    .toLowerCase();
}

function tryParse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
