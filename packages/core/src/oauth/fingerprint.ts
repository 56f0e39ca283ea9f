import type { Grant } from "./request-token";

/** A hash that tells one grant from another without telling the grant. */
export async function fingerprint(grant: Grant): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identityOf(grant)));
  return Array.from(new Uint8Array(digest).slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function identityOf(grant: Grant): string {
  if (grant.type === "authorization_code") return grant.code;
  if (grant.type === "refresh_token") return grant.refreshToken;
  return new URLSearchParams(grant.parameters).toString();
}
