import { createMemoryStore, type Store } from "@hrflow-connectors/core";
import { type Answer, broken, empty, hang, json, runResult, stopTime, text } from "@hrflow-connectors/testing/vitest";
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

test("401 on the create: one refresh, and the same request once more", async () => {
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

test("D11: 401 after the refresh too: fatal, and nothing else is sent", async () => {
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
            message: `${createRoute}?perform_as=user-1&parse=false&perform_as_posting_owner=false answered 401: UnauthorizedError: The token is not valid.`,
            status: 401,
            retryable: false,
          },
        },
      ],
    }),
  );
  for (const secret of secrets) expect(everything).not.toContain(secret);
});

test("401 without a refresh token to go by: no second try", async () => {
  const { result, calls } = await push(
    { [tokenRoute]: token(1, { refresh_token: undefined }), [profileRoute]: profile(), [createRoute]: unauthorized },
    byCode,
  );

  expect(calls()).toEqual([tokenRoute, profileRoute, createRoute]);
  expect(result.failures).toMatchObject([{ stage: "write", error: { code: "authentication_failed", status: 401 } }]);
});

test("a refresh that is refused is fatal, and nothing else is sent", async () => {
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
    { error: { code: "authentication_failed", message: `POST ${tokenUrl} answered 403: invalid_grant` } },
  ]);
});

test("D8: a refreshed token is in the store before it is used", async () => {
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
    (answer: Answer): Answer =>
    (request) => {
      steps.push(`use ${request.headers.get("authorization")?.at(-1)}`);
      return answer(request);
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

/** A token endpoint that gives no token: the whole result, but for the error. */
async function failedOpening(answer: Answer, credential: object) {
  const { result, calls, everything } = await push({ [tokenRoute]: answer, [profileRoute]: profile() }, credential);
  const [failure] = result.failures;
  expect(calls().every((call) => call === tokenRoute)).toBe(true);
  expect(result).toEqual(runResult({ status: "fatal", reason: "write_failure", failures: failure ? [failure] : [] }));
  expect(failure).toMatchObject({ stage: "open", reference: null });
  for (const secret of secrets) expect(everything).not.toContain(secret);
  return { error: failure?.error, tries: calls().length };
}

const hint =
  "an authorization code works once: with a `store`, the tokens it gave are kept for later runs; otherwise a new code or a refresh token is needed";

test.each([400, 401, 403])("D8: a used-up code (%i) is reported as such, and nothing is read", async (status) => {
  const body = { error: "invalid_grant", error_description: "Invalid authorization code" };
  const { error, tries } = await failedOpening(json(body, status), byCode);

  expect(tries).toBe(1);
  expect(error).toEqual({
    code: "authentication_failed",
    message: `POST ${tokenUrl} answered ${status}: invalid_grant: Invalid authorization code; ${hint}`,
    status,
    retryable: false,
  });
});

test("a refresh token that is refused: no word about codes", async () => {
  const { error } = await failedOpening(json({ error: "invalid_grant" }, 403), byRefreshToken);

  expect(error?.message).toBe(`POST ${tokenUrl} answered 403: invalid_grant`);
});

test("D20: what the token endpoint echoes is struck out", async () => {
  const body = { error: "invalid_client", error_description: "client-secret-1 with authorization-code-1 is wrong" };
  const { error } = await failedOpening(json(body, 401), byCode);

  expect(error?.message).toContain("invalid_client: [redacted] with [redacted] is wrong");
});

test.each<[string, Answer, object]>([
  ["500", empty(500), { code: "vendor_unavailable", status: 500 }],
  ["an HTML page", text("<html>Sign in</html>"), { code: "unexpected_response" }],
  ["JSON without a token", json({ scope: "x" }), { code: "unexpected_response" }],
  ["a connection that breaks", broken("ECONNRESET"), { code: "network_error" }],
  ["a hang", hang(() => vi.advanceTimersByTime(60_000)), { code: "timeout" }],
  ["a redirect", empty(302, { location: "https://evil.example/" }), { code: "api_call_failed", status: 302 }],
])("a code is used up by the first request that arrives: %s is not tried again", async (_, answer, expected) => {
  const { error, tries } = await failedOpening(answer, byCode);

  expect(tries).toBe(1);
  expect(error).toMatchObject(expected);
});

test("429 at the token endpoint is waited out", async () => {
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

test("a new refresh token with no store to keep it in is a warning in the log", async () => {
  const { lines } = await push(
    { [tokenRoute]: token(1), [profileRoute]: profile(), [createRoute]: created() },
    byRefreshToken,
  );

  expect(lines).toContainEqual(
    expect.objectContaining({ host: "sandbox-lever.auth0.com", message: expect.stringContaining("no store") }),
  );
});
