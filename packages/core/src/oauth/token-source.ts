import type { WarehouseContext } from "../contract/v1";
import { ConnectorError } from "../errors";
import { tokenKey } from "../store/keys";
import { readValue, writeValue } from "../store/stored-value";
import { withLock } from "../store/with-lock";
import { fingerprint } from "./fingerprint";
import { type ClientAuthentication, type Grant, requestToken, type Tokens } from "./request-token";

export interface TokenSourceSettings {
  /** The token endpoint, https. */
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  /** How the client shows its secret: in the body, or as HTTP Basic. */
  clientAuthentication: ClientAuthentication;
  /** How the first token is got. Later ones come from the refresh token where there is one. */
  grant: Grant;
}

/** Access tokens for one credential and one run. */
export interface TokenSource {
  /** A token that is valid now, as far as is known. */
  token(): Promise<string>;
  /** Another token in place of one that the vendor refused; null when there is no way to get one. */
  renew(refused: string): Promise<string | null>;
}

/** A token is renewed this long before it ends, so that it does not end on its way. */
const marginMs = 60_000;

/**
 * Keeps an OAuth credential usable: a code is exchanged once, a token is reused until shortly before its end, one renewal
 * at a time goes out, and a new refresh token is in the store before the access token beside it is used. Tokens are stored
 * under the host, the client id and a hash of the code or refresh token that they came from: a new one wins, the same one
 * is not exchanged again. Without a store they live as long as the run.
 */
export function createTokenSource(settings: TokenSourceSettings, context: WarehouseContext): TokenSource {
  const { store } = context;
  const host = new URL(settings.tokenUrl).host;
  let tokens: Tokens | null = null;
  let unsaved: Tokens | null = null;

  const key = async () => tokenKey(host, settings.clientId, await fingerprint(settings.grant));
  const learn = (found: Tokens) => {
    context.addSecret(found.accessToken);
    if (found.refreshToken) context.addSecret(found.refreshToken);
    tokens = found;
    return found;
  };
  const request = async (grant: Grant) => {
    const answer = await requestToken(settings, grant, context.http);
    const refreshToken = answer.refreshToken ?? (grant.type === "refresh_token" ? grant.refreshToken : undefined);
    const found = { ...answer, ...(refreshToken ? { refreshToken } : {}) };
    context.addSecret(found.accessToken);
    if (found.refreshToken) context.addSecret(found.refreshToken);
    context.emit({ type: "token.refreshed", host });
    if (!store && answer.refreshToken) warnUnstored(context, host);
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

function isFresh(tokens: Tokens): boolean {
  return tokens.expiresAt === undefined || tokens.expiresAt - marginMs > Date.now();
}

function isTokens(value: unknown): value is Tokens {
  return typeof value === "object" && value !== null && "accessToken" in value && typeof value.accessToken === "string";
}

function usedUp(host: string): ConnectorError {
  const message = `the token that the authorization code gave at ${host} has ended, and no refresh token came with it; a new code is needed`;
  return new ConnectorError(message, { code: "authentication_failed" });
}

function warnUnstored(context: WarehouseContext, host: string): void {
  context.logger.warn(
    { host },
    "a new refresh token was issued and there is no store to keep it in: it is lost when this run ends",
  );
}
