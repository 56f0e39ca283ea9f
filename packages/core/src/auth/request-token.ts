import {
  type ClientAuth,
  ClientSecretPost,
  customFetch,
  genericTokenEndpointRequest,
  processGenericTokenEndpointResponse,
} from "oauth4webapi";
import type { Grant, OauthSettings } from "../contract/connection";
import { ApiCallError, ResponseShapeError } from "../errors";
import { basicAuthorization } from "../formats/files";
import { instant } from "../formats/values";
import type { Http } from "../http/http";
import { describeBody, findMessage } from "../http/response";

export interface Tokens {
  accessToken: string;
  refreshToken?: string;
  /** Epoch milliseconds. */
  expiresAt?: number;
}

/**
 * One token request, RFC 6749. Throws `ApiCallError` with code `authentication_failed` if the credential is refused.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749
 */
export async function requestToken(settings: OauthSettings, grant: Grant, http: Http): Promise<Tokens> {
  const server = { issuer: new URL(settings.tokenUrl).origin, token_endpoint: settings.tokenUrl };
  const client = { client_id: settings.clientId };
  // The first request that arrives uses up a code or a refresh token: only a request that changes nothing is repeated.
  const once = http.with({ idempotent: grant.type === "client_credentials" });
  const response = await genericTokenEndpointRequest(
    server,
    client,
    authenticationOf(settings),
    grant.type,
    parametersOf(grant),
    { [customFetch]: (url, init) => once.fetch(url, init as RequestInit) },
  );
  if (!response.ok) throw await refusal(settings, grant, response);
  const text = await response.clone().text();
  try {
    const token = await processGenericTokenEndpointResponse(server, client, response);
    const expiresAt = expiryOf(token);
    return {
      accessToken: token.access_token,
      ...(token.refresh_token ? { refreshToken: token.refresh_token } : {}),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
  } catch (error) {
    const found = isJson(text) ? "other JSON" : describeBody(text);
    const message = `POST ${settings.tokenUrl} responded with ${response.status} and ${found} in place of a token`;
    throw new ResponseShapeError(message, { cause: error });
  }
}

function authenticationOf({ clientAuthentication, clientId, clientSecret }: OauthSettings): ClientAuth {
  if (clientAuthentication === "client_secret_post") return ClientSecretPost(clientSecret);
  // As curl and the vendors' examples send it: servers that do not decode the form encoding of RFC 6749 refuse an encoded id.
  return (_server, _client, _body, headers) => headers.set("authorization", basicAuthorization(clientId, clientSecret));
}

function parametersOf(grant: Grant): Record<string, string> {
  if (grant.type === "authorization_code") return { code: grant.code, redirect_uri: grant.redirectUri };
  if (grant.type === "refresh_token") return { refresh_token: grant.refreshToken };
  return grant.parameters;
}

/** Vendors give the expiry of a token in seconds from now, or as a date. */
function expiryOf(token: { expires_in?: number; expires_at?: unknown }): number | undefined {
  if (typeof token.expires_in === "number") return Date.now() + token.expires_in * 1000;
  return instant(token.expires_at);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function refusal(settings: OauthSettings, grant: Grant, response: Response): Promise<ApiCallError> {
  const text = await response.text();
  const message = isJson(text) ? findMessage(JSON.parse(text)) || "no message" : describeBody(text);
  const isRefused = [400, 401, 403].includes(response.status);
  const hint = isRefused && grant.type === "authorization_code" ? `; ${codeHint}` : "";
  return new ApiCallError({
    method: "POST",
    url: settings.tokenUrl,
    status: response.status,
    vendorMessage: `${message}${hint}`,
    ...(isRefused ? { code: "authentication_failed" } : {}),
  });
}

const codeHint =
  "an authorization code works once: with a `store`, later runs use the tokens that it gave; without one, a new code or a refresh token is needed";
