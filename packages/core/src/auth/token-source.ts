import type { Grant, OauthSettings } from "../contract/connection";
import type { Logger, RunEventDetails } from "../contract/result";
import type { Store } from "../contract/state";
import { ConnectorError } from "../errors";
import { sha256 } from "../hash";
import type { Http } from "../http/http";
import { readValue, tokenKey, withLock, writeValue } from "../state/state";
import { requestToken, type Tokens } from "./request-token";

/** What a token source works with, for one run. */
export interface TokenContext {
  /** Outside the account's rate limit: token requests do not count. */
  http: Http;
  store: Store | undefined;
  logger: Logger;
  signal: AbortSignal;
  /** Redacts a value in everything that leaves the run. */
  addSecret(value: string): void;
  emit(event: RunEventDetails): void;
}

/** Access tokens for one credential and one run. */
export interface TokenSource {
  /** Resolves to a token that is valid now, as far as is known. */
  token(): Promise<string>;
  /** Resolves to another token in place of one that the vendor refused; null if there is no way to get one. */
  renew(refused: string): Promise<string | null>;
}

/** A token is refreshed this long before it expires, so that it does not expire on its way. */
const marginMs = 60_000;

/**
 * Keeps an OAuth credential usable: a code is exchanged once, a token is reused until shortly before it expires, refreshes run one at
 * a time, and a new refresh token is in the store before the access token beside it is used. Tokens are stored under the host, the
 * client id and a hash of the code or refresh token that they came from: a new grant wins, the same one is not exchanged again.
 * Without a store they last as long as the run.
 */
export function createTokenSource(settings: OauthSettings, context: TokenContext): TokenSource {
  const { store } = context;
  const host = new URL(settings.tokenUrl).host;
  let tokens: Tokens | null = null;
  let unsaved: Tokens | null = null;

  const key = async () => tokenKey(host, settings.clientId, await grantHash(settings.grant));
  const learn = (found: Tokens) => {
    context.addSecret(found.accessToken);
    if (found.refreshToken) context.addSecret(found.refreshToken);
    tokens = found;
    return found;
  };
  const request = async (grant: Grant) => {
    const issued = await requestToken(settings, grant, context.http);
    const refreshToken = issued.refreshToken ?? (grant.type === "refresh_token" ? grant.refreshToken : undefined);
    const found = { ...issued, ...(refreshToken ? { refreshToken } : {}) };
    context.addSecret(found.accessToken);
    if (found.refreshToken) context.addSecret(found.refreshToken);
    context.emit({ type: "token.refreshed", host });
    if (!store && issued.refreshToken) warnUnstored(context, host);
    return save(found);
  };
  const save = async (found: Tokens) => {
    unsaved = found;
    if (store) await writeValue(store, await key(), found);
    unsaved = null;
    tokens = found;
    return found;
  };
  const next = async (known: Tokens | null): Promise<Tokens> => {
    if (known?.refreshToken) return request({ type: "refresh_token", refreshToken: known.refreshToken });
    if (known && settings.grant.type === "authorization_code") throw usedUp(host);
    return request(settings.grant);
  };
  const inTurn = async <T>(work: () => Promise<T>) =>
    withLock(store ?? context, store, await key(), work, context.signal);
  const load = async () => {
    // A refresh token that could not be saved is saved before anything else, or the credential is lost with it.
    if (unsaved) return save(unsaved);
    const stored = store ? await readValue(store, await key()) : null;
    return isTokens(stored) ? learn(stored) : tokens;
  };

  return {
    async token() {
      if (tokens && isFresh(tokens)) return tokens.accessToken;
      return inTurn(async () => {
        const known = await load();
        return (known && isFresh(known) ? known : await next(known)).accessToken;
      });
    },
    async renew(refused) {
      return inTurn(async () => {
        const known = await load();
        if (known && known.accessToken !== refused && isFresh(known)) return known.accessToken;
        if (!known?.refreshToken && settings.grant.type === "authorization_code") return null;
        return (await next(known)).accessToken;
      });
    },
  };
}

/** Tells one grant from another without revealing it. */
async function grantHash(grant: Grant): Promise<string> {
  const identity =
    grant.type === "authorization_code"
      ? grant.code
      : grant.type === "refresh_token"
        ? grant.refreshToken
        : new URLSearchParams(grant.parameters).toString();
  return (await sha256(identity)).slice(0, 16);
}

function isFresh(tokens: Tokens): boolean {
  return tokens.expiresAt === undefined || tokens.expiresAt - marginMs > Date.now();
}

function isTokens(value: unknown): value is Tokens {
  return typeof value === "object" && value !== null && "accessToken" in value && typeof value.accessToken === "string";
}

function usedUp(host: string): ConnectorError {
  const message = `the token that the authorization code gave at ${host} has expired, and no refresh token came with it: a new code is needed`;
  return new ConnectorError(message, { code: "authentication_failed" });
}

function warnUnstored(context: TokenContext, host: string): void {
  context.logger.warn(
    { host },
    "a new refresh token was issued, and there is no store to keep it: it is lost when this run ends",
  );
}
