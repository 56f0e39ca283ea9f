import type { Grant, OauthSettings } from "../contract/connection";
import { ApiCallError, ConfigurationError, ResponseShapeError } from "../errors";
import { basicAuthorization } from "../formats/files";
import { instant } from "../formats/values";
import type { Http } from "../http/http";
import { Call } from "../http/outgoing";
import { describeBody, findMessage } from "../http/response";

/** What an application asks a person's consent for. */
export interface ConsentRequest {
  /** Id of the OAuth application. */
  clientId: string;
  /** Where the person is sent afterwards, exactly as registered. HTTPS, except on this machine. */
  redirectUri: string;
  scopes: readonly string[];
  /** At least 22 characters that nobody can guess. Default: 32 random bytes. */
  state?: string | undefined;
}

/**
 * Returns the address at which a person gives consent, RFC 6749 section 4.1.1, and the `state` to keep for that person: the redirect is
 * genuine only if it carries the same. Throws `ConfigurationError`, which names each faulty parameter and no value.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1
 */
export function authorizationUrl(
  endpoint: string,
  { clientId, redirectUri, scopes, state = randomState() }: ConsentRequest,
  parameters: Record<string, string> = {},
): { url: string; state: string } {
  const isToken = (value: unknown): value is string => typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
  const faults = {
    clientId: isToken(clientId) ? "" : "expected the id of the OAuth application, without blanks",
    redirectUri: isRedirect(redirectUri)
      ? ""
      : "expected the registered URL: https, or http on this machine, without a fragment",
    scopes:
      Array.isArray(scopes) && scopes.length > 0 && scopes.every(isToken)
        ? ""
        : "expected a list of at least one scope, each without blanks",
    state: isToken(state) && state.length >= 22 ? "" : "expected at least 22 characters that nobody can guess",
  };
  const problems = Object.entries(faults).flatMap(([name, fault]) => (fault ? [`${name}: ${fault}`] : []));
  if (problems.length > 0) throw new ConfigurationError(problems.join("; "));
  const query = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(" "),
    state,
  };
  const url = new URL(endpoint);
  // Not every server reads a plus as a blank.
  url.search = String(new URLSearchParams({ ...query, ...parameters })).replaceAll("+", "%20");
  return { url: url.href, state };
}

function randomState(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isRedirect(value: unknown): boolean {
  if (typeof value !== "string" || !/^https?:\/\/[^\s#]+$/.test(value) || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return (protocol === "https:" || isLocal) && !username && !password;
}

export interface Tokens {
  accessToken: string;
  refreshToken?: string;
  /** Epoch milliseconds, by our clock. Absent if it is unknown. */
  expiresAt?: number;
  /** How long before that it is replaced, so that it does not expire on its way. */
  marginMs?: number;
}

/**
 * One token request, RFC 6749. Throws `ApiCallError` with code `authentication_failed` if the credential is refused. Lenient on the
 * response: a code works once, so a token that arrived is never thrown away.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749
 */
export async function requestToken(settings: OauthSettings, grant: Grant, http: Http): Promise<Tokens> {
  const { tokenUrl } = settings;
  // The first request that arrives uses up a code or a refresh token: only a request that changes nothing is repeated.
  const once = http.with({ idempotent: grant.type === "client_credentials" });
  const response = await once.send(formCall(tokenUrl, settings, { grant_type: grant.type, ...parametersOf(grant) }));
  const text = response.text();
  if (!response.ok) throw refusal(settings, grant, response.status, text);
  const token = parse(text);
  const accessToken = tokenText(token?.access_token);
  if (token && accessToken) {
    const refreshToken = tokenText(token.refresh_token);
    return { accessToken, ...(refreshToken ? { refreshToken } : {}), ...endOf(token, response.headers) };
  }
  if (typeof token?.error === "string") throw refusal(settings, grant, response.status, text);
  const found = token || isJson(text) ? "other JSON" : describeBody(text);
  throw new ResponseShapeError(`POST ${tokenUrl} responded with ${response.status} and ${found} in place of a token`);
}

/**
 * The scopes of a token, RFC 7662; undefined if the server does not tell them, whatever it responds.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7662
 */
export async function scopesOf(settings: OauthSettings, token: string, http: Http): Promise<string[] | undefined> {
  if (!settings.introspectionUrl) return undefined;
  const call = formCall(settings.introspectionUrl, settings, { token, token_type_hint: "access_token" });
  // Reads tell almost the same, so it is not repeated.
  const response = await http.with({ maxAttempts: 1 }).send(call);
  const { active, scope } = parse(response.text()) ?? {};
  if (!response.ok || active !== true || typeof scope !== "string") return undefined;
  return scope.split(/[\s,]+/).filter(Boolean);
}

/** A request with a form that the client signs with its secret. */
function formCall(url: string, settings: OauthSettings, fields: Record<string, string>): Call {
  const { clientId, clientSecret, clientAuthentication } = settings;
  const form = new URLSearchParams(fields);
  const headers = new Headers({
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
  });
  if (clientAuthentication === "client_secret_post") {
    form.set("client_id", clientId);
    form.set("client_secret", clientSecret);
  } else {
    // As curl and the vendors' examples send it: servers that do not decode the form encoding of RFC 6749 refuse an encoded id.
    headers.set("authorization", basicAuthorization(clientId, clientSecret));
  }
  return new Call(url, { method: "POST", headers, body: String(form) });
}

function parametersOf(grant: Grant): Record<string, string> {
  if (grant.type === "authorization_code") return { code: grant.code, redirect_uri: grant.redirectUri };
  if (grant.type === "refresh_token") return { refresh_token: grant.refreshToken };
  return grant.parameters;
}

/** The fields of a token response; undefined if it is neither a JSON object nor a form, as early servers send. */
function parse(text: string): Record<string, unknown> | undefined {
  if (/^\s*access_token=/.test(text)) return Object.fromEntries(new URLSearchParams(text.trim()));
  if (!isJson(text)) return undefined;
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** A text that a header can carry. */
function tokenText(value: unknown): string | undefined {
  const text = typeof value === "string" ? value.trim() : "";
  return /^[\x21-\x7e]+$/.test(text) ? text : undefined;
}

/** The margin is a share of the lifetime, since some tokens last a minute, and at most a minute. */
const marginShare = 0.1;
const longestMarginMs = 60_000;

/** When a token ends. A lifetime that is absent or no number above 0 says nothing. */
function endOf({ expires_in, expires_at }: Record<string, unknown>, headers: Headers): Partial<Tokens> {
  const lifetimeMs = Number(expires_in) > 0 ? Number(expires_in) * 1000 : untilDate(expires_at, headers);
  if (lifetimeMs === undefined || !(lifetimeMs > 0 && lifetimeMs < Number.POSITIVE_INFINITY)) return {};
  return { expiresAt: Date.now() + lifetimeMs, marginMs: Math.min(lifetimeMs * marginShare, longestMarginMs) };
}

/** Milliseconds from the response to a date of the vendor's, by the vendor's clock. Dates may be epoch seconds or milliseconds. */
function untilDate(value: unknown, headers: Headers): number | undefined {
  const number = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value ?? Number.NaN);
  const date = Number.isNaN(number) ? instant(value) : number > 1e11 ? number : number * 1000;
  const sentAt = Date.parse(headers.get("date") ?? "");
  return date === undefined ? undefined : date - (Number.isNaN(sentAt) ? Date.now() : sentAt);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function refusal(settings: OauthSettings, grant: Grant, status: number, text: string): ApiCallError {
  const message = isJson(text)
    ? findMessage(JSON.parse(text)) || "no message"
    : findMessage(text) || describeBody(text);
  const isRefused = [200, 400, 401, 403].includes(status);
  const hint = isRefused && grant.type === "authorization_code" ? `; ${codeHint}` : "";
  return new ApiCallError({
    method: "POST",
    url: settings.tokenUrl,
    status,
    vendorMessage: `${message}${hint}`,
    ...(isRefused ? { code: "authentication_failed" } : {}),
  });
}

const codeHint =
  "an authorization code works once: with a `store`, later runs use the tokens that it gave; without one, a new code or a refresh token is needed";
