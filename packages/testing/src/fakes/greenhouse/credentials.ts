import type { GreenhouseFakeToken } from "./greenhouse-state";
import type { Call } from "./responses";

/** Parses HTTP Basic. Returns undefined if the header is missing or malformed. */
export function basicCredential(headers: Headers): { user: string; password: string } | undefined {
  const [, encoded] = /^Basic (\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  if (encoded === undefined) return undefined;
  try {
    const decoded = new TextDecoder().decode(Uint8Array.from(atob(encoded), (unit) => unit.charCodeAt(0)));
    const colon = decoded.indexOf(":");
    return colon < 0 ? undefined : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
  } catch {
    return undefined;
  }
}

/** Returns the valid token of a call to Harvest v3. */
export function tokenOf({ state, headers, now }: Call): GreenhouseFakeToken | undefined {
  const [, sent] = /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  return state.tokens.find(({ token, revoked, expiresAt }) => token === sent && !revoked && now() < expiresAt);
}
