import type { RunEvent, RunResult } from "@hrflow-connectors/core";
import { beforeAll, expect, it } from "vitest";
import { createEnvironment, type Environment, type Run } from "../environment/create-environment";
import { leverVariants } from "../environment/lever-variants";
import { secrets } from "../environment/secrets";
import { checkRun } from "./check-run";

const baseline = { parts: ["contact", "opportunity"], receipts: 1 };

let environment: Environment;
let correct: RunResult;

beforeAll(async () => {
  const [variant] = leverVariants.slice(-1);
  const [fixture] = variant?.fixtures ?? [];
  if (!variant || !fixture) throw new Error("no variant to push with");
  environment = createEnvironment(variant, fixture);
  const { result } = await environment.push();
  correct = { ...result, receipts: result.receipts.slice(0, 1) };
});

/** The violations of a run that returns this result and leaves these parts at the vendor. */
function violationsOf(result: Partial<RunResult>, parts = baseline.parts, events: RunEvent[] = []): string[] {
  const run: Run = { result: { ...correct, ...result }, parts: [...parts], events, logLines: [], received: [] };
  return checkRun(run, environment, baseline);
}

const failure = (code: string, stage: "open" | "read" | "write" = "write") => ({
  receipts: [],
  failures: [{ stage, reference: null, error: { code, message: "It failed.", retryable: true } }],
});

it("accepts a run that succeeds with all parts, and one that fails with its reason", () => {
  expect(violationsOf({})).toEqual([]);
  expect(violationsOf({ status: "fatal", reason: "write_failure", ...failure("timeout") }, [])).toEqual([]);
  expect(violationsOf({ status: "fatal", reason: "read_failure", ...failure("timeout", "read") }, [])).toEqual([]);
  expect(violationsOf({ status: "fatal", reason: "aborted", receipts: [] }, [])).toEqual([]);
});

it.each<[string, Partial<RunResult>, string[]?]>([
  ["duplicate or unexpected", {}, [...baseline.parts, "opportunity"]],
  ["duplicate or unexpected", {}, ["contact", "another opportunity"]],
  ["no warning", {}, ["contact"]],
  ["success with 0 receipts", { receipts: [] }],
  ["which does not exist", { receipts: [{ reference: null, id: "nobody" }] }],
  ["success with failures", { failures: failure("timeout").failures }],
  ["without a failure", { status: "fatal", reason: "write_failure" }],
  ["for stage write", { status: "fatal", reason: "read_failure", ...failure("timeout") }],
  ["for stage write", { status: "success_with_failures", reason: "", ...failure("timeout") }],
  ["without a cause", { status: "fatal", reason: "write_failure", ...failure("unexpected") }],
  ["aborted with 1 receipts", { status: "fatal", reason: "aborted" }],
  ["exposes", { runId: encodeURIComponent(secrets.leverKey) }],
])("reports a violation: %s", (message, result, parts = baseline.parts) => {
  expect(violationsOf(result, parts).join("\n")).toContain(message);
});

it("reports a request that took too long", () => {
  const at = (time: string, attempt: number) => ({
    ...{ type: "http.request" as const, method: "GET", url: "https://api.example.com", attempt, time },
    ...{ runId: "run", workflowId: "w" },
  });
  const events = [at("2026-03-01T12:00:00Z", 1), at("2026-03-01T12:05:00Z", 2), at("2026-03-01T12:07:00Z", 3)];
  expect(violationsOf({}, baseline.parts, events)).toEqual(["a request took 420 s"]);
});
