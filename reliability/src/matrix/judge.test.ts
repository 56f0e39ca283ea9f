import type { RunEvent, RunResult } from "@hrflow-connectors/core";
import { beforeAll, expect, it } from "vitest";
import { createWorld, type Run, type World } from "../world/create-world";
import { leverVariants } from "../world/lever-variants";
import { secrets } from "../world/secrets";
import { brokenPromises } from "./judge";

const clean = { parts: ["contact", "opportunity"], receipts: 1 };

let world: World;
let honest: RunResult;

beforeAll(async () => {
  const [variant] = leverVariants.slice(-1);
  const [scenario] = variant?.scenarios ?? [];
  if (!variant || !scenario) throw new Error("no variant to push by");
  world = createWorld(variant, scenario);
  const { result } = await world.push();
  honest = { ...result, receipts: result.receipts.slice(0, 1) };
});

/** The promises that a run broke which answers, and leaves at the vendor, what it is told to. */
function brokenBy(result: Partial<RunResult>, parts = clean.parts, events: RunEvent[] = []): string[] {
  const run: Run = { result: { ...honest, ...result }, parts: [...parts], events, lines: [], arrivals: [] };
  return brokenPromises(run, world, clean);
}

const failure = (code: string, stage: "open" | "read" | "write" = "write") => ({
  receipts: [],
  failures: [{ stage, reference: null, error: { code, message: "It failed.", retryable: true } }],
});

it("holds nothing against a run that is whole, that warns, or that fails with its reason", () => {
  expect(brokenBy({})).toEqual([]);
  expect(brokenBy({ status: "fatal", reason: "write_failure", ...failure("timeout") }, [])).toEqual([]);
  expect(brokenBy({ status: "fatal", reason: "read_failure", ...failure("timeout", "read") }, [])).toEqual([]);
  expect(brokenBy({ status: "fatal", reason: "aborted", receipts: [] }, [])).toEqual([]);
});

it.each<[string, Partial<RunResult>, string[]?]>([
  ["made twice", {}, [...clean.parts, "opportunity"]],
  ["not as it should be", {}, ["contact", "another opportunity"]],
  ["no warning", {}, ["contact"]],
  ["success with 0 receipts", { receipts: [] }],
  ["which is not there", { receipts: [{ reference: null, id: "nobody" }] }],
  ["success with failures", { failures: failure("timeout").failures }],
  ["without a failure", { status: "fatal", reason: "write_failure" }],
  ["for stage write", { status: "fatal", reason: "read_failure", ...failure("timeout") }],
  ["for stage write", { status: "success_with_failures", reason: "", ...failure("timeout") }],
  ["tells nothing", { status: "fatal", reason: "write_failure", ...failure("unexpected") }],
  ["aborted with 1 receipts", { status: "fatal", reason: "aborted" }],
  ["lets out", { runId: encodeURIComponent(secrets.leverKey) }],
])("tells of a run that is %s", (words, result, parts = clean.parts) => {
  expect(brokenBy(result, parts).join("\n")).toContain(words);
});

it("tells of a request that took too long", () => {
  const at = (time: string, attempt: number) => ({
    ...{ type: "http.request" as const, method: "GET", url: "https://api.example.com", attempt, time },
    ...{ runId: "run", workflowId: "w" },
  });
  const events = [at("2026-03-01T12:00:00Z", 1), at("2026-03-01T12:05:00Z", 2), at("2026-03-01T12:07:00Z", 3)];
  expect(brokenBy({}, clean.parts, events)).toEqual(["a request took 420 s"]);
});
