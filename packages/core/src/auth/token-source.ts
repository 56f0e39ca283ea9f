import type { Grant, OauthSettings } from "../contract/connection";
import type { Logger, RunEventDetails } from "../contract/result";
import type { Store } from "../contract/shared";
import { AbortedError, ConnectorError } from "../errors";
import type { Http } from "../http/http";
import { beforeSending, isCredentialRefusal } from "../retry-rules";
import { withLock } from "../state/lock";
import { readRecord, sha256, tokenKey, writeRecord } from "../state/state";
import { type StopSignal, sleep } from "../stop";
import { requestToken, scopesOf, type Tokens } from "./request-token";

/** What a token source works with, for one run. */
export interface TokenContext {
  /** Outside the account's rate limit: token requests do not count. */
  http: Http;
  store: Store | undefined;
  logger: Logger;
  signal: StopSignal;
  /** Redacts a value in everything that leaves the run. */
  addSecret(value: string): void;
  emit(event: RunEventDetails): void;
}

/** Access tokens for one credential and one run. Whatever its methods throw came before the request that the token is for. */
export interface TokenSource {
  /** Resolves to a token that is valid now, as far as is known. */
  token(): Promise<string>;
  /** Resolves to another token in place of one that the vendor refused; null if none can be obtained. */
  renew(refused: string): Promise<string | null>;
  /** Resolves to the scopes of the token; undefined if the server does not tell them. */
  scopes(): Promise<string[] | undefined>;
}

/**
 * Keeps an OAuth credential usable: a code is exchanged once, a token is reused until shortly before it expires, refreshes run one at
 * a time, and a new refresh token is in the store before the access token beside it is used. Tokens are stored under a hash of the
 * credential that they came from, its secret included: a new grant wins, the same one is not exchanged again, and nobody uses a stored
 * token without the secret. Without a store they last as long as the run.
 */
export function createTokenSource(settings: OauthSettings, context: TokenContext): TokenSource {
  const { store } = context;
  const host = new URL(settings.tokenUrl).host;
  let tokens: Tokens | null = null;
  let unsaved: Tokens | null = null;

  const key = async () => tokenKey(host, settings.clientId, await credentialHash(host, settings));
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
    if (store) await writeRecord(store, await key(), found);
    unsaved = null;
    tokens = found;
    return found;
  };
  const next = async (known: Tokens | null): Promise<Tokens> => {
    const { grant } = settings;
    if (known && !known.refreshToken && grant.type === "authorization_code") throw usedUp(host);
    const used: Grant = known?.refreshToken ? { type: "refresh_token", refreshToken: known.refreshToken } : grant;
    try {
      return await request(used);
    } catch (error) {
      if (!isCredentialRefusal(error)) throw error;
      // A code or refresh token that another process used is refused to us, and what it got is in the store a moment later.
      const others = used.type === "client_credentials" ? null : await tokensOfOthers(known);
      if (others) return isFresh(others) ? others : next(others);
      if (used !== grant && grant.type === "client_credentials") return request(grant);
      throw error;
    }
  };
  const tokensOfOthers = async (known: Tokens | null): Promise<Tokens | null> => {
    for (const pauseMs of store ? pausesMs : []) {
      if (pauseMs > 0) await sleep(pauseMs, context.signal, () => new AbortedError("the run was stopped"));
      const found = await load();
      if (found && found.accessToken !== known?.accessToken) return found;
    }
    return null;
  };
  const inTurn = async <T>(work: () => Promise<T>) => {
    try {
      return await withLock(store, await key(), work, context.signal);
    } catch (error) {
      throw beforeSending(error);
    }
  };
  const load = async () => {
    // A refresh token that could not be saved is saved before anything else, or the credential is lost with it.
    if (unsaved) return save(unsaved);
    const stored = store ? await readRecord(store, await key(), isTokens) : null;
    return stored ? learn(stored) : tokens;
  };

  const token = async () => {
    if (tokens && isFresh(tokens)) return tokens.accessToken;
    return inTurn(async () => {
      const known = await load();
      return (known && isFresh(known) ? known : await next(known)).accessToken;
    });
  };
  return {
    token,
    scopes: async () => scopesOf(settings, await token(), context.http),
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

/** Before each look at the store after a refusal. */
const pausesMs = [0, 250];

/** Distinguishes one credential from another without revealing it. What is public of it salts the hash of the secret. */
async function credentialHash(host: string, { clientId, clientSecret, grant }: OauthSettings): Promise<string> {
  return (await sha256(JSON.stringify([host, clientId, grant, clientSecret]))).slice(0, 32);
}

function isFresh({ expiresAt, marginMs = 0 }: Tokens): boolean {
  return expiresAt === undefined || expiresAt - marginMs > Date.now();
}

function isTokens(record: object): record is Tokens {
  const { accessToken, refreshToken, expiresAt, marginMs } = record as Record<string, unknown>;
  return (
    typeof accessToken === "string" &&
    (refreshToken === undefined || typeof refreshToken === "string") &&
    (expiresAt === undefined || typeof expiresAt === "number") &&
    (marginMs === undefined || typeof marginMs === "number")
  );
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
