import type { FakeResponse } from "../engine/fake-types";
import { badRequest, failure, type LeverCall, type LeverRoute } from "./lever-route";
import type { LeverEnvironment } from "./lever-state";
import { createTokenBucket } from "./token-bucket";

/** The rate limit of one credential. */
export interface LeverRateLimit {
  /** Default 10. */
  perSecond?: number;
  /** Default 20. */
  burst?: number;
  /** Whether a 429 has `Retry-After`, which Lever does not document. Default false. */
  retryAfter?: boolean;
}

/** What a credential may do, and how often. */
export interface LeverAccess {
  rateLimit?: boolean | LeverRateLimit;
  /** Whether confidential records may be asked for. Default true. Else asking for them is a 403, not an empty list. */
  confidentialAccess?: boolean;
}

/** Checks the credential, the rate limit and the query of a Data API call, in this order. */
export function guardCall(
  call: LeverCall,
  route: LeverRoute,
  environment: LeverEnvironment,
  { rateLimit = false, confidentialAccess = true }: LeverAccess,
): FakeResponse | undefined {
  const caller = identify(call, environment);
  if ("refusal" in caller) return caller.refusal;
  const refusal = checkRate(call, caller.credential, rateLimit) ?? checkQuery(route, call.query);
  if (refusal || confidentialAccess || !["all", "confidential"].includes(call.query.get("confidentiality") ?? ""))
    return refusal;
  return failure(403, "ForbiddenError", "The credential may not read confidential data.");
}

/** Returns the credential that counts for the rate limit, or the response that refuses the call. */
function identify(
  { state, headers, now }: LeverCall,
  environment: LeverEnvironment,
): { credential: string } | { refusal: FakeResponse } {
  const unauthorized = { refusal: failure(401, "UnauthorizedError", "The credential is not valid.") };
  const [scheme = "", value = ""] = (headers.get("authorization") ?? "").split(" ");
  if (scheme.toLowerCase() === "basic") {
    const key = keyOf(value);
    return state.apiKeys.includes(key) ? { credential: `key ${key}` } : unauthorized;
  }
  const token = state.accessTokens.find((known) => known.token === value);
  if (scheme.toLowerCase() !== "bearer" || !token || token.expiresAt <= now()) return unauthorized;
  if (token.environment !== environment)
    return { refusal: failure(403, "ForbiddenError", "No matching signing key was found.") };
  return { credential: `app ${token.clientId}` };
}

/** The key is the user name. The password is empty. */
function keyOf(basic: string): string {
  try {
    return atob(basic).replace(/:$/, "");
  } catch {
    return "";
  }
}

/** Each credential has its own bucket. */
function checkRate(
  { state, now }: LeverCall,
  credential: string,
  limit: boolean | LeverRateLimit,
): FakeResponse | undefined {
  if (limit === false) return undefined;
  const { perSecond = 10, burst = 20, retryAfter = false } = limit === true ? {} : limit;
  const bucket = state.buckets.get(credential) ?? createTokenBucket({ perSecond, burst });
  state.buckets.set(credential, bucket);
  const { taken, waitMs } = bucket.take(now());
  if (taken) return undefined;
  const headers = retryAfter ? { "retry-after": String(Math.ceil(waitMs / 1000)) } : {};
  return { ...failure(429, "TooManyRequestsError", "Too many requests."), headers };
}

const confidentialities = ["non-confidential", "confidential", "all"];

/** Refuses parameters that the specification does not know, and a missing `perform_as`. */
function checkQuery(route: LeverRoute, query: URLSearchParams): FakeResponse | undefined {
  const known = [...route.query, ...(route.performAs ? ["perform_as"] : [])];
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) return badRequest(`Unknown query parameter: ${unknown}`);
  if (route.performAs === "required" && !query.get("perform_as"))
    return badRequest("Missing required parameter: perform_as");
  const isInvalidTime = (name: string) => /_at_(start|end)$/.test(name) && !/^\d+$/.test(query.get(name) ?? "");
  const invalid = [...query.keys()].find(isInvalidTime);
  if (invalid !== undefined) return badRequest(`${invalid} must be a timestamp.`);
  const confidentiality = query.get("confidentiality");
  if (confidentiality !== null && !confidentialities.includes(confidentiality))
    return badRequest("confidentiality is invalid.");
  const unexpandable = query.getAll("expand").find((name) => !route.expand?.includes(name));
  return unexpandable === undefined ? undefined : badRequest(`expand=${unexpandable} is not supported.`);
}
