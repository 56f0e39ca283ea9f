import { describe, expect, it } from "vitest";
import { formatSummary, summarize, type TurboTask, type VitestReport } from "./summary";

const report = (more: Partial<VitestReport> = {}): VitestReport => ({
  startTime: 2_000,
  success: true,
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...more,
});
const test = (slug: string, more: Partial<TurboTask> = {}): TurboTask => ({
  task: "test",
  directory: `packages/${slug}`,
  cache: { status: "MISS" },
  execution: { startTime: 1_000, endTime: 3_500, exitCode: 0 },
  ...more,
});
const exited = (exitCode: number) => ({ startTime: 1_000, endTime: 3_500, exitCode });
/** Sums up one test task of core with this report. */
const rowOf = (task: Partial<TurboTask>, found: VitestReport | null) =>
  summarize({ tasks: [test("core", task)] }, () => found).rows[0];

describe("summarize", () => {
  it("adds up the reports of all packages, sorted by name", () => {
    const read: string[] = [];
    const tasks = [test("lever"), test("core"), test("", { task: "test:scripts", directory: "" })];
    const summary = summarize({ tasks }, (path) => {
      read.push(path);
      return report();
    });
    expect(read).toEqual([
      "packages/lever/test-results/vitest.json",
      "packages/core/test-results/vitest.json",
      "scripts/test-results/vitest.json",
    ]);
    expect(summary.rows.map(({ name, seconds }) => ({ name, seconds }))).toEqual([
      { name: "core", seconds: 2.5 },
      { name: "lever", seconds: 2.5 },
      { name: "scripts", seconds: 2.5 },
    ]);
    expect(summary).toMatchObject({ passed: 15, failed: 0, failedTasks: [] });
  });

  it("reads the soak's own report", () => {
    const soak = test("", { task: "test:soak", directory: "reliability" });
    summarize({ tasks: [soak] }, (path) => {
      expect(path).toBe("reliability/test-results/soak.json");
      return report();
    });
    expect.assertions(1);
  });

  it("takes the counts of a cached run from the restored report, and its time from turbo", () => {
    const cached = {
      cache: { status: "HIT" as const, timeSaved: 31_000 },
      execution: { ...exited(0), startTime: 9_000 },
    };
    expect(rowOf(cached, report())).toEqual({
      name: "core",
      counts: { passed: 5, failed: 0, skipped: 0 },
      seconds: 31,
      cached: true,
    });
  });

  it("counts failed and skipped tests", () => {
    const found = report({ success: false, numFailedTests: 2, numPendingTests: 1, numTodoTests: 3 });
    expect(rowOf({ execution: exited(1) }, found)?.counts).toEqual({ passed: 5, failed: 2, skipped: 4 });
  });

  it("counts a file that did not load as one failure", () => {
    const testResults = [
      { status: "failed", assertionResults: [] },
      { status: "failed", assertionResults: [{}] },
    ];
    const found = report({ success: false, numFailedTests: 1, testResults });
    expect(rowOf({ execution: exited(1) }, found)?.counts?.failed).toBe(2);
  });

  it.each([
    ["an error outside of tests", report({ success: false }), 1],
    ["an exit code without a failed test", report(), 1],
    ["a report from before the run", report({ startTime: 999, numPassedTests: 7 }), 1],
    ["a missing report, even if the task succeeds", null, 0],
  ])("counts %s as one failure", (_, found, exitCode) => {
    expect(rowOf({ execution: exited(exitCode) }, found)?.counts?.failed).toBe(1);
  });

  it.each([
    ["did not start", null],
    ["was stopped", { startTime: 1_000, endTime: 0, exitCode: null }],
  ])("counts nothing for a task that %s", (_, execution) => {
    expect(rowOf({ execution }, null)).toMatchObject({ counts: null, seconds: null });
  });

  it("names other tasks that failed", () => {
    const tasks = [
      test("lever", { task: "typecheck", execution: exited(2) }),
      test("core", { task: "typecheck" }),
      test("", { task: "typecheck:scripts", directory: "", execution: exited(1) }),
    ];
    const failedTasks = ["typecheck of lever", "typecheck:scripts"];
    expect(summarize({ tasks }, () => null)).toEqual({ rows: [], failedTasks, passed: 0, failed: 0 });
  });
});

it("formats one line per package, one per failed task, and the total", () => {
  const text = formatSummary({
    rows: [
      { name: "core", counts: { passed: 1_524, failed: 0, skipped: 0 }, seconds: 25.13, cached: true },
      { name: "hrflow-client", counts: { passed: 97, failed: 1, skipped: 2 }, seconds: 3, cached: false },
      { name: "lever", counts: null, seconds: null, cached: false },
    ],
    failedTasks: ["typecheck of lever"],
    passed: 1_621,
    failed: 1,
  });
  expect(text.split("\n")).toEqual([
    "",
    "package         passed   failed  seconds",
    "core              1524        0     25.1  cached",
    "hrflow-client       97        1      3.0  2 skipped",
    "lever          did not finish",
    "typecheck of lever failed",
    "1621 passed, 1 failed",
  ]);
});
