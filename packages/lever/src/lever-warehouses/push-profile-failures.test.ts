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
  created,
  createRoute,
  lookupRoute,
  opportunity,
  production,
  profile,
  profileRoute,
  push,
  receipt,
  refused,
} from "../__fixtures__/lever";

const createUrl = `${production}/opportunities`;
const fullUrl = `${createUrl}?perform_as=user-1&parse=false&perform_as_posting_owner=false`;

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

const nothingFound = json({ data: [], hasNext: false });

/** Pushes a profile that Lever does not accept: the error, how often it was posted, and how often it was looked up. */
async function failedPush(response: Responder | Responder[]) {
  const { result, calls, events, everything } = await push({
    [profileRoute]: profile(),
    [createRoute]: response,
    [lookupRoute]: nothingFound,
  });
  const [failure] = result.failures;
  expect(result).toEqual(
    runResult({
      status: "fatal",
      reason: "write_failure",
      events: { read_success: 1, write_failure: 1 },
      failures: failure ? [failure] : [],
    }),
  );
  expect(failure).toMatchObject({ stage: "write", reference: "person-1" });
  expect(calls()[0]).toBe(profileRoute);
  const posts = calls().filter((call) => call === createRoute).length;
  const lookups = calls().filter((call) => call === lookupRoute).length;
  expect(calls()).toHaveLength(1 + posts + lookups);
  return { error: failure?.error, posts, lookups, events, everything };
}

test.each([
  [400, "BadRequestError", "invalid_request"],
  [401, "UnauthorizedError", "authentication_failed"],
  [403, "Forbidden", "permission_denied"],
  [404, "ResourceNotFound", "not_found"],
  [422, "Unprocessable", "validation_failed"],
])("posts a profile exactly once if Lever responds with %i", async (status, vendorCode, code) => {
  const { error, posts, lookups } = await failedPush(refused(status, vendorCode, "No."));

  expect([posts, lookups]).toEqual([1, 0]);
  expect(error).toEqual({
    code,
    message: `POST ${createUrl} responded with ${status}: ${vendorCode}: No.`,
    status,
    retryable: false,
  });
});

test.each([
  [{ code: "BadRequest", message: { emails: ["is invalid", "is too long"] } }, "emails is invalid; is too long"],
  [
    { code: "BadRequest", message: ["emails is invalid", { field: "phones", message: "is invalid" }] },
    "emails is invalid; phones is invalid",
  ],
  [{ code: { name: "BadRequest" }, message: "No." }, "No."],
  [{ code: "BadRequest", error: { message: "No." } }, "No."],
])("shows what Lever says in another shape, never [object Object]: %j", async (body, message) => {
  const { error } = await failedPush(json(body, 400));

  expect(error?.message).toBe(`POST ${createUrl} responded with 400: ${message}`);
});

test.each<[string, Responder, object]>([
  [
    "402",
    refused(402, "PaymentRequired", "No."),
    { code: "api_call_failed", message: "PaymentRequired: No.", status: 402, retryable: false },
  ],
  [
    "409",
    refused(409, "Conflict", "No."),
    { code: "conflict", message: "Conflict: No.", status: 409, retryable: false },
  ],
  [
    "500",
    refused(500, "ServerError", "Oops."),
    { code: "vendor_unavailable", message: "ServerError: Oops.", status: 500 },
  ],
  ["an empty 500", empty(500), { code: "vendor_unavailable", message: "an empty body", status: 500 }],
  [
    "an HTML 502",
    text("<html>Bad gateway</html>", 502),
    { code: "vendor_unavailable", message: "an HTML page", status: 502 },
  ],
  ["503 with Retry-After", empty(503, { "retry-after": "1" }), { code: "vendor_unavailable", status: 503 }],
  ["408", refused(408, "RequestTimeout", "Too slow."), { code: "vendor_unavailable", status: 408 }],
  [
    "a connection that breaks",
    broken("ECONNRESET"),
    { code: "network_error", message: "failed: fetch failed (ECONNRESET)" },
  ],
])("looks up a create whose outcome is unknown, and does not repeat it: %s", async (_, response, expected) => {
  const { error, posts, lookups } = await failedPush(response);
  const { message = "", ...rest } = expected as { message?: string };

  expect([posts, lookups]).toEqual([1, 1]);
  expect(error).toMatchObject({ retryable: true, ...rest });
  expect(error?.message).toContain(message);
});

test("ends a create that hangs with a timeout, and does not repeat it", async () => {
  const { error, posts } = await failedPush(hang(() => vi.advanceTimersByTime(60_000)));

  expect(posts).toBe(1);
  expect(error).toEqual({ code: "timeout", message: `POST ${createUrl} did not respond within 60 s`, retryable: true });
});

test.each<[string, Responder, string]>([
  [
    "an HTML page",
    text("<!doctype html>", 201),
    `POST ${createUrl} responded with 201 and an HTML page in place of JSON`,
  ],
  [
    "truncated JSON",
    text('{"data":{"id', 201, "application/json"),
    `POST ${createUrl} responded with 201 and truncated or broken JSON in place of JSON`,
  ],
  ["an empty body", empty(201), `POST ${createUrl} responded with 201 and an empty body in place of JSON`],
  ["null", json(null, 201), `POST ${createUrl} responded with 201 and null in place of data`],
  ["JSON without data", json({}, 201), "Lever responded with success, but without the opportunity"],
  ["JSON without an id", json({ data: {} }, 201), "Lever responded with success, but without the opportunity"],
])("says what it received with a 201: %s", async (_, response, message) => {
  const { error, posts } = await failedPush(response);

  expect(posts).toBe(1);
  expect(error).toEqual({ code: "unexpected_response", message, retryable: false });
});

test.each<[string, Responder, number]>([
  ["429 with Retry-After", refused(429, "TooMany", "Slow down.", { "retry-after": "7" }), 7250],
  ["429 without Retry-After", refused(429, "TooMany", "Slow down."), 250],
  ["a connection that was never established", broken("ECONNREFUSED"), 250],
])("repeats a create unchanged if Lever certainly did not act: %s", async (_, response, delayMs) => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  const { result, sent, events } = await push({ [profileRoute]: profile(), [createRoute]: [response, created()] });

  expect(sent.slice(1).map(({ url, body }) => ({ url, body }))).toEqual(
    Array(2).fill({ url: fullUrl, body: opportunity }),
  );
  expect(events.flatMap((event) => (event.type === "http.retry" ? [event.delayMs] : []))).toEqual([delayMs]);
  expect(result).toMatchObject({ status: "success", receipts: [receipt()] });
});

test("gives up after five attempts that respond with 429", async () => {
  const { error, posts, events } = await failedPush(refused(429, "TooMany", "Slow down."));

  expect(posts).toBe(5);
  expect(error).toMatchObject({ code: "rate_limited", status: 429, retryable: true });
  expect(events.filter((event) => event.type === "http.throttled" && event.waitMs === undefined)).toHaveLength(5);
});

test("does not wait for a Retry-After of an hour", async () => {
  const { error, posts } = await failedPush(refused(429, "TooMany", "Slow down.", { "retry-after": "3600" }));

  expect(posts).toBe(1);
  expect(error).toMatchObject({ code: "rate_limited", retryable: true });
});

test("does not follow a create that redirects", async () => {
  const { error, posts } = await failedPush(empty(307, { location: "https://evil.example/take?x=1" }));

  expect(posts).toBe(1);
  expect(error?.message).toBe(
    `POST ${createUrl} responded with 307: it redirects to evil.example, where the credential is not sent`,
  );
});

test("redacts the key that a refusal echoes", async () => {
  const message = `The key lever-api-key-1 (Basic ${btoa("lever-api-key-1:")}) is not valid.`;
  const { error, everything } = await failedPush(refused(401, "UnauthorizedError", message));

  expect(error?.message).toContain("The key [redacted] (Basic [redacted]");
  expect(everything).not.toContain("lever-api-key-1");
  expect(everything).not.toContain(btoa("lever-api-key-1"));
});

test("sends nothing if aborted before the run", async () => {
  const { result, sent } = await push({}, undefined, { signal: AbortSignal.abort() });

  expect(sent).toEqual([]);
  expect(result).toMatchObject({ status: "fatal", reason: "aborted", receipts: [] });
});

test("creates nothing if aborted while the profile is read", async () => {
  const controller = new AbortController();
  const responses = { [profileRoute]: hang(() => controller.abort()), [createRoute]: created() };
  const { result, calls } = await push(responses, undefined, { signal: controller.signal });

  expect(calls()).toEqual([profileRoute]);
  expect(result).toEqual(runResult({ status: "fatal", reason: "aborted" }));
});

test("waits for the response if aborted during a create, and returns its receipt", async () => {
  const controller = new AbortController();
  const create: Responder = (request) => {
    controller.abort();
    return created()(request);
  };
  const responses = { [profileRoute]: profile(), [createRoute]: create };
  const { result } = await push(responses, undefined, { signal: controller.signal });

  expect(result.receipts).toEqual([receipt()]);
  expect(result.events).toMatchObject({ write_success: 1, write_failure: 0 });
});

test("ends the run if aborted during a create that hangs", async () => {
  const controller = new AbortController();
  const stop = () => {
    controller.abort();
    vi.advanceTimersByTime(5_000);
  };
  const responses = { [profileRoute]: profile(), [createRoute]: hang(stop) };
  const { result, calls } = await push(responses, undefined, { signal: controller.signal });

  expect(calls()).toEqual([profileRoute, createRoute]);
  expect(result).toMatchObject({ status: "fatal", reason: "aborted", receipts: [], events: { write_success: 0 } });
});
