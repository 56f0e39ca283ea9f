import { type Answer, broken, empty, hang, json, runResult, stopTime, text } from "@hrflow-connectors/testing/vitest";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  apiSecret,
  boardKey,
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
const lookUrl = `https://api.hrflow.ai/v1/job/indexing?board_key=${boardKey}&reference=job-1`;
const writeUrl = "https://api.hrflow.ai/v1/job/indexing";

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

/** One item that fails in the write: the error, and the calls that were made. */
async function failedWrite(answers: Record<string, Answer | Answer[]>, updateContent = false) {
  const { result, calls, events, lines } = await writeJobs([item], answers, { updateContent });
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
  ["404 in other words", json(refusal(404, "Not found."), 404), 1, "not_found"],
  [
    "a missing board",
    json(refusal(400, "Invalid parameters. Unable to find object: board"), 400),
    1,
    "invalid_request",
  ],
  ["a proxy's HTML page", text("<html>Sign in</html>"), 1, "unexpected_response"],
  ["an empty 200", empty(200), 1, "unexpected_response"],
  ["200 without data", json({ code: 200, message: "OK" }), 1, "unexpected_response"],
  ["200 with null", json({ code: 200, message: "OK", data: null }), 1, "unexpected_response"],
  ["500 in the envelope alone", json(refusal(500, "Oops.")), 1, "vendor_unavailable"],
  ["a connection that breaks", broken("ECONNRESET"), 5, "network_error"],
  ["a hang", hang(() => vi.advanceTimersByTime(60_000)), 5, "timeout"],
])("D6: %s on the look-up never leads to a create", async (_, answer, tries, code) => {
  const { error, calls } = await failedWrite({ [findRoute]: answer, [createRoute]: created });

  expect(calls).toEqual(Array(tries).fill(findRoute));
  expect(error?.code).toBe(code);
});

test("a reference that is used already is a write failure, in HrFlow.ai's words", async () => {
  const said = "Cannot create profile with this reference: job-1. Already used!";
  const { error, calls } = await failedWrite({ [findRoute]: missing, [createRoute]: json(refusal(400, said), 400) });

  expect(calls).toEqual([findRoute, createRoute]);
  expect(error).toEqual({
    code: "invalid_request",
    message: `POST ${writeUrl} answered 400: ${said}`,
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
])("a create whose outcome is unsure is not repeated: %s", async (_, answer) => {
  const { calls } = await failedWrite({ [findRoute]: missing, [createRoute]: answer });

  expect(calls).toEqual([findRoute, createRoute]);
});

test.each([
  ["429", json(refusal(429, "Slow down."), 429, { "retry-after": "3" })],
  ["a connection that was never made", broken("ECONNREFUSED")],
])("a create that HrFlow.ai surely did not see is repeated: %s", async (_, answer) => {
  const { result, sent, calls } = await writeJobs([item], { [findRoute]: missing, [createRoute]: [answer, created] });

  expect(calls()).toEqual([findRoute, createRoute, createRoute]);
  expect(sent[2]).toEqual(sent[1]);
  expect(result.receipts).toEqual([{ reference: "job-1", id: "new-key" }]);
});

test("an update is repeated: a second one does no harm", async () => {
  const answers = { [findRoute]: found, [updateRoute]: [json(refusal(500, "Oops."), 500), found] };
  const { result, calls } = await writeJobs([item], answers, { updateContent: true });

  expect(calls()).toEqual([findRoute, updateRoute, updateRoute]);
  expect(result.status).toBe("success");
});

test("an update that is refused is a write failure", async () => {
  const answers = { [findRoute]: found, [updateRoute]: json(refusal(422, "name is required"), 422) };
  const { error } = await failedWrite(answers, true);

  expect(error).toEqual({
    code: "validation_failed",
    message: `PUT ${writeUrl} answered 422: name is required`,
    status: 422,
    retryable: false,
  });
});

test("D20: the secret that a 401 echoes is nowhere to be seen", async () => {
  const said = `Unauthorized. Invalid secret key: ${apiSecret} for permission: write`;
  const { error, everything } = await failedWrite({ [findRoute]: json(refusal(401, said), 401) });

  expect(error?.message).toBe(
    `GET ${lookUrl} answered 401: Unauthorized. Invalid secret key: [redacted] for permission: write`,
  );
  expect(everything).not.toContain(apiSecret);
});

test("one job that fails costs itself alone", async () => {
  const jobs = ["a", "b", "c"].map((reference) => ({ ...item, reference }));
  const create: Answer = async (request) => {
    const { job } = (await request.json()) as { job: HrflowJobItem };
    const answer =
      job.reference === "b" ? json(refusal(422, "No."), 422) : json(envelope({ key: job.reference }, 201), 201);
    return answer(request);
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

test("an abort during the look-up creates nothing", async () => {
  const controller = new AbortController();
  const answers = { [findRoute]: hang(() => controller.abort()), [createRoute]: created };
  const { result, calls } = await writeJobs([item], answers, {}, { signal: controller.signal });

  expect(calls()).toEqual([findRoute]);
  expect(result).toMatchObject({ status: "fatal", reason: "aborted", events: { write_success: 0 }, receipts: [] });
});
