import type { RunEventDetails, Store, WarehouseContext } from "../contract/v1";
import type { ClientAuthentication, Grant } from "../oauth/request-token";
import { createTokenSource } from "../oauth/token-source";
import { createRecordingFetch, createTestHttp, json } from "./recording-fetch";

export const tokenUrl = "https://auth.acme.example/oauth/token";

export interface OauthSettings {
  store?: Store;
  grant?: Grant;
  clientAuthentication?: ClientAuthentication;
  /** Default: `access-1` with `refresh-1`, `access-2` with `refresh-2`, ... each for an hour. */
  answers?: (Response | Error)[];
  /** Counts what was issued; shared by those that ask the same server. */
  issuer?: { issued: number };
  /** Answers token requests in place of all that. */
  server?: (request: Request) => Promise<Response>;
  /** Answers what is no token request. */
  api?: (request: Request) => Response;
}

/** A token source with all that it asks and says. */
export function createOauth(settings: OauthSettings) {
  const issuer = settings.issuer ?? { issued: 0 };
  const issue = () => {
    const prepared = settings.answers?.[Math.min(issuer.issued, settings.answers.length - 1)];
    issuer.issued++;
    if (prepared instanceof Error) throw prepared;
    const fresh = { access_token: `access-${issuer.issued}`, refresh_token: `refresh-${issuer.issued}` };
    return prepared?.clone() ?? json({ ...fresh, token_type: "Bearer", expires_in: 3_600 });
  };
  const { fetch, requests } = createRecordingFetch((request) => {
    if (request.url !== tokenUrl && settings.api) return settings.api(request);
    return settings.server ? settings.server(request) : issue();
  });
  const { http, events } = createTestHttp(fetch);
  const secrets: string[] = [];
  const lines: [string, string][] = [];
  const log = (level: string) => (_fields: object, message: string) => void lines.push([level, message]);
  const context: WarehouseContext = {
    http,
    logger: { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") },
    signal: new AbortController().signal,
    store: settings.store,
    addSecret: (value) => void secrets.push(value),
    emit: (event: RunEventDetails) => void events.push(event),
  };
  const tokens = createTokenSource(
    {
      tokenUrl,
      clientId: "client-1",
      clientSecret: "s3cret&/ü",
      clientAuthentication: settings.clientAuthentication ?? "client_secret_post",
      grant: settings.grant ?? { type: "authorization_code", code: "code-1", redirectUri: "https://r.example/back" },
    },
    context,
  );
  const grants = () =>
    requests
      .filter(({ url }) => url === tokenUrl)
      .map(({ body }) => new URLSearchParams(body))
      .map((form) => `${form.get("grant_type")} ${form.get("code") ?? form.get("refresh_token") ?? form.get("sub")}`);
  return { tokens, http, requests, grants, events, secrets, lines };
}
