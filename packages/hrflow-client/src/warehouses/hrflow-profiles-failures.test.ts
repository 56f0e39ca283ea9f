import { type Answer, broken, empty, hang, json, runResult, stopTime, text } from "@hrflow-connectors/testing/vitest";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  apiSecret,
  envelope,
  profileKey,
  readProfiles,
  readRoute,
  refusal,
  sourceKey,
  storedProfile,
} from "../__fixtures__/hrflow";

const url = `https://api.hrflow.ai/v1/profile/indexing?source_key=${sourceKey}&key=${profileKey}`;

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

/** A read that fails: how often it was asked, and the one failure. */
async function failedRead(answer: Answer | Answer[]) {
  const { result, sent, events, lines } = await readProfiles({ [readRoute]: answer });
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
  return { error: failure?.error, tries: sent.length, everything: JSON.stringify([result, events, lines]), events };
}

test.each([
  [401, "authentication_failed"],
  [402, "api_call_failed"],
  [403, "permission_denied"],
  [404, "not_found"],
  [405, "api_call_failed"],
  [422, "validation_failed"],
])("D5: %i is a read failure, asked once", async (status, code) => {
  const { error, tries } = await failedRead(json(refusal(status, "No."), status));

  expect(error).toEqual({ code, message: `GET ${url} answered ${status}: No.`, status, retryable: false });
  expect(tries).toBe(1);
});

test("200 with a failing code in the envelope is a failure of that code", async () => {
  const { error, tries } = await failedRead(json(refusal(401, "Unauthorized.")));

  expect(error).toMatchObject({ code: "authentication_failed", status: 401, retryable: false });
  expect(error?.message).toContain("answered 401: Unauthorized.");
  expect(tries).toBe(1);
});

test("D20: the secret that a 401 echoes is nowhere to be seen", async () => {
  const said = `Unauthorized. Invalid secret key: ${apiSecret} for permission: all`;
  const { error, everything } = await failedRead(json(refusal(401, said), 401));

  expect(error?.message).toBe(
    `GET ${url} answered 401: Unauthorized. Invalid secret key: [redacted] for permission: all`,
  );
  expect(everything).not.toContain(apiSecret);
  expect(everything).toContain("[redacted]");
});

test("429 is waited out, as long as Retry-After says", async () => {
  const { result, sent, events } = await readProfiles({
    [readRoute]: [json(refusal(429, "Slow down."), 429, { "retry-after": "7" }), json(envelope(storedProfile))],
  });

  expect(result).toMatchObject({ status: "success", events: { read_success: 1, write_success: 1 } });
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
  expect(events.filter(({ type }) => type === "http.retry")).toMatchObject([{ delayMs: 7000, cause: "status 429" }]);
});

test("429 without Retry-After, for ever: five tries, ever longer apart", async () => {
  vi.spyOn(Math, "random").mockReturnValue(1);
  const { error, tries, events } = await failedRead(json(refusal(429, "Slow down."), 429));

  expect(error).toEqual({
    code: "rate_limited",
    message: `GET ${url} answered 429: Slow down.`,
    status: 429,
    retryable: true,
  });
  expect(tries).toBe(5);
  const delays = events.flatMap((event) => (event.type === "http.retry" ? [event.delayMs] : []));
  expect(delays).toEqual([500, 1000, 2000, 4000]);
});

test("an empty 500 is tried again and named for what it is", async () => {
  const { error, tries } = await failedRead(empty(500));

  expect(error).toEqual({
    code: "vendor_unavailable",
    message: `GET ${url} answered 500: an empty body`,
    status: 500,
    retryable: true,
  });
  expect(tries).toBe(5);
});

test("a connection that breaks once costs nothing", async () => {
  const { result, sent } = await readProfiles({ [readRoute]: [broken("ECONNRESET"), json(envelope(storedProfile))] });

  expect(result.status).toBe("success");
  expect(sent).toHaveLength(2);
});

test.each([
  ["an HTML page", text("<!doctype html><title>Welcome</title>")],
  ["truncated or broken JSON", text('{"code":200,"data":{"key":"7', 200, "application/json")],
  ["plain text", text("OK", 200, "text/plain")],
])("200 with %s is named for what it is", async (what, answer) => {
  const { error, tries } = await failedRead(answer);

  expect(error).toEqual({
    code: "unexpected_response",
    message: `GET ${url} answered 200 with ${what} in place of JSON`,
    retryable: false,
  });
  expect(tries).toBe(1);
});

test("an empty 200 is named for what it is", async () => {
  const { error } = await failedRead(empty(200));

  expect(error).toMatchObject({ code: "unexpected_response", message: `GET ${url} answered 200 with an empty body` });
});

test.each([
  ["no data", { code: 200, message: "OK" }],
  ["null", { code: 200, message: "OK", data: null }],
  ["a list", { code: 202, message: "Queued", data: [] }],
])("200 with %s in place of a profile is a read failure", async (_, body) => {
  const { error } = await failedRead(json(body));

  expect(error).toEqual({
    code: "unexpected_response",
    message: "HrFlow.ai answered a call with success, but without the object that was asked for",
    retryable: false,
  });
});

test("D13: a server that hangs ends as a time-out, each of five times", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  const { error, tries } = await failedRead(hang(() => vi.advanceTimersByTime(60_000)));

  // The fifth try has what is left of five minutes.
  expect(error).toEqual({
    code: "timeout",
    message: `GET ${url} did not answer within 56.25 s`,
    retryable: true,
  });
  expect(tries).toBe(5);
});

test("an abort ends a read that is under way", async () => {
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
