import type { FakeAnswer, FakeRoute } from "../engine/fake-types";
import { type Call, refuse, withHeaders } from "./answers";
import { basicCredential } from "./basic-credential";
import type { GreenhouseSettings } from "./greenhouse-settings";
import type { GreenhouseState } from "./greenhouse-state";
import { countCall, type Standing } from "./rate-window";

const windowMs = 10_000;

/** What Harvest v1 does before every call: it counts, reads the key, and asks of writes for whom they are. */
export function guardV1(settings: GreenhouseSettings, route: FakeRoute<GreenhouseState>): FakeRoute<GreenhouseState> {
  const limit = { calls: settings.limits.v1, windowMs };
  return {
    ...route,
    async handle(call) {
      const key = keyOf(call.headers, settings);
      const standing = countCall(call.state.windows, `v1 ${key ?? ""}`, limit, call.now());
      const answer = refusal(call, settings, standing, key) ?? (await route.handle(call));
      return withHeaders(answer, standingHeaders(standing));
    },
  };
}

/** The 401 that also an unknown path answers. */
export function wrongKey(headers: Headers, settings: GreenhouseSettings): FakeAnswer | undefined {
  if (keyOf(headers, settings) !== undefined) return undefined;
  return { status: 401, body: { message: "Invalid Basic Auth credentials" } };
}

function keyOf(headers: Headers, { hasKey }: GreenhouseSettings): string | undefined {
  const credential = basicCredential(headers);
  return credential && credential.password === "" && hasKey(credential.user) ? credential.user : undefined;
}

function refusal(
  { method, json, headers }: Call,
  settings: GreenhouseSettings,
  standing: Standing,
  key: string | undefined,
): FakeAnswer | undefined {
  if (standing.isThrottled) return { status: 429, body: { message: "Rate limit reached" } };
  if (key === undefined) return wrongKey(headers, settings);
  if (method === "GET") return undefined;
  const writer = headers.get("on-behalf-of");
  if (writer === null) return { status: 401, body: { message: "On-Behalf-Of header is required" } };
  if (!settings.hasUser(writer)) return refuse("On-Behalf-Of", "is not a known user");
  return json === undefined ? { status: 400, body: { message: "The body is not valid JSON" } } : undefined;
}

/** The end of the window is told to those alone who have to wait for it. */
function standingHeaders({
  limit,
  remaining,
  endsAt,
  isThrottled,
  retryAfterSeconds,
}: Standing): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    ...(isThrottled ? { "x-ratelimit-reset": String(endsAt / 1000), "retry-after": String(retryAfterSeconds) } : {}),
  };
}
