import type { FakeCall, FakeResponse, FakeRoute } from "../engine/fake-types";
import { type LeverApp, type LeverEnvironment, type LeverState, nextId } from "./lever-state";

const accessLifetimeMs = 3600 * 1000;
/** An unused refresh token expires after 90 days. */
const refreshLifetimeMs = 90 * 24 * 3600 * 1000;

/** The token endpoint of Lever's OAuth server. A code is valid once, and each use of a refresh token replaces it. */
export function tokenRoute(environment: LeverEnvironment): FakeRoute<LeverState> {
  return {
    method: "POST",
    path: "/oauth/token",
    handle(call) {
      const { state } = call;
      const fields = fieldsOf(call);
      const app = state.apps.find(
        ({ clientId, clientSecret }) => clientId === fields.client_id && clientSecret === fields.client_secret,
      );
      if (!app) return tokenError(401, "invalid_client", "The client credentials are wrong.");
      switch (fields.grant_type) {
        case "authorization_code":
          if (!fields.code) return tokenError(400, "invalid_request", "code is required.");
          return useCode(state, app, fields.code, fields.redirect_uri)
            ? issue(call, app, environment)
            : tokenError(403, "invalid_grant", "Invalid authorization code");
        case "refresh_token":
          if (!fields.refresh_token) return tokenError(400, "invalid_request", "refresh_token is required.");
          return useRefreshToken(state, app, environment, fields.refresh_token, call.now())
            ? issue(call, app, environment)
            : tokenError(403, "invalid_grant", "Unknown or invalid refresh token.");
        default:
          return tokenError(400, "invalid_request", "grant_type must be authorization_code or refresh_token.");
      }
    },
  };
}

/** Accepts a form, as documented, and JSON, as in Lever's own sample. */
function fieldsOf({ form, json }: FakeCall<LeverState>): Record<string, string | undefined> {
  const fields = form ? Object.fromEntries(form) : ((json ?? {}) as Record<string, unknown>);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === "string")) as Record<
    string,
    string
  >;
}

/** An attempt uses the code up, even if it fails. */
function useCode(state: LeverState, app: LeverApp, code: string, redirectUri: string | undefined): boolean {
  const found = state.codes.find((known) => known.code === code && known.clientId === app.clientId);
  if (!found || found.used) return false;
  found.used = true;
  return app.redirectUri === undefined || redirectUri === undefined || redirectUri === app.redirectUri;
}

function useRefreshToken(
  state: LeverState,
  { clientId }: LeverApp,
  environment: LeverEnvironment,
  token: string,
  now: number,
): boolean {
  const index = state.refreshTokens.findIndex(
    (known) => known.token === token && known.clientId === clientId && known.environment === environment,
  );
  const found = state.refreshTokens[index];
  if (!found || found.expiresAt <= now) return false;
  state.refreshTokens.splice(index, 1);
  return true;
}

function issue(
  { state, now }: FakeCall<LeverState>,
  { clientId }: LeverApp,
  environment: LeverEnvironment,
): FakeResponse {
  const id = nextId(state);
  const access = { token: `access-${id}`, clientId, environment, expiresAt: now() + accessLifetimeMs };
  const refresh = { token: `refresh-${id}`, clientId, environment, expiresAt: now() + refreshLifetimeMs };
  state.accessTokens.push(access);
  state.refreshTokens.push(refresh);
  const body = {
    access_token: access.token,
    refresh_token: refresh.token,
    token_type: "Bearer",
    scope: "offline_access opportunities:write:admin postings:read:admin contact:write:admin files:write:admin",
    expires_in: accessLifetimeMs / 1000,
  };
  return { status: 200, body };
}

function tokenError(status: number, error: string, description: string): FakeResponse {
  return { status, body: { error, error_description: description } };
}
