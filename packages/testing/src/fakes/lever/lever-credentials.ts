import type { FakeAnswer } from "../engine/fake-types";
import { refused } from "./lever-answers";
import type { LeverCall } from "./lever-route";
import type { LeverEnvironment } from "./lever-state";

const unauthorized = () => refused(401, "UnauthorizedError", "The credential is not valid.");

/** Whose request it is, for the rate limit, or why it is refused. */
export function identify(
  { state, headers, now }: LeverCall,
  environment: LeverEnvironment,
): { credential: string } | { refusal: FakeAnswer } {
  const [scheme = "", value = ""] = (headers.get("authorization") ?? "").split(" ");
  if (scheme.toLowerCase() === "basic") {
    const key = keyOf(value);
    return state.apiKeys.includes(key) ? { credential: `key ${key}` } : { refusal: unauthorized() };
  }
  const token = state.accessTokens.find((known) => known.token === value);
  if (scheme.toLowerCase() !== "bearer" || !token || token.expiresAt <= now()) return { refusal: unauthorized() };
  if (token.environment !== environment)
    return { refusal: refused(403, "ForbiddenError", "No matching signing key was found.") };
  return { credential: `app ${token.clientId}` };
}

/** The key is the user name, the password is empty. */
function keyOf(basic: string): string {
  try {
    return atob(basic).replace(/:$/, "");
  } catch {
    return "";
  }
}
