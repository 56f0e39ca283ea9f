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
import { apiSecret, envelope, readProfiles, readRoute, refusal, storedProfile } from "../__fixtures__/hrflow";

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

/** A read that fails: its failure and the number of attempts. */
async function failedRead(response: Responder | Responder[]) {
  const { result, sent, events, lines } = await readProfiles({ [readRoute]: response });
  const [failure] = result.failures;
  expect(result).toEqual(
    runResult({
      status: "fatal",
      reason: "read_failure",
      events: { read_failure: 1 },
      failures: failure ? [failure] : [],
    }),
  );
  expect(failure).toMatchObject({ stage: "read", reference: null });
  return { error: failure?.error, attempts: sent.length, everything: JSON.stringify([result, events, lines]), events };
}

test.each([
  [401, "authentication_failed"],
  [402, "api_call_failed"],
  [403, "permission_denied"],
  [404, "not_found"],
  [405, "api_call_failed"],
  [422, "validation_failed"],
])("%i is a read failure after one attempt", async (status, code) => {
  const { error, attempts } = await failedRead(json(refusal(status, "No."), status));

  expect(error).toEqual({ code, message: `${readRoute} responded with ${status}: No.`, status, retryable: false });
  expect(attempts).toBe(1);
});

test("200 with an error code in the envelope is a failure with that code", async () => {
  const { error, attempts } = await failedRead(json(refusal(401, "Unauthorized.")));

  expect(error).toMatchObject({ code: "authentication_failed", status: 401, retryable: false });
  expect(error?.message).toBe("a call to HrFlow.ai responded with 401: Unauthorized.");
  expect(attempts).toBe(1);
});

test("a secret that a 401 echoes is redacted everywhere", async () => {
  const message = `Unauthorized. Invalid secret key: ${apiSecret} for permission: all`;
  const { error, everything } = await failedRead(json(refusal(401, message), 401));

  expect(error?.message).toBe(
    `${readRoute} responded with 401: Unauthorized. Invalid secret key: [redacted] for permission: all`,
  );
  expect(everything).not.toContain(apiSecret);
  expect(everything).toContain("[redacted]");
});

test("429 is repeated after the time that Retry-After names, on top of the backoff", async () => {
  vi.spyOn(Math, "random").mockReturnValue(1);
  const { result, sent, events } = await readProfiles({
    [readRoute]: [json(refusal(429, "Slow down."), 429, { "retry-after": "7" }), json(envelope(storedProfile))],
  });

  expect(result).toMatchObject({ status: "success", events: { read_success: 1, write_success: 1 } });
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
  expect(events.filter(({ type }) => type === "http.retry")).toMatchObject([{ delayMs: 7500, cause: "status 429" }]);
});

test("429 without Retry-After ends after five attempts with growing delays", async () => {
  vi.spyOn(Math, "random").mockReturnValue(1);
  const { error, attempts, events } = await failedRead(json(refusal(429, "Slow down."), 429));

  expect(error).toEqual({
    code: "rate_limited",
    message: `${readRoute} responded with 429: Slow down.`,
    status: 429,
    retryable: true,
  });
  expect(attempts).toBe(5);
  const delays = events.flatMap((event) => (event.type === "http.retry" ? [event.delayMs] : []));
  expect(delays).toEqual([500, 1000, 2000, 4000]);
});

test("an empty 500 is repeated and named for what it is", async () => {
  const { error, attempts } = await failedRead(empty(500));

  expect(error).toEqual({
    code: "vendor_unavailable",
    message: `${readRoute} responded with 500: an empty body`,
    status: 500,
    retryable: true,
  });
  expect(attempts).toBe(5);
});

test("a connection that breaks once is repeated", async () => {
  const { result, sent } = await readProfiles({ [readRoute]: [broken("ECONNRESET"), json(envelope(storedProfile))] });

  expect(result.status).toBe("success");
  expect(sent).toHaveLength(2);
});

test.each([
  ["an HTML page", text("<!doctype html><title>Welcome</title>")],
  ["truncated or broken JSON", text('{"code":200,"data":{"key":"7', 200, "application/json")],
  ["plain text", text("OK", 200, "text/plain")],
])("200 with %s is named for what it is", async (what, response) => {
  const { error, attempts } = await failedRead(response);

  expect(error).toEqual({
    code: "unexpected_response",
    message: `${readRoute} responded with 200 and ${what} in place of JSON`,
    retryable: false,
  });
  expect(attempts).toBe(1);
});

test("an empty 200 is named for what it is", async () => {
  const { error } = await failedRead(empty(200));

  expect(error).toMatchObject({
    code: "unexpected_response",
    message: `${readRoute} responded with 200 and an empty body in place of JSON`,
  });
});

test.each([
  ["no data", { code: 200, message: "OK" }],
  ["null", { code: 200, message: "OK", data: null }],
  ["a list", { code: 202, message: "Queued", data: [] }],
])("200 with %s in place of a profile is a read failure", async (_, body) => {
  const { error } = await failedRead(json(body));

  expect(error).toEqual({
    code: "unexpected_response",
    message: "HrFlow.ai responded with success, but without the requested object",
    retryable: false,
  });
});

test("a server that hangs ends with a timeout after four attempts of a minute each", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  const { error, attempts } = await failedRead(hang(() => vi.advanceTimersByTime(60_000)));

  // A fifth would have less than its minute of the five that a request may take.
  expect(error).toEqual({
    code: "timeout",
    message: `${readRoute} did not respond within 60 s`,
    retryable: true,
  });
  expect(attempts).toBe(4);
});

test("an abort ends a read under way", async () => {
  const controller = new AbortController();
  const { result, items, sent } = await readProfiles(
    { [readRoute]: hang(() => controller.abort()) },
    {},
    {
      signal: controller.signal,
    },
  );

  expect(result).toEqual(runResult({ status: "fatal", reason: "aborted" }));
  expect(items).toEqual([]);
  expect(sent).toHaveLength(1);
});
