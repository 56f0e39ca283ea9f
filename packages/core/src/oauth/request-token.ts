import {
  type ClientAuth,
  ClientSecretPost,
  customFetch,
  genericTokenEndpointRequest,
  processGenericTokenEndpointResponse,
} from "oauth4webapi";
import type { Http } from "../contract/v1";
import { ApiCallError, ResponseShapeError } from "../errors";
import { instant } from "../formats/instant";
import { basicAuthorization } from "../http/basic-authorization";
import { describeBody } from "../http/vendor-response";

export type ClientAuthentication = "client_secret_post" | "client_secret_basic";

export type Grant =
  | { type: "authorization_code"; code: string; redirectUri: string }
  | { type: "refresh_token"; refreshToken: string }
  | { type: "client_credentials"; parameters: Record<string, string> };

export interface Tokens {
  accessToken: string;
  refreshToken?: string;
  /** Epoch milliseconds. */
  expiresAt?: number;
}

export interface TokenRequestSettings {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  clientAuthentication: ClientAuthentication;
}

/**
 * One token request, RFC 6749. Throws `ApiCallError` with code `authentication_failed` when the credential is refused.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749
 */
export async function requestToken(settings: TokenRequestSettings, grant: Grant, http: Http): Promise<Tokens> {
  const server = { issuer: new URL(settings.tokenUrl).origin, token_endpoint: settings.tokenUrl };
  const client = { client_id: settings.clientId };
  // Codes and refresh tokens are used up by the first request that arrives, so that only a request which changes nothing is repeated.
  const door = http.with({ idempotent: grant.type === "client_credentials" });
  const response = await genericTokenEndpointRequest(
    server,
    client,
    authenticationOf(settings),
    grant.type,
    parametersOf(grant),
    { [customFetch]: (url, init) => door.fetch(url, init as RequestInit) },
  );
  if (!response.ok) throw await refusal(settings, grant, response);
  const text = await response.clone().text();
  try {
    const answer = await processGenericTokenEndpointResponse(server, client, response);
    const expiresAt = expiryOf(answer);
    return {
      accessToken: answer.access_token,
      ...(answer.refresh_token ? { refreshToken: answer.refresh_token } : {}),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
  } catch (error) {
    throw new ResponseShapeError(
      `POST ${settings.tokenUrl} answered ${response.status} with ${foundIn(text)} in place of a token`,
      {
        cause: error,
      },
    );
  }
}

function authenticationOf({ clientAuthentication, clientId, clientSecret }: TokenRequestSettings): ClientAuth {
  if (clientAuthentication === "client_secret_post") return ClientSecretPost(clientSecret);
  // As curl sends it, and the vendors' examples: servers that do not decode what RFC 6749 has form-encoded refuse an encoded id.
  return (_server, _client, _body, headers) => headers.set("authorization", basicAuthorization(clientId, clientSecret));
}

function parametersOf(grant: Grant): Record<string, string> {
  if (grant.type === "authorization_code") return { code: grant.code, redirect_uri: grant.redirectUri };
  if (grant.type === "refresh_token") return { refresh_token: grant.refreshToken };
  return grant.parameters;
}

/** Vendors tell the end of a token in seconds from now, or as a date. */
function expiryOf(answer: { expires_in?: number; expires_at?: unknown }): number | undefined {
  if (typeof answer.expires_in === "number") return Date.now() + answer.expires_in * 1000;
  return instant(answer.expires_at);
}

function foundIn(text: string): string {
  try {
    JSON.parse(text);
    return "other JSON";
  } catch {
    return describeBody(text);
  }
}

async function refusal(settings: TokenRequestSettings, grant: Grant, response: Response): Promise<ApiCallError> {
  const text = await response.text();
  const said = wordsOf(text);
  const isRefused = [400, 401, 403].includes(response.status);
  const hint = isRefused && grant.type === "authorization_code" ? `; ${codeHint}` : "";
  return new ApiCallError({
    method: "POST",
    url: settings.tokenUrl,
    status: response.status,
    vendorMessage: `${said}${hint}`,
    ...(isRefused ? { code: "authentication_failed" } : {}),
  });
}

const codeHint =
  "an authorization code works once: with a `store`, the tokens it gave are kept for later runs; otherwise a new code or a refresh token is needed";

function wordsOf(text: string): string {
  try {
    const { error, error_description, message } = (JSON.parse(text) ?? {}) as Record<string, unknown>;
    const words = [error, error_description, message].filter((word) => typeof word === "string" && word !== "");
    return words.join(": ") || "no message";
  } catch {
    return describeBody(text);
  }
}
