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
  apiSecret,
  createRoute,
  envelope,
  findRoute,
  refusal,
  storedJob,
  updateRoute,
  writeJobs,
} from "../__fixtures__/hrflow";
import type { HrflowJobItem } from "./hrflow-jobs";

const item: HrflowJobItem = { reference: "job-1", name: "Baker", location: { text: "Lyon" }, sections: [] };
const missing = json(refusal(400, "Unable to find object: job"), 400);
const found = json(envelope(storedJob));
const created = json(envelope({ ...storedJob, key: "new-key" }, 201), 201);

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

/** One item that fails in the write: its error and the calls. */
async function failedWrite(responses: Record<string, Responder | Responder[]>, updateContent = false) {
  const { result, calls, events, lines } = await writeJobs([item], responses, { updateContent });
  const [failure] = result.failures;
  expect(result).toEqual(
    runResult({
      status: "fatal",
      reason: "write_failure",
      events: { read_success: 1, write_failure: 1 },
      failures: failure ? [failure] : [],
    }),
  );
  expect(failure).toMatchObject({ stage: "write", reference: "job-1" });
  return { error: failure?.error, calls: calls(), everything: JSON.stringify([result, events, lines]) };
}

test.each([
  ["500", json(refusal(500, "Oops."), 500), 5, "vendor_unavailable"],
  ["an empty 503", empty(503), 5, "vendor_unavailable"],
  ["429", json(refusal(429, "Slow down."), 429), 5, "rate_limited"],
  ["401", json(refusal(401, "Unauthorized."), 401), 1, "authentication_failed"],
  ["403", json(refusal(403, "Forbidden."), 403), 1, "permission_denied"],
  ["404 with another message", json(refusal(404, "Not found."), 404), 1, "not_found"],
  [
    "a missing board",
    json(refusal(400, "Invalid parameters. Unable to find object: board"), 400),
    1,
    "invalid_request",
  ],
  ["a proxy's HTML page", text("<html>Sign in</html>"), 1, "unexpected_response"],
  ["an empty 200", empty(200), 1, "unexpected_response"],
  ["200 without data", json({ code: 200, message: "OK" }), 1, "unexpected_response"],
  ["a job of another reference", json(envelope({ ...storedJob, reference: "job-2" })), 1, "unexpected_response"],
  ["a job without a reference", json(envelope({ ...storedJob, reference: null })), 1, "unexpected_response"],
  ["200 with null", json({ code: 200, message: "OK", data: null }), 1, "unexpected_response"],
  ["500 in the envelope alone", json(refusal(500, "Oops.")), 1, "vendor_unavailable"],
  ["a connection that breaks", broken("ECONNRESET"), 5, "network_error"],
  // The fifth attempt would have less than its minute of the five that a request may take.
  ["a hang", hang(() => vi.advanceTimersByTime(60_000)), 4, "timeout"],
])("creates nothing after %s on the lookup", async (_, response, attempts, code) => {
  const { error, calls } = await failedWrite({ [findRoute]: response, [createRoute]: created });

  expect(calls).toEqual(Array(attempts).fill(findRoute));
  expect(error?.code).toBe(code);
});

test("fails with HrFlow.ai's message if a reference is used by a job that it does not show", async () => {
  const message = "Cannot create profile with this reference: job-1. Already used!";
  const { error, calls } = await failedWrite({ [findRoute]: missing, [createRoute]: json(refusal(400, message), 400) });

  expect(calls).toEqual([findRoute, createRoute, findRoute]);
  expect(error).toEqual({
    code: "invalid_request",
    message: `${createRoute} responded with 400: ${message}`,
    status: 400,
    retryable: false,
  });
});

test.each([
  ["500", json(refusal(500, "Oops."), 500)],
  ["a connection that breaks", broken("ECONNRESET")],
  ["a hang", hang(() => vi.advanceTimersByTime(60_000))],
  ["201 without data", json({ code: 201, message: "OK" }, 201)],
  ["202 with an empty list", json({ code: 202, message: "Queued", data: [] }, 202)],
])("does not repeat a create whose outcome is unknown: %s", async (_, response) => {
  const { calls } = await failedWrite({ [findRoute]: missing, [createRoute]: response });

  expect(calls).toEqual([findRoute, createRoute]);
});

test.each([
  ["429", json(refusal(429, "Slow down."), 429, { "retry-after": "3" })],
  ["a connection that was never established", broken("ECONNREFUSED")],
])("repeats a create on which HrFlow.ai certainly did not act: %s", async (_, response) => {
  const { result, sent, calls } = await writeJobs([item], { [findRoute]: missing, [createRoute]: [response, created] });

  expect(calls()).toEqual([findRoute, createRoute, createRoute]);
  expect(sent[2]).toEqual(sent[1]);
  expect(result.receipts).toEqual([{ reference: "job-1", id: "new-key" }]);
});

test("changes no job of another reference", async () => {
  const other = json(envelope({ ...storedJob, reference: "job-2" }));
  const { error, calls } = await failedWrite({ [findRoute]: other, [updateRoute]: found }, true);

  expect(calls).toEqual([findRoute]);
  expect(error?.message).toBe("HrFlow.ai responded with a job of another reference");
});

test("repeats an update, which does no harm", async () => {
  const responses = { [findRoute]: found, [updateRoute]: [json(refusal(500, "Oops."), 500), found] };
  const { result, calls } = await writeJobs([item], responses, { updateContent: true });

  expect(calls()).toEqual([findRoute, updateRoute, updateRoute]);
  expect(result.status).toBe("success");
});

test("fails if an update is refused", async () => {
  const responses = { [findRoute]: found, [updateRoute]: json(refusal(422, "name is required"), 422) };
  const { error } = await failedWrite(responses, true);

  expect(error).toEqual({
    code: "validation_failed",
    message: `${updateRoute} responded with 422: name is required`,
    status: 422,
    retryable: false,
  });
});

test("redacts a secret that a 401 echoes everywhere", async () => {
  const message = `Unauthorized. Invalid secret key: ${apiSecret} for permission: write`;
  const { error, everything } = await failedWrite({ [findRoute]: json(refusal(401, message), 401) });

  expect(error?.message).toBe(
    `${findRoute} responded with 401: Unauthorized. Invalid secret key: [redacted] for permission: write`,
  );
  expect(everything).not.toContain(apiSecret);
});

test("a job that fails costs itself alone", async () => {
  const jobs = ["a", "b", "c"].map((reference) => ({ ...item, reference }));
  const create: Responder = async (request) => {
    const { job } = (await request.json()) as { job: HrflowJobItem };
    const respond =
      job.reference === "b" ? json(refusal(422, "No."), 422) : json(envelope({ key: job.reference }, 201), 201);
    return respond(request);
  };
  const { result } = await writeJobs(jobs, { [findRoute]: missing, [createRoute]: create });

  expect(result).toMatchObject({
    status: "success_with_failures",
    reason: "",
    events: { write_success: 2, write_failure: 1 },
  });
  expect(result.receipts.map(({ id }) => id).sort()).toEqual(["a", "c"]);
  expect(result.failures).toMatchObject([{ stage: "write", reference: "b", error: { status: 422 } }]);
});

test("creates nothing if the run is stopped during the lookup", async () => {
  const controller = new AbortController();
  const responses = { [findRoute]: hang(() => controller.abort()), [createRoute]: created };
  const { result, calls } = await writeJobs([item], responses, {}, { signal: controller.signal });

  expect(calls()).toEqual([findRoute]);
  expect(result).toMatchObject({ status: "fatal", reason: "aborted", events: { write_success: 0 }, receipts: [] });
});
