import { broken, empty, hang, json, type Responder, stopTime, text } from "@hrflow-connectors/testing/vitest";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { envelope, refusal, storedProfile } from "../__fixtures__/hrflow";
import { apiSecret, apiUser, createSource, sourceKey, writeProfiles } from "../__fixtures__/profile-target";
import type { HrflowProfileItem } from "./profile-fields";

const url = "https://api.hrflow.ai/v1/profile/indexing";
const [findRoute, createRoute, editRoute] = [`GET ${url}`, `POST ${url}`, `PUT ${url}`];
const item: HrflowProfileItem = { reference: "person-1", info: { full_name: "Ada Example" }, text: "Ada" };
const missing = json(refusal(400, "Unable to find object: profile"), 400);
const found = json(envelope(storedProfile));
const created = json(envelope({ ...storedProfile, key: "new-key" }, 201), 201);

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

/** One profile that fails in the write: its error and the calls. */
async function failedWrite(responses: Record<string, Responder | Responder[]>) {
  const { result, calls, events, lines } = await writeProfiles([item], responses, { upsert: true });
  expect(result).toMatchObject({
    ...{ status: "fatal", reason: "write_failure", receipts: [] },
    events: { read_success: 1, write_failure: 1, write_success: 0 },
    failures: [{ stage: "write", reference: "person-1" }],
  });
  return { error: result.failures[0]?.error, calls: calls(), everything: JSON.stringify([result, events, lines]) };
}

test.each([
  ["500", json(refusal(500, "Oops."), 500), 5, "vendor_unavailable"],
  ["an empty 503", empty(503), 5, "vendor_unavailable"],
  ["429", json(refusal(429, "Slow down."), 429), 5, "rate_limited"],
  ["401", json(refusal(401, "Unauthorized."), 401), 1, "authentication_failed"],
  ["403", json(refusal(403, "Forbidden."), 403), 1, "permission_denied"],
  ["404 with another message", json(refusal(404, "Not found."), 404), 1, "not_found"],
  ["a proxy's HTML page", text("<html>Sign in</html>"), 1, "unexpected_response"],
  ["200 without data", json({ code: 200, message: "OK" }), 1, "unexpected_response"],
  ["200 with null", json({ code: 200, message: "OK", data: null }), 1, "unexpected_response"],
  ["200 with an empty object", json(envelope({})), 1, "unexpected_response"],
  ["200 with another profile", json(envelope({ ...storedProfile, reference: "x" })), 1, "unexpected_response"],
  ["500 in the envelope alone", json(refusal(500, "Oops.")), 1, "vendor_unavailable"],
  ["a connection that breaks", broken("ECONNRESET"), 5, "network_error"],
])("neither creates nor edits after %s on the lookup", async (_, response, attempts, code) => {
  const { error, calls } = await failedWrite({ [findRoute]: response, [createRoute]: created, [editRoute]: found });

  expect(calls).toEqual(Array(attempts).fill(findRoute));
  expect(error?.code).toBe(code);
});

test("a source that HrFlow.ai does not know is a clear error about the parameter, and refuses no profile for good", async () => {
  const { write } = createSource();
  const { result } = await write([item], { sourceKey: "6".repeat(40) });

  expect(result.failures).toMatchObject([
    { error: { code: "configuration", message: "targetParameters.sourceKey: HrFlow.ai has no source with this key" } },
  ]);
});

describe("a key without permission", () => {
  test.each([
    ["to write", "askr_", "write"],
    ["to read", "askw_", "read"],
  ])("%s ends the run with HrFlow.ai's message, without the key", async (_, prefix, permission) => {
    const apiKey = `${prefix}${"1".repeat(32)}`;
    const { write } = createSource({ accounts: [{ apiKey, userEmail: apiUser }] });
    const items = ["a", "b", "c", "d"].map((reference) => ({ ...item, reference }));
    const { result } = await write(items, { apiSecret: apiKey });

    const [failure] = result.failures;
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", receipts: [] });
    expect(failure?.error.code).toBe("authentication_failed");
    expect(failure?.error.message).toContain(`Invalid secret key: [redacted] for permission: ${permission}`);
    expect(JSON.stringify(result)).not.toContain(apiKey);
  });
});

test.each([
  ["500", json(refusal(500, "Oops."), 500)],
  ["a connection that breaks", broken("ECONNRESET")],
  ["201 without data", json({ code: 201, message: "OK" }, 201)],
])("adopts the profile when the response to its create is lost: %s", async (_, response) => {
  const responses = { [findRoute]: [missing, found], [createRoute]: response };
  const { result, calls } = await writeProfiles([item], responses);

  expect(calls()).toEqual([findRoute, createRoute, findRoute]);
  expect(result).toMatchObject({ status: "success", receipts: [{ reference: "person-1", id: storedProfile.key }] });
});

test("a create whose outcome stays unknown is not repeated, and the next run finds the profile", async () => {
  const { hrflow, write } = createSource();
  hrflow.injectFault({ kind: "reset", when: "after" }, { method: "POST" });
  hrflow.injectFault({ kind: "status", status: 500 }, { method: "GET", skip: 1, times: 5 });
  const first = await write([item], { upsert: true });
  const second = await write([item], { upsert: true });

  expect([first.result.status, second.result.status]).toEqual(["fatal", "success"]);
  expect(hrflow.state.profiles).toHaveLength(1);
});

test.each([
  ["429", json(refusal(429, "Slow down."), 429, { "retry-after": "3" })],
  ["a connection that was never established", broken("ECONNREFUSED")],
])("repeats a create on which HrFlow.ai certainly did not act: %s", async (_, response) => {
  const responses = { [findRoute]: missing, [createRoute]: [response, created] };
  const { result, calls } = await writeProfiles([item], responses);

  expect(calls()).toEqual([findRoute, createRoute, createRoute]);
  expect(result.receipts).toEqual([{ reference: "person-1", id: "new-key" }]);
});

test("repeats an edit, which does no harm", async () => {
  const responses = { [findRoute]: found, [editRoute]: [json(refusal(500, "Oops."), 500), found] };
  const { result, calls } = await writeProfiles([item], responses, { upsert: true });

  expect(calls()).toEqual([findRoute, editRoute, editRoute]);
  expect(result.status).toBe("success");
});

test("an edit that is refused is a failure, not a success", async () => {
  const responses = { [findRoute]: found, [editRoute]: json(refusal(400, "Unable to find object: profile"), 400) };
  const { error } = await failedWrite(responses);

  expect(error).toMatchObject({ code: "invalid_request", status: 400, retryable: false });
});

test("redacts a secret that a 401 echoes everywhere", async () => {
  const message = `Unauthorized. Invalid secret key: ${apiSecret} for permission: write`;
  const { everything } = await failedWrite({ [findRoute]: json(refusal(401, message), 401) });

  expect(everything).toContain("Invalid secret key: [redacted]");
  expect(everything).not.toContain(apiSecret);
});

test("a profile that fails costs itself alone", async () => {
  const { hrflow, write } = createSource();
  const items = ["a", "b", "c"].map((reference) => ({ ...item, reference }));
  const refused = { ...items[1], experiences: [{ company: "Acme", date_start: "2020-01-01", date_end: "2019-01-01" }] };
  const { result } = await write([items[0], refused, items[2]] as HrflowProfileItem[]);

  expect(result).toMatchObject({ status: "success_with_failures", events: { write_success: 2, write_failure: 1 } });
  expect(hrflow.state.profiles.map(({ reference }) => reference).sort()).toEqual(["a", "c"]);
});

test("stores the person if HrFlow.ai does not respond to the resume in time", async () => {
  const responses = {
    ...{ [findRoute]: missing, [createRoute]: created },
    "POST https://api.hrflow.ai/v1/profile/parsing/file": hang(() => vi.advanceTimersByTime(60_000)),
  };
  const files = { cv: () => new File(["%PDF-1.4"], "ada.pdf") };
  const { result, calls } = await writeProfiles([{ ...item, resume: { id: "cv" } }], responses, {}, { files });

  expect(calls().at(-1)).toBe(createRoute);
  expect(result).toMatchObject({ status: "success", receipts: [{ id: "new-key" }] });
  expect(result.receipts[0]?.warnings).toEqual([expect.stringContaining("the resume may be missing: ")]);
});

test("creates nothing if the run is stopped during the lookup", async () => {
  const controller = new AbortController();
  const responses = { [findRoute]: hang(() => controller.abort()), [createRoute]: created };
  const { result, calls } = await writeProfiles([item], responses, {}, { signal: controller.signal });

  expect(calls()).toEqual([findRoute]);
  expect(result).toMatchObject({ status: "fatal", reason: "aborted", receipts: [] });
});

test("a profile of another source with the same reference is another one", async () => {
  const other = "6".repeat(40);
  const { hrflow, write } = createSource({
    sources: [sourceKey, other],
    profiles: [{ source_key: other, reference: "person-1", info: {}, text: "Other" }],
  });
  await write([item], { upsert: true });

  expect(hrflow.state.profiles).toMatchObject([
    { source_key: other, text: "Other" },
    { source_key: sourceKey, text: "Ada" },
  ]);
});
