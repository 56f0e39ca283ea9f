import { createTokenSource, type TokenContext, type TokenSource } from "../auth/token-source";
import type { AnyConnection, Api, Auth } from "../contract/connection";
import { AbortedError, ConfigurationError } from "../errors";
import { basicAuthorization } from "../formats/files";
import { propertyOf } from "../formats/values";
import { type AuthorizedSend, createApi } from "../http/api";
import { createHttp, type Http } from "../http/http";
import type { Call } from "../http/outgoing";
import type { Received } from "../http/response";
import { assertMaySend } from "../http/send";
import { limiterFor } from "../rate-limits/account-limits";
import type { Slots } from "../rate-limits/token-bucket";
import { beforeSending, isPermanent } from "../retry-rules";
import { sha256 } from "../state/state";
import { Ending, type StopSignal } from "../stop";
import type { Run } from "./run";

/** One side of an action, ready for its first request. */
export interface Connected {
  api: Api<never>;
  /** For files whose URL comes from data: without a credential, outside the rate limit. */
  http: Http;
  signal: StopSignal;
  scopes?: TokenSource["scopes"] | undefined;
  /** How many requests the vendor says remain, and of how many; undefined if it does not say. */
  rateLeft(): { remaining: number; limit: number } | undefined;
  /** How far the clock of the vendor's API is ahead of ours, in milliseconds; undefined until a response tells it. */
  vendorOffsetMs(): number | undefined;
  once<T>(key: string, load: () => Promise<T>): Promise<T>;
  /** Runs a delivery once the account's rate limit has room for it. */
  deliver<T>(work: () => Promise<T>): Promise<T>;
}

export interface ConnectOptions {
  beforeRequests?: () => unknown;
  signal?: StopSignal;
  /** Whether nothing but reads is sent. Default false. */
  onlyReads?: boolean;
}

/**
 * Reaches the account of a credential, within its rate limit. Throws `ApiCallError` if the credential is refused. `beforeRequests` is
 * called once only requests remain. Calls end with `signal`, by default the run's. Token requests end with the run alone: a refresh token
 * that was cut off would be lost.
 */
export async function connect(
  run: Run,
  connection: AnyConnection,
  credential: unknown,
  { beforeRequests, signal: given, onlyReads = false }: ConnectOptions = {},
): Promise<Connected> {
  const { options, reporter, redactor, runId, refusal } = run;
  const { api, deprecated } = connection;
  if (deprecated) reporter.logger.warn({ connection: connection.name, protocol: connection.protocol }, deprecated);
  const runSignal = options.signal ?? new Ending();
  const signal = given ?? runSignal;
  const { name, version } = run.connector.package;
  const { fetch, resolveHost, store, around } = options;
  const userAgent = `hrflow-connectors/${version} (${name})`;
  const httpUntil = (end: StopSignal) =>
    createHttp({ fetch, resolveHost, signal: end, userAgent, emit: reporter.emit, around }, { refusal });
  const http = httpUntil(signal);
  const limiter = await limiterFor(connection, credential, options.rateLimits, options.limiter);
  const size = api.maxResponseBytes === undefined ? {} : { maxResponseBytes: api.maxResponseBytes };
  const paced = http.within(limiter && { run: runId, limiter }).with(size);
  const tokens = { ...reporter, http: httpUntil(runSignal), store, signal: runSignal, addSecret: redactor.add };
  const baseUrl = typeof api.baseUrl === "function" ? api.baseUrl(credential) : api.baseUrl;
  const account = await accountHash(connection, credential);
  const auth = await connection.auth(credential);
  if (run.plan && !store && isSpentByUse(auth))
    throw new ConfigurationError("the credential can be used once: a dry run needs a `store` for its tokens");
  beforeRequests?.();
  const { send: authorized, scopes } = await authorize(auth, tokens);
  let offsetMs: number | undefined;
  let last: Headers | undefined;
  const send: AuthorizedSend = async (call, client, isRead) => {
    if (onlyReads && !isRead) throw beforeSending(notInDryRun(call));
    const response = await authorized(call, client, isRead);
    const date = Date.parse(response.headers.get("date") ?? "");
    if (!Number.isNaN(date)) offsetMs = date - Date.now();
    last = response.headers;
    return response;
  };
  return {
    api: createApi(api, baseUrl, paced, send),
    http,
    signal,
    scopes,
    vendorOffsetMs: () => offsetMs,
    rateLeft: () => rateLeft(connection, last),
    deliver: limiter ? (work) => limiter.deliver(work, waitFor(run, connection, signal)) : (work) => work(),
    once: (key, load) => loadOnce(fetch ?? globalThis.fetch, `${connection.name} ${account} ${key}`, load),
  };
}

/** A code works once, and some vendors replace a refresh token. */
export function isSpentByUse(auth: Auth): boolean {
  return auth.type === "oauth" && auth.grant.type !== "client_credentials";
}

const notInDryRun = ({ method, shownUrl }: Call) =>
  new ConfigurationError(`${method} ${shownUrl} was not sent: a dry run only reads`);

function rateLeft({ rateLimit }: AnyConnection, headers: Headers | undefined): ReturnType<Connected["rateLeft"]> {
  if (!rateLimit || !("headers" in rateLimit)) return undefined;
  const numberIn = (name: string) => Number.parseInt(headers?.get(name) ?? "", 10);
  const left = { remaining: numberIn(rateLimit.headers.remaining), limit: numberIn(rateLimit.headers.limit) };
  return Number.isNaN(left.remaining + left.limit) ? undefined : left;
}

function waitFor({ reporter }: Run, { name }: AnyConnection, signal: StopSignal): Parameters<Slots>[1] {
  return {
    signal,
    stopped: () => beforeSending(new AbortedError("the run was stopped while it waited for the rate limit")),
    onWait: () =>
      reporter.logger.info(
        { rateLimit: name },
        "more deliveries than the rate limit allows at once: one waits for others",
      ),
  };
}

/** Prepares a credential for use: with OAuth, it obtains the token. Throws `ApiCallError` if the credential is refused. */
async function authorize(auth: Auth, context: TokenContext) {
  if (auth.type === "oauth") {
    const tokens = createTokenSource(auth, context);
    await tokens.token();
    return { send: (call: Call, http: Http) => sendWithToken(call, http, tokens), scopes: tokens.scopes };
  }
  const headers = Object.entries(headersOf(auth));
  const send: AuthorizedSend = (call, http) => {
    for (const [name, value] of headers) call.headers.set(name, value);
    return http.send(call);
  };
  return { send, scopes: undefined };
}

function headersOf(auth: Exclude<Auth, { type: "oauth" }>): Record<string, string> {
  if (auth.type === "basic") return { authorization: basicAuthorization(auth.username, auth.password) };
  if (auth.type === "bearer") return { authorization: `Bearer ${auth.token}` };
  return auth.type === "headers" ? auth.headers : {};
}

/** Sends the request once more with a new token if the vendor responds with 401: it did not act then. */
async function sendWithToken(call: Call, http: Http, tokens: TokenSource): Promise<Received> {
  assertMaySend(http.policy);
  const token = await tokens.token();
  const response = await send(call, token, http);
  if (response.status !== 401) return response;
  assertMaySend(http.policy);
  const renewed = await tokens.renew(token);
  return renewed === null ? response : send(call, renewed, http);
}

function send(call: Call, token: string, http: Http): Promise<Received> {
  call.headers.set("authorization", `Bearer ${token}`);
  return http.send(call);
}

/**
 * A hash of the account that a credential reaches, and of what within it is written to. Throws `ConfigurationError` if the connection
 * does not identify the account.
 */
export async function accountHash(
  connection: AnyConnection,
  credential: unknown,
  scope?: ((credential: never) => string) | undefined,
): Promise<string> {
  const account: unknown = connection.account(credential);
  if (typeof account !== "string" || account === "") {
    throw new ConfigurationError(
      `connection ${connection.name}: account returned no text: it identifies the account whose deliveries are remembered`,
    );
  }
  return sha256(JSON.stringify(scope ? [account, scope(credential as never)] : [account]));
}

/** How long a loaded value is kept. */
const keptMs = 5 * 60_000;

interface Entry {
  loadedAt: number;
  value: Promise<unknown>;
}

/** By the `fetch` of the run: another one may reach another network. */
const loaded = new WeakMap<object, Map<string, Entry>>();

/** Loads a value once. One that failed is loaded again the next time, unless the vendor refused it for good. */
async function loadOnce<T>(network: object, key: string, load: () => Promise<T>): Promise<T> {
  const entries = loaded.get(network) ?? new Map<string, Entry>();
  loaded.set(network, entries);
  const now = performance.now();
  for (const [other, { loadedAt }] of entries) if (now - loadedAt > keptMs) entries.delete(other);
  const known = entries.get(key);
  // Another run's load that stopped with its run, or another item's with its lock, says nothing to this one.
  if (known)
    return (known.value as Promise<T>).catch((error) => retryIfStopped(error, () => loadOnce(network, key, load)));
  const value = load();
  entries.set(key, { loadedAt: now, value });
  value.catch((error: unknown) => {
    if (!isPermanent(error)) entries.delete(key);
  });
  return value;
}

function retryIfStopped<T>(error: unknown, again: () => Promise<T>): Promise<T> {
  if (AbortedError.isInstance(error) || propertyOf(error, "code") === "lease_lost") return again();
  throw error;
}
