import { type Answer, broken, empty, hang, json, runResult, stopTime, text } from "@hrflow-connectors/testing/vitest";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  created,
  createRoute,
  opportunity,
  production,
  profile,
  profileRoute,
  push,
  receipt,
  refused,
} from "../__fixtures__/lever";

const createUrl = `${production}/opportunities?perform_as=user-1&parse=false&perform_as_posting_owner=false`;

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

const lookUpRoute = `GET ${production}/opportunities`;
const nothingFound = json({ data: [], hasNext: false });

/** One profile that Lever does not take: the error, how often it was posted, and how often it was looked for. */
async function failedPush(answer: Answer | Answer[]) {
  const { result, calls, events, everything } = await push({
    [profileRoute]: profile(),
    [createRoute]: answer,
    [lookUpRoute]: nothingFound,
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
  const lookUps = calls().filter((call) => call === lookUpRoute).length;
  expect(calls()).toHaveLength(1 + posts + lookUps);
  return { error: failure?.error, posts, lookUps, events, everything };
}

test.each([
  [400, "BadRequestError", "invalid_request"],
  [401, "UnauthorizedError", "authentication_failed"],
  [402, "PaymentRequired", "api_call_failed"],
  [403, "Forbidden", "permission_denied"],
  [404, "ResourceNotFound", "not_found"],
  [409, "Conflict", "conflict"],
  [422, "Unprocessable", "validation_failed"],
])("D10: a profile answered %i is posted exactly once", async (status, vendorCode, code) => {
  const { error, posts, lookUps } = await failedPush(refused(status, vendorCode, "No."));

  expect([posts, lookUps]).toEqual([1, 0]);
  expect(error).toEqual({
    code,
    message: `POST ${createUrl} answered ${status}: ${vendorCode}: No.`,
    status,
    retryable: false,
  });
});

test.each<[string, Answer, object]>([
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
    { code: "network_error", message: "did not get through: fetch failed (ECONNRESET)" },
  ],
])("a create whose outcome is unsure is looked up, and not repeated: %s", async (_, answer, expected) => {
  const { error, posts, lookUps } = await failedPush(answer);
  const { message = "", ...rest } = expected as { message?: string };

  expect([posts, lookUps]).toEqual([1, 1]);
  expect(error).toMatchObject({ ...rest, retryable: true });
  expect(error?.message).toContain(message);
});

test("D13: a create that hangs ends as a time-out, and is not repeated", async () => {
  const { error, posts } = await failedPush(hang(() => vi.advanceTimersByTime(60_000)));

  expect(posts).toBe(1);
  expect(error).toEqual({ code: "timeout", message: `POST ${createUrl} did not answer within 60 s`, retryable: true });
});

test.each<[string, Answer, string]>([
  ["an HTML page", text("<!doctype html>", 201), `POST ${createUrl} answered 201 with an HTML page in place of JSON`],
  [
    "truncated JSON",
    text('{"data":{"id', 201, "application/json"),
    `POST ${createUrl} answered 201 with truncated or broken JSON in place of JSON`,
  ],
  ["an empty body", empty(201), `POST ${createUrl} answered 201 with an empty body`],
  ["null", json(null, 201), `POST ${createUrl} answered 201 with an empty body`],
  ["JSON without data", json({}, 201), "Lever answered the create with success, but without the opportunity"],
  [
    "JSON without an id",
    json({ data: {} }, 201),
    "Lever answered the create with success, but without the opportunity",
  ],
])("201 with %s is named for what it is", async (_, answer, message) => {
  const { error, posts } = await failedPush(answer);

  expect(posts).toBe(1);
  expect(error).toEqual({ code: "unexpected_response", message, retryable: false });
});

test.each<[string, Answer, number]>([
  ["429 with Retry-After", refused(429, "TooMany", "Slow down.", { "retry-after": "7" }), 7000],
  ["429 without Retry-After", refused(429, "TooMany", "Slow down."), 250],
  ["a connection that was never made", broken("ECONNREFUSED"), 250],
])("D11: a create that Lever surely did not act on is repeated as it was: %s", async (_, answer, delayMs) => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  const { result, sent, events } = await push({ [profileRoute]: profile(), [createRoute]: [answer, created()] });

  expect(sent.slice(1).map(({ url, body }) => ({ url, body }))).toEqual(
    Array(2).fill({ url: createUrl, body: opportunity }),
  );
  expect(events.flatMap((event) => (event.type === "http.retry" ? [event.delayMs] : []))).toEqual([delayMs]);
  expect(result).toMatchObject({ status: "success", receipts: [receipt()] });
});

test("D11: 429 for ever ends after five tries", async () => {
  const { error, posts, events } = await failedPush(refused(429, "TooMany", "Slow down."));

  expect(posts).toBe(5);
  expect(error).toMatchObject({ code: "rate_limited", status: 429, retryable: true });
  expect(events.filter((event) => event.type === "http.throttled" && event.waitMs === undefined)).toHaveLength(5);
});

test("D11: a Retry-After of an hour is not waited for", async () => {
  const { error, posts } = await failedPush(refused(429, "TooMany", "Slow down.", { "retry-after": "3600" }));

  expect(posts).toBe(1);
  expect(error).toMatchObject({ code: "rate_limited", retryable: true });
});

test("a create that redirects goes nowhere", async () => {
  const { error, posts } = await failedPush(empty(307, { location: "https://evil.example/take?x=1" }));

  expect(posts).toBe(1);
  expect(error?.message).toBe(
    `POST ${createUrl} answered 307: it redirects to evil.example, where the credential is not sent`,
  );
});

test("D20: the key that a refusal echoes is nowhere to be seen", async () => {
  const said = `The key lever-api-key-1 (Basic ${btoa("lever-api-key-1:")}) is not valid.`;
  const { error, everything } = await failedPush(refused(401, "UnauthorizedError", said));

  expect(error?.message).toContain("The key [redacted] (Basic [redacted]");
  expect(everything).not.toContain("lever-api-key-1");
  expect(everything).not.toContain(btoa("lever-api-key-1"));
});

test("an abort before the run sends nothing", async () => {
  const { result, sent } = await push({}, undefined, { signal: AbortSignal.abort() });

  expect(sent).toEqual([]);
  expect(result).toMatchObject({ status: "fatal", reason: "aborted", receipts: [] });
});

test("an abort while the profile is read creates nothing", async () => {
  const controller = new AbortController();
  const answers = { [profileRoute]: hang(() => controller.abort()), [createRoute]: created() };
  const { result, calls } = await push(answers, undefined, { signal: controller.signal });

  expect(calls()).toEqual([profileRoute]);
  expect(result).toEqual(runResult({ status: "fatal", reason: "aborted" }));
});

test("an abort during a create waits for its answer, and the record is on a receipt", async () => {
  const controller = new AbortController();
  const create: Answer = (request) => {
    controller.abort();
    return created()(request);
  };
  const answers = { [profileRoute]: profile(), [createRoute]: create };
  const { result } = await push(answers, undefined, { signal: controller.signal });

  expect(result.receipts).toEqual([receipt()]);
  expect(result.events).toMatchObject({ write_success: 1, write_failure: 0 });
});

test("an abort during a create that hangs ends the run", async () => {
  const controller = new AbortController();
  const stop = () => {
    controller.abort();
    vi.advanceTimersByTime(5_000);
  };
  const answers = { [profileRoute]: profile(), [createRoute]: hang(stop) };
  const { result, calls } = await push(answers, undefined, { signal: controller.signal });

  expect(calls()).toEqual([profileRoute, createRoute]);
  expect(result).toMatchObject({ status: "fatal", reason: "aborted", receipts: [], events: { write_success: 0 } });
});
