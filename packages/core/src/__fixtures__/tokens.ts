import { createTokenSource, type TokenContext } from "../auth/token-source";
import type { Grant, OauthSettings } from "../contract/connection";
import type { Store } from "../contract/shared";
import { createHttp } from "../http/http";

export const tokenUrl = "https://auth.acme.example/oauth/token";

export const code = (text = "code-1"): Grant => ({
  type: "authorization_code",
  code: text,
  redirectUri: "https://r.example/back",
});
export const clientCredentials: Grant = { type: "client_credentials", parameters: { sub: "7" } };

interface Surroundings {
  store?: Store | undefined;
  /** What the token endpoint responds with, given the form and how many came before. */
  respond: (form: URLSearchParams, earlier: number) => Response | Promise<Response>;
}

/** A token source over a token endpoint, with the grants that it requested. */
export function tokensFrom({ store, respond }: Surroundings, settings: Partial<OauthSettings> = {}) {
  const grants: string[] = [];
  const secrets: string[] = [];
  const http = createHttp({
    fetch: async (request: Request) => {
      const form = new URLSearchParams(await request.text());
      grants.push(`${form.get("grant_type")} ${form.get("code") ?? form.get("refresh_token") ?? form.get("sub")}`);
      return respond(form, grants.length - 1);
    },
  });
  const context: TokenContext = {
    http,
    store,
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    signal: new AbortController().signal,
    addSecret: (value) => void secrets.push(value),
    emit: () => {},
  };
  const tokens = createTokenSource(
    {
      tokenUrl,
      clientId: "client-1",
      clientSecret: "s3cret",
      clientAuthentication: "client_secret_post",
      grant: code(),
      ...settings,
    },
    context,
  );
  return { tokens, grants, secrets };
}

/** `access-1` with `refresh-1`, `access-2` with `refresh-2`, ... each for an hour. */
export function issue(number: number): Response {
  const pair = { access_token: `access-${number}`, refresh_token: `refresh-${number}` };
  return Response.json({ ...pair, token_type: "Bearer", expires_in: 3_600 });
}

export const refused = () => Response.json({ error: "invalid_grant", error_description: "used" }, { status: 400 });
