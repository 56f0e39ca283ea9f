import type { FakeAnswer, FakeCall } from "../engine/fake-types";
import { refused } from "./hrflow-answers";
import type { HrflowState } from "./hrflow-state";

/** What is wrong with a request's key or e-mail address. Without the e-mail header it passes, with a blank one it does not. */
export function checkHrflowCredentials({ state, method, headers }: FakeCall<HrflowState>): FakeAnswer | undefined {
  const key = headers.get("x-api-key") ?? "";
  const email = headers.get("x-user-email");
  const account = state.accounts.find(({ apiKey }) => apiKey === key);
  // The real message repeats the secret too.
  const invalid = (permission: string) =>
    refused(401, `Unauthorized. Invalid secret key: ${key} for permission: ${permission}`);
  if (!account) return invalid("all");
  if (email !== null && email !== account.userEmail) return refused(401, "Unauthorized. Invalid Role");
  if (method === "GET" && key.startsWith("askw_")) return invalid("read");
  if (method !== "GET" && key.startsWith("askr_")) return invalid("write");
  return undefined;
}
