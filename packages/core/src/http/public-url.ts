import ipaddr from "ipaddr.js";
import { InputError } from "../errors";

/** Names that resolve inside a machine or a network, whatever the resolver says. */
const privateNames = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|localdomain|home\.arpa)$/;

/**
 * Checks an address that stands in somebody's data before it is fetched or handed on: http(s), no user name or password,
 * and no host that is private, loopback, link-local or otherwise special. Names are judged as they are written.
 * Throws `InputError` with code `unsafe_url`.
 */
export function checkPublicUrl(text: string): URL {
  const refuse = (why: string) => new InputError(`the address of the file ${why}`, { code: "unsafe_url" });
  const url = tryParse(text);
  if (!url) throw refuse("is no URL");
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refuse("is not of http or https");
  if (url.username || url.password) throw refuse("holds a user name or password");
  const host = url.hostname
    .replace(/^\[|\]$/g, "")
    .replace(/\.+$/, "")
    .toLowerCase();
  if (ipaddr.isValid(host)) {
    if (!isPublicAddress(host)) throw refuse("is of a private or special network");
  } else if (!host.includes(".") || privateNames.test(host)) {
    throw refuse("is of a private or special network");
  }
  return url;
}

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** Of IPv6, only what is handed out as public: `::/96` and others reach IPv4 addresses in disguise. */
function isPublicAddress(host: string): boolean {
  const address = ipaddr.process(host);
  return address.range() === "unicast" && (address instanceof ipaddr.IPv4 || address.match(globalUnicast));
}

function tryParse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
