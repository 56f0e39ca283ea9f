/** Lever's one tenant outside its own domain. Any other tenant of auth0.com can be registered by anybody. */
const sandboxTenant = "sandbox-lever";

const label = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";

/** `sandbox-lever`, the same in full, or a host under lever.co. */
export const authDomainPattern = new RegExp(`^(?:${sandboxTenant}(?:\\.auth0\\.com)?|(?:${label}\\.)+lever\\.co)$`);

/** What stands before `.lever.co`: `api`, `api.sandbox`, `api.eu`. */
export const clientDomainPattern = new RegExp(`^${label}(?:\\.${label})?$`);

/** The token endpoint of a checked `authDomain`. */
export function tokenUrlOf(authDomain: string): string {
  return `https://${authDomain === sandboxTenant ? `${sandboxTenant}.auth0.com` : authDomain}/oauth/token`;
}

/** The base address of the Data API for a checked `clientDomain`. */
export function baseUrlOf(clientDomain: string): string {
  return `https://${clientDomain}.lever.co/v1`;
}
