import { sha256 } from "../hashing/sha256";
import type { Grant } from "./request-token";

/** A hash that tells one grant from another without telling the grant. */
export async function fingerprint(grant: Grant): Promise<string> {
  return (await sha256(identityOf(grant))).slice(0, 16);
}

function identityOf(grant: Grant): string {
  if (grant.type === "authorization_code") return grant.code;
  if (grant.type === "refresh_token") return grant.refreshToken;
  return new URLSearchParams(grant.parameters).toString();
}
