import type { FakeAnswer, FakeRoute } from "../engine/fake-types";
import { type Call, withHeaders } from "./answers";
import type { GreenhouseSettings } from "./greenhouse-settings";
import type { GreenhouseState } from "./greenhouse-state";
import { countCall, type Standing } from "./rate-window";
import { tokenOf } from "./token-host";

const windowMs = 30_000;

/** What Harvest v3 does before every call: it counts, refuses what is too much, and reads the token. */
export function guardV3(settings: GreenhouseSettings, route: FakeRoute<GreenhouseState>): FakeRoute<GreenhouseState> {
  const limit = { calls: settings.limits.v3, windowMs };
  return {
    ...route,
    async handle(call) {
      const token = tokenOf(call);
      const caller = `v3 ${token ? token.clientId : "nobody"}`;
      const standing = countCall(call.state.windows, caller, limit, call.now());
      const answer = refusal(call, standing, token !== undefined) ?? (await route.handle(call));
      return withHeaders(answer, standingHeaders(standing));
    },
  };
}

function refusal({ method, json }: Call, standing: Standing, isKnown: boolean): FakeAnswer | undefined {
  if (standing.isThrottled) {
    const headers = { "retry-after": String(standing.retryAfterSeconds) };
    return { status: 429, body: { message: "Rate limit exceeded" }, headers };
  }
  if (!isKnown)
    return { status: 401, body: { message: "Unauthorized", errors: ["The access token is invalid or expired"] } };
  if (method !== "GET" && json === undefined) return { status: 400, body: { message: "The body is not valid JSON" } };
  return undefined;
}

/** On every answer, the end of the window in whole seconds. */
function standingHeaders({ limit, remaining, endsAt }: Standing): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(Math.ceil(endsAt / 1000)),
  };
}
