import { createTokenSource, type TokenContext } from "../auth/token-source";
import type { Grant, OauthSettings } from "../contract/connection";
import type { RunEventDetails } from "../contract/result";
import type { Store } from "../contract/shared";
import { createRecordingFetch, createTestHttp, json, type RecordedRequest } from "./recording-fetch";

export const tokenUrl = "https://auth.acme.example/oauth/token";

export interface TokenServerSettings {
  /** Default: `access-1` with `refresh-1`, `access-2` with `refresh-2`, ... each for an hour. */
  responses?: (Response | Error)[];
  /** Counts what was issued; shared by those that use the same server. */
  issuer?: { issued: number };
  /** Handles token requests in place of all that. */
  server?: (request: Request) => Promise<Response>;
}

export interface TokenSettings extends TokenServerSettings {
  store?: Store;
  grant?: Grant;
  clientAuthentication?: OauthSettings["clientAuthentication"];
}

export function oauthSettings({ grant, clientAuthentication }: TokenSettings = {}): OauthSettings {
  return {
    tokenUrl,
    clientId: "client-1",
    clientSecret: "s3cret&/ü",
    clientAuthentication: clientAuthentication ?? "client_secret_post",
    grant: grant ?? { type: "authorization_code", code: "code-1", redirectUri: "https://r.example/back" },
  };
}

/** Issues tokens. Its `fetch` passes any other request to `api`. */
export function createTokenServer(settings: TokenServerSettings, api?: (request: Request) => Response) {
  const issuer = settings.issuer ?? { issued: 0 };
  const issue = () => {
    const prepared = settings.responses?.[Math.min(issuer.issued, settings.responses.length - 1)];
    issuer.issued++;
    if (prepared instanceof Error) throw prepared;
    const fresh = { access_token: `access-${issuer.issued}`, refresh_token: `refresh-${issuer.issued}` };
    return prepared?.clone() ?? json({ ...fresh, token_type: "Bearer", expires_in: 3_600 });
  };
  const { fetch, requests } = createRecordingFetch((request) => {
    if (request.url !== tokenUrl && api) return api(request);
    return settings.server ? settings.server(request) : issue();
  });
  return { fetch, requests, grants: () => requests.filter(({ url }) => url === tokenUrl).map(grantOf) };
}

/** The grant of a token request: `refresh_token refresh-1`. */
function grantOf({ body }: RecordedRequest): string {
  const form = new URLSearchParams(body);
  return `${form.get("grant_type")} ${form.get("code") ?? form.get("refresh_token") ?? form.get("sub")}`;
}

/** A token source, with its requests, events, secrets and log lines. */
export function createOauth(settings: TokenSettings) {
  const { fetch, requests, grants } = createTokenServer(settings);
  const { http, events } = createTestHttp(fetch);
  const secrets: string[] = [];
  const lines: [string, string][] = [];
  const log = (level: string) => (_fields: object, message: string) => void lines.push([level, message]);
  const context: TokenContext = {
    http,
    logger: { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") },
    signal: new AbortController().signal,
    store: settings.store,
    addSecret: (value) => void secrets.push(value),
    emit: (event: RunEventDetails) => void events.push(event),
  };
  const tokens = createTokenSource(oauthSettings(settings), context);
  return { tokens, requests, grants, events, secrets, lines };
}
