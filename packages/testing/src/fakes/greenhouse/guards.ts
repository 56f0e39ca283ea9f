import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import { basicCredential, tokenOf } from "./credentials";
import type { GreenhouseSettings } from "./greenhouse-settings";
import type { GreenhouseState } from "./greenhouse-state";
import { countCall, type RateStatus } from "./rate-window";
import { type Call, notFound, refused, refusedV3, withHeaders } from "./responses";
import { strictFaults, withStoredNames } from "./strict";

type Route = FakeRoute<GreenhouseState>;

/** Adds the checks of Harvest v3 to a route: the rate limit of 30 s windows, and the token. */
export function guardV3(settings: GreenhouseSettings, route: Route): Route {
  const limit = { calls: settings.limits.v3, windowMs: 30_000 };
  return {
    ...route,
    async handle(call) {
      const token = tokenOf(call);
      const caller = `v3 ${token ? token.clientId : "nobody"}`;
      const rate = countCall(call.state.windows, caller, limit, call.now());
      const isGranted = settings.scopes?.includes(scopeOf(route)) ?? true;
      const response = refusalV3(call, rate, token !== undefined, isGranted) ?? (await handle(route, call, refusedV3));
      return withHeaders(response, {
        ...rateHeaders(rate),
        "x-ratelimit-reset": String(Math.ceil(rate.endsAt / 1000)),
      });
    },
  };
}

const verbs: Record<string, string> = { GET: "list", POST: "create", PATCH: "update", DELETE: "destroy" };

/** Returns the scope that a call of Harvest v3 needs. */
export const scopeOf = ({ method, path }: Pick<Route, "method" | "path">) =>
  `harvest:${path.split("/")[1]}:${verbs[method]}`;

function refusalV3(
  { method, json }: Call,
  rate: RateStatus,
  hasToken: boolean,
  isGranted: boolean,
): FakeResponse | undefined {
  if (rate.isThrottled) {
    const headers = { "retry-after": String(rate.retryAfterSeconds) };
    return { status: 429, body: { message: "Rate limit exceeded" }, headers };
  }
  if (!hasToken)
    return { status: 401, body: { message: "Unauthorized", errors: ["The access token is invalid or expired"] } };
  if (!isGranted) return { status: 403, body: { message: "Forbidden", errors: ["The token has not the scope"] } };
  if (method !== "GET" && json === undefined) return invalidJson;
  return undefined;
}

function handle(route: Route, call: Call, refuse: typeof refused): FakeResponse | Promise<FakeResponse> {
  if (!call.strict) return route.handle(call);
  const faults = strictFaults(call);
  return faults.length > 0 ? refuse(faults) : route.handle({ ...call, json: withStoredNames(call.json) });
}

/** Adds the checks of Harvest v1 to a route: the rate limit of 10 s windows, the key, and `On-Behalf-Of` for writes. */
export function guardV1(settings: GreenhouseSettings, route: Route): Route {
  const limit = { calls: settings.limits.v1, windowMs: 10_000 };
  return {
    ...route,
    async handle(call) {
      const key = keyOf(call.headers, settings);
      const rate = countCall(call.state.windows, `v1 ${key ?? ""}`, limit, call.now());
      const response = refusalV1(call, settings, rate, key) ?? (await handle(route, call, refused));
      // Only a 429 says when the window ends.
      const throttled = {
        "x-ratelimit-reset": String(rate.endsAt / 1000),
        "retry-after": String(rate.retryAfterSeconds),
      };
      return withHeaders(response, { ...rateHeaders(rate), ...(rate.isThrottled ? throttled : {}) });
    },
  };
}

function refusalV1(
  { method, json, headers }: Call,
  settings: GreenhouseSettings,
  rate: RateStatus,
  key: string | undefined,
): FakeResponse | undefined {
  if (rate.isThrottled) return { status: 429, body: { message: "Rate limit reached" } };
  if (key === undefined) return wrongKey(headers, settings);
  if (method === "GET") return undefined;
  const user = headers.get("on-behalf-of");
  if (user === null) return { status: 401, body: { message: "On-Behalf-Of header is required" } };
  if (!settings.hasUser(user)) return notFound();
  return json === undefined ? invalidJson : undefined;
}

/** Returns the 401 for a wrong key. Unknown paths return it too. */
export function wrongKey(headers: Headers, settings: GreenhouseSettings): FakeResponse | undefined {
  if (keyOf(headers, settings) !== undefined) return undefined;
  return { status: 401, body: { message: "Invalid Basic Auth credentials" } };
}

function keyOf(headers: Headers, { hasKey }: GreenhouseSettings): string | undefined {
  const credential = basicCredential(headers);
  return credential && credential.password === "" && hasKey(credential.user) ? credential.user : undefined;
}

const invalidJson: FakeResponse = { status: 400, body: { message: "The body is not valid JSON" } };

function rateHeaders({ limit, remaining }: RateStatus): Record<string, string> {
  return { "x-ratelimit-limit": String(limit), "x-ratelimit-remaining": String(remaining) };
}
