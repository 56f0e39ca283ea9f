import type { RunEvent, RunResult } from "@hrflow-connectors/core";
import { expect, it } from "vitest";
import type { Tested } from "./check";
import type { Environment, Run } from "./environment";
import { findViolations, isCredentialRefused, repetitionViolations } from "./violations";

const secret = "s3cret+of/acme=1";
const parts = ["contact", "file ada.pdf"];
const tested = {
  action: {
    ...{ direction: "push", readsOne: true },
    definition: { origin: {}, target: { parameters: { properties: { key: { type: "string", format: "password" } } } } },
  },
  subject: {
    settings: {
      parameters: { key: secret },
      secrets: ["issued-token"],
      usualPart: (part: string) => part.replace("note with ada", "file ada"),
    },
  },
  isRead: () => false,
} as unknown as Tested;

const success: RunResult = {
  ...{ status: "success", reason: "", runId: "run", readFrom: null, failures: [] },
  ...{ startedAt: "2026-03-01T12:00:00Z", finishedAt: "2026-03-01T12:00:01Z", events: {} as RunResult["events"] },
  receipts: [{ reference: "person-1", id: "1" }],
};
const runOf = (result: Partial<RunResult>, events: RunEvent[] = []): Run => ({
  ...{ result: { ...success, ...result }, events, logLines: [], received: [] },
});

/** The violations of a run that returns this result and leaves these parts at the vendor. */
function violationsOf(result: Partial<RunResult>, found: readonly string[] = parts, events: RunEvent[] = []): string[] {
  const store = { contents: new Map([["hrflow:token:1", secret]]) };
  const environment = { store, parts: () => [...found], ids: () => ["1"] } as unknown as Environment;
  return findViolations(tested, runOf(result, events), environment, { parts });
}

const failure = (code: string, stage: "open" | "read" | "write" = "write") => ({
  receipts: [],
  failures: [{ stage, reference: null, error: { code, message: "It failed.", retryable: true } }],
});

it("accepts a run that succeeds with all parts or their replacements, and one that fails with its reason", () => {
  expect(violationsOf({})).toEqual([]);
  expect(violationsOf({ receipts: [{ reference: null, id: "1", warnings: ["no file"] }] }, ["contact"])).toEqual([]);
  expect(
    violationsOf({ receipts: [{ reference: null, id: "1", warnings: ["a note"] }] }, ["contact", "note with ada.pdf"]),
  ).toEqual([]);
  expect(violationsOf({ status: "fatal", reason: "write_failure", ...failure("timeout") }, [])).toEqual([]);
  expect(violationsOf({ status: "fatal", reason: "read_failure", ...failure("timeout", "read") }, [])).toEqual([]);
  expect(violationsOf({ status: "fatal", reason: "aborted", receipts: [] }, [])).toEqual([]);
});

it.each<[string, Partial<RunResult>, string[]?]>([
  ["duplicate or unexpected", {}, [...parts, "contact"]],
  ["duplicate or unexpected", {}, [...parts, "note with ada.pdf"]],
  ["no warning", {}, ["contact"]],
  ["which does not exist", { receipts: [{ reference: null, id: "nobody" }] }],
  ["two receipts", { receipts: [...success.receipts, ...success.receipts] }],
  ["success with 1 failures", { failures: failure("timeout").failures }],
  ["with 0 failures", { status: "fatal", reason: "write_failure" }],
  ["for a failure at write", { status: "fatal", reason: "read_failure", ...failure("timeout") }],
  ["for a failure at write", { status: "success_with_failures", reason: "", ...failure("timeout") }],
  ["without a typed error", { status: "fatal", reason: "write_failure", ...failure("unexpected") }],
  ["aborted with 1 receipts", { status: "fatal", reason: "aborted" }],
  ["shows a secret", { runId: encodeURIComponent(secret) }],
  ["shows a secret", { runId: "issued-token-7" }],
])("reports a violation: %s", (message, result, found = parts) => {
  expect(violationsOf(result, found).join("\n")).toContain(message);
});

it("reports a request that took too long with all its attempts, beside others that leave meanwhile", () => {
  const at = (minute: number, url: string, attempt: number): RunEvent => ({
    ...{ type: "http.request", method: "GET", url: `https://api.example.com/${url}`, attempt },
    ...{ time: `2026-03-01T12:0${minute}:00Z`, runId: "run", workflowId: "w" },
  });
  expect(violationsOf({}, parts, [at(0, "a", 1), at(4, "b", 1), at(7, "a", 2), at(9, "b", 2)])).toEqual([
    "a request took 420 s",
  ]);
  expect(violationsOf({}, parts, [at(0, "a", 1), at(7, "a", 1), at(8, "b", 1)])).toEqual([]);
});

it("reports a repeated push that has other receipts than those before, or none that are replayed", () => {
  const replayed = [{ reference: "person-1", id: "1", replayed: true }];
  const find = (receipts: RunResult["receipts"]) => repetitionViolations(tested, runOf({ receipts }), runOf({}));
  expect(find(replayed)).toEqual([]);
  expect(find(success.receipts)).toEqual([
    expect.stringMatching(/^has receipts that are not `replayed`: \[\{"reference":"person-1"/),
  ]);
  expect(find([{ reference: "person-1", id: "1", warnings: ["it is unknown whether there is a note"] }])).toEqual([]);
  expect(find([])).toEqual(["has other receipts"]);
});

it("knows a refused credential by the stage at which nothing was read", () => {
  const refused = failure("authentication_failed", "open");
  expect(isCredentialRefused({ ...success, ...refused })).toBe(true);
  expect(isCredentialRefused({ ...success, ...failure("authentication_failed") })).toBe(false);
  expect(isCredentialRefused({ ...success, ...failure("timeout", "open") })).toBe(false);
});
