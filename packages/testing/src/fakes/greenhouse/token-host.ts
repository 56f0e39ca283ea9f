import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import { basicCredential } from "./credentials";
import type { GreenhouseSettings } from "./greenhouse-settings";
import type { GreenhouseFakeToken, GreenhouseState } from "./greenhouse-state";
import { countCall } from "./rate-window";
import { type Call, ok, withHeaders } from "./responses";

/** Returns the token endpoint, which has its own rate limit, and the one that tells the scopes of a token. */
export function tokenHost(settings: GreenhouseSettings, scopes: readonly string[]): FakeRoute<GreenhouseState>[] {
  return [
    { method: "POST", path: "/token", handle: (call) => issueToken(call, settings) },
    { method: "POST", path: "/introspect", handle: (call) => introspect(call, settings, scopes) },
  ];
}

function introspect(
  { state, headers, form, now }: Call,
  settings: GreenhouseSettings,
  scopes: readonly string[],
): FakeResponse {
  const client = basicCredential(headers);
  if (!client || !settings.hasClient(client.user, client.password))
    return { status: 401, body: { error: "invalid_client" } };
  const sent = form?.get("token");
  const known = state.tokens.find(({ token, revoked, expiresAt }) => token === sent && !revoked && now() < expiresAt);
  if (!known) return ok({ active: false });
  const { clientId: client_id, sub } = known;
  return ok({ active: true, client_id, ...(sub === null ? {} : { sub }), scope: scopes.join(" ") });
}

function issueToken(call: Call, settings: GreenhouseSettings): FakeResponse {
  const { state, headers, form } = call;
  const client = basicCredential(headers);
  const limit = { calls: settings.limits.token, windowMs: 60_000 };
  const rate = countCall(state.windows, `token ${client?.user ?? ""}`, limit, call.now());
  if (rate.isThrottled) {
    const throttled = { status: 429, body: { message: "Too many requests." } };
    return withHeaders(throttled, { "retry-after": String(rate.retryAfterSeconds) });
  }
  if (!client) return { status: 401, body: { message: "No client credentials were sent.", errorId: "err-0002" } };
  if (!settings.hasClient(client.user, client.password)) return { status: 401, body: { error: "invalid_client" } };
  if (form?.get("grant_type") !== "client_credentials") {
    return { status: 400, body: { message: "Missing or unknown grant type." } };
  }
  const sub = form.get("sub");
  if (sub !== null && !settings.hasUser(String(sub)))
    return { status: 400, body: { message: "The sub is not a known user." } };
  return ok(tokenBody(storeToken(call, settings, client.user, sub === null ? null : String(sub)), settings));
}

function storeToken(
  { state, now }: Call,
  { tokenLifetimeMs, singleActive }: GreenhouseSettings,
  clientId: string,
  sub: string | null,
): GreenhouseFakeToken {
  if (singleActive) {
    for (const previous of state.tokens) {
      if (previous.clientId === clientId && previous.sub === sub) previous.revoked = true;
    }
  }
  const token = `fake-greenhouse-token-${state.tokens.length + 1}`;
  const stored = { token, clientId, sub, expiresAt: now() + tokenLifetimeMs, revoked: false };
  state.tokens.push(stored);
  return stored;
}

function tokenBody({ token, expiresAt }: GreenhouseFakeToken, { expiry, tokenLifetimeMs }: GreenhouseSettings) {
  const common = { access_token: token, token_type: "Bearer" };
  if (expiry === "expires_in") return { ...common, expires_in: Math.floor(tokenLifetimeMs / 1000) };
  return { ...common, expires_at: new Date(expiresAt).toISOString() };
}
