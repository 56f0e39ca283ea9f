import { createMemoryStore, type Store } from "@hrflow-connectors/core";
import {
  broken,
  empty,
  hang,
  json,
  type Responder,
  runResult,
  stopTime,
  text,
} from "@hrflow-connectors/testing/vitest";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  byCode,
  byRefreshToken,
  created,
  opportunity,
  profile,
  profileRoute,
  push,
  receipt,
  refused,
  sandbox,
  secrets,
  token,
  tokenRequest,
  tokenRoute,
} from "../__fixtures__/lever";

const createRoute = `POST ${sandbox}/opportunities`;
const unauthorized = refused(401, "UnauthorizedError", "The token is not valid.");
const tokenUrl = "https://sandbox-lever.auth0.com/oauth/token";
const renewal = (refresh_token: string) =>
  tokenRequest({
    client_id: "client-id",
    client_secret: "client-secret-1",
    grant_type: "refresh_token",
    refresh_token,
  });

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

test("refreshes the token once after a 401, and sends the same request again", async () => {
  const { result, sent, calls } = await push(
    { [tokenRoute]: [token(1), token(2)], [profileRoute]: profile(), [createRoute]: [unauthorized, created()] },
    byCode,
  );

  expect(calls()).toEqual([tokenRoute, profileRoute, createRoute, tokenRoute, createRoute]);
  expect(sent[3]).toEqual(renewal("refresh-token-1"));
  expect(sent[2]?.headers.authorization).toBe("Bearer access-token-1");
  expect(sent[4]).toEqual({ ...sent[2], headers: { ...sent[2]?.headers, authorization: "Bearer access-token-2" } });
  expect(sent[4]?.body).toEqual(opportunity);
  expect(result).toMatchObject({ status: "success", receipts: [receipt()] });
});

test("ends the run if the refreshed token is refused, too", async () => {
  const { result, calls, everything } = await push(
    { [tokenRoute]: [token(1), token(2)], [profileRoute]: profile(), [createRoute]: unauthorized },
    byCode,
  );

  expect(calls()).toEqual([tokenRoute, profileRoute, createRoute, tokenRoute, createRoute]);
  expect(result).toEqual(
    runResult({
      status: "fatal",
      reason: "write_failure",
      events: { read_success: 1, write_failure: 1 },
      failures: [
        {
          stage: "write",
          reference: "person-1",
          error: {
            code: "authentication_failed",
            message: `${createRoute} responded with 401: UnauthorizedError: The token is not valid.`,
            status: 401,
            retryable: false,
          },
        },
      ],
    }),
  );
  for (const secret of secrets) expect(everything).not.toContain(secret);
});

test("does not repeat a request after a 401 without a refresh token", async () => {
  const { result, calls } = await push(
    { [tokenRoute]: token(1, { refresh_token: undefined }), [profileRoute]: profile(), [createRoute]: unauthorized },
    byCode,
  );

  expect(calls()).toEqual([tokenRoute, profileRoute, createRoute]);
  expect(result.failures).toMatchObject([{ stage: "write", error: { code: "authentication_failed", status: 401 } }]);
});

test("ends the run if the refresh is refused", async () => {
  const { result, calls } = await push(
    {
      [tokenRoute]: [token(1), json({ error: "invalid_grant" }, 403)],
      [profileRoute]: profile(),
      [createRoute]: unauthorized,
    },
    byCode,
  );

  expect(calls()).toEqual([tokenRoute, profileRoute, createRoute, tokenRoute]);
  expect(result).toMatchObject({ status: "fatal", reason: "write_failure" });
  expect(result.failures).toMatchObject([
    { error: { code: "authentication_failed", message: `POST ${tokenUrl} responded with 403: invalid_grant` } },
  ]);
});

test("stores a refreshed token before it is used", async () => {
  const memory = createMemoryStore();
  const steps: string[] = [];
  const store: Store = {
    ...memory,
    setItem(key, value) {
      for (const n of [1, 2]) if (value.includes(`refresh-token-${n}`)) steps.push(`save ${n}`);
      return memory.setItem(key, value);
    },
  };
  const create =
    (response: Responder): Responder =>
    (request) => {
      steps.push(`use ${request.headers.get("authorization")?.at(-1)}`);
      return response(request);
    };
  await push(
    {
      [tokenRoute]: [token(1), token(2)],
      [profileRoute]: profile(),
      [createRoute]: [create(unauthorized), create(created())],
    },
    byCode,
    { store },
  );

  expect(steps).toEqual(["save 1", "use 1", "save 2", "use 2"]);
});

/** Checks the whole result for a token endpoint that issues no token, and returns the error. */
async function failedOpening(response: Responder, credential: object) {
  const { result, calls, everything } = await push({ [tokenRoute]: response, [profileRoute]: profile() }, credential);
  const [failure] = result.failures;
  const tries = calls().filter((call) => call === tokenRoute).length;
  expect(new Set(calls())).toEqual(new Set([tokenRoute, profileRoute]));
  expect(result).toEqual(runResult({ status: "fatal", reason: "write_failure", failures: failure ? [failure] : [] }));
  expect(failure).toMatchObject({ stage: "open", reference: null });
  for (const secret of secrets) expect(everything).not.toContain(secret);
  return { error: failure?.error, tries };
}

const hint =
  "an authorization code works once: with a `store`, later runs use the tokens that it gave; without one, a new code or a refresh token is needed";

test.each([400, 401, 403])("says that a code was used before, and sends nothing to Lever (%i)", async (status) => {
  const body = { error: "invalid_grant", error_description: "Invalid authorization code" };
  const { error, tries } = await failedOpening(json(body, status), byCode);

  expect(tries).toBe(1);
  expect(error).toEqual({
    code: "authentication_failed",
    message: `POST ${tokenUrl} responded with ${status}: invalid_grant: Invalid authorization code; ${hint}`,
    status,
    retryable: false,
  });
});

test("does not mention codes if a refresh token is refused", async () => {
  const { error } = await failedOpening(json({ error: "invalid_grant" }, 403), byRefreshToken);

  expect(error?.message).toBe(`POST ${tokenUrl} responded with 403: invalid_grant`);
});

test("redacts what the token endpoint echoes", async () => {
  const body = { error: "invalid_client", error_description: "client-secret-1 with authorization-code-1 is wrong" };
  const { error } = await failedOpening(json(body, 401), byCode);

  expect(error?.message).toContain("invalid_client: [redacted] with [redacted] is wrong");
});

test.each<[string, Responder, object]>([
  ["500", empty(500), { code: "vendor_unavailable", status: 500 }],
  ["an HTML page", text("<html>Sign in</html>"), { code: "unexpected_response" }],
  ["JSON without a token", json({ scope: "x" }), { code: "unexpected_response" }],
  ["a connection that breaks", broken("ECONNRESET"), { code: "network_error" }],
  ["a hang", hang(() => vi.advanceTimersByTime(60_000)), { code: "timeout" }],
  ["a redirect", empty(302, { location: "https://evil.example/" }), { code: "api_call_failed", status: 302 }],
])("sends a code only once, since the first request may use it up: %s", async (_, response, expected) => {
  const { error, tries } = await failedOpening(response, byCode);

  expect(tries).toBe(1);
  expect(error).toMatchObject(expected);
});

test("waits after a 429 of the token endpoint", async () => {
  const { result, calls } = await push(
    {
      [tokenRoute]: [empty(429, { "retry-after": "2" }), token(1)],
      [profileRoute]: profile(),
      [createRoute]: created(),
    },
    byCode,
  );

  expect(calls()).toEqual([tokenRoute, tokenRoute, profileRoute, createRoute]);
  expect(result.status).toBe("success");
});

test("logs a warning for a new refresh token if there is no store", async () => {
  const { lines } = await push(
    { [tokenRoute]: token(1), [profileRoute]: profile(), [createRoute]: created() },
    byRefreshToken,
  );

  expect(lines).toContainEqual(
    expect.objectContaining({ host: "sandbox-lever.auth0.com", message: expect.stringContaining("no store") }),
  );
});
