import type { FakeAnswer, FakeRoute } from "../engine/fake-types";
import { type Call, ok, withHeaders } from "./answers";
import { basicCredential } from "./basic-credential";
import type { GreenhouseSettings } from "./greenhouse-settings";
import type { GreenhouseFakeToken, GreenhouseState } from "./greenhouse-state";
import { countCall } from "./rate-window";

/** The token endpoint, which counts calls in a window of its own. */
export function tokenHost(settings: GreenhouseSettings): FakeRoute<GreenhouseState>[] {
  return [{ method: "POST", path: "/token", handle: (call) => mint(call, settings) }];
}

function mint(call: Call, settings: GreenhouseSettings): FakeAnswer {
  const { state, headers, form } = call;
  const client = basicCredential(headers);
  const limit = { calls: settings.limits.token, windowMs: 60_000 };
  const standing = countCall(state.windows, `token ${client?.user ?? ""}`, limit, call.now());
  if (standing.isThrottled) {
    const throttled = { status: 429, body: { message: "Too many requests." } };
    return withHeaders(throttled, { "retry-after": String(standing.retryAfterSeconds) });
  }
  if (!client) return { status: 401, body: { message: "No client credentials were sent.", errorId: "err-0002" } };
  if (!settings.hasClient(client.user, client.password)) return { status: 401, body: { error: "invalid_client" } };
  if (form?.get("grant_type") !== "client_credentials") {
    return { status: 400, body: { message: "Missing or unknown grant type." } };
  }
  const sub = form.get("sub");
  if (sub !== null && !settings.hasUser(String(sub))) return { status: 400, body: { message: "The sub is no user." } };
  return ok(tokenAnswer(keepToken(call, settings, client.user, sub === null ? null : String(sub)), settings));
}

function keepToken(
  { state, now }: Call,
  { tokenLifetimeMs, singleActive }: GreenhouseSettings,
  clientId: string,
  sub: string | null,
): GreenhouseFakeToken {
  if (singleActive) {
    for (const former of state.tokens) {
      if (former.clientId === clientId && former.sub === sub) former.revoked = true;
    }
  }
  const token = `fake-greenhouse-token-${state.tokens.length + 1}`;
  const kept = { token, clientId, sub, expiresAt: now() + tokenLifetimeMs, revoked: false };
  state.tokens.push(kept);
  return kept;
}

function tokenAnswer({ token, expiresAt }: GreenhouseFakeToken, { expiry, tokenLifetimeMs }: GreenhouseSettings) {
  const common = { access_token: token, token_type: "Bearer" };
  if (expiry === "expires_in") return { ...common, expires_in: Math.floor(tokenLifetimeMs / 1000) };
  return { ...common, expires_at: new Date(expiresAt).toISOString() };
}

/** The token of a call to Harvest v3 while it is good. */
export function tokenOf({ state, headers, now }: Call): GreenhouseFakeToken | undefined {
  const [, given] = /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  return state.tokens.find(({ token, revoked, expiresAt }) => token === given && !revoked && now() < expiresAt);
}
