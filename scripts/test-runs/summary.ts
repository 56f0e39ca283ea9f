import { basename } from "node:path";

/** The part of turbo's run summary (`--summarize`) that is read here. Times are in milliseconds. */
export interface TurboRun {
  tasks: TurboTask[];
}

export interface TurboTask {
  task: string;
  /** Relative to the root; empty for a task of the root. */
  directory: string;
  /** `timeSaved` is how long the task took when its result was cached. */
  cache: { status: "HIT" | "MISS"; timeSaved?: number };
  /** Missing if the task did not start. `endTime` is 0 if it was stopped. */
  execution?: { startTime: number; endTime: number; exitCode?: number | null } | null;
}

/** The part of vitest's JSON report that is read here. */
export interface VitestReport {
  startTime: number;
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

export interface TestRow {
  name: string;
  /** Null if the tests did not run to their end and left no report. */
  counts: { passed: number; failed: number; skipped: number } | null;
  seconds: number | null;
  cached: boolean;
}

export interface Summary {
  rows: TestRow[];
  /** Such as `typecheck of lever`. */
  failedTasks: string[];
  passed: number;
  failed: number;
}

/** The folder that a task of the root tests, where it has tests. */
const rootFolders: Record<string, string> = { "test:scripts": "scripts" };

/** Where each task with tests writes its report, relative to its folder. */
const reportFiles: Record<string, string> = {
  test: "test-results/vitest.json",
  "test:scripts": "test-results/vitest.json",
  "test:soak": "test-results/soak.json",
};

/** Sums up a run of turbo. `readReport` returns the report at a path that is relative to the root, or null. */
export function summarize(run: TurboRun, readReport: (path: string) => VitestReport | null): Summary {
  const rows: TestRow[] = [];
  const failedTasks: string[] = [];
  for (const turboTask of run.tasks) {
    const { task, directory, execution } = turboTask;
    const folder = rootFolders[task] ?? directory;
    const reportFile = reportFiles[task];
    if (reportFile) {
      rows.push(testRow(turboTask, basename(folder), readReport(`${folder}/${reportFile}`)));
    } else if (execution?.exitCode) {
      failedTasks.push(folder ? `${task} of ${basename(folder)}` : task);
    }
  }
  rows.sort((one, other) => one.name.localeCompare(other.name));
  const sum = (key: "passed" | "failed") => rows.reduce((total, { counts }) => total + (counts?.[key] ?? 0), 0);
  return { rows, failedTasks, passed: sum("passed"), failed: sum("failed") };
}

function testRow({ cache, execution }: TurboTask, name: string, found: VitestReport | null): TestRow {
  const cached = cache.status === "HIT";
  if (!execution) return { name, counts: null, seconds: null, cached };
  // A report from before the task started says nothing about this run.
  const report = found && (cached || found.startTime >= execution.startTime) ? found : null;
  const stopped = execution.endTime === 0;
  const milliseconds = cached ? (cache.timeSaved ?? 0) : execution.endTime - execution.startTime;
  const row = { name, seconds: stopped ? null : milliseconds / 1000, cached };
  if (!report) return { ...row, counts: stopped ? null : { passed: 0, failed: 1, skipped: 0 } };
  const failed = failuresIn(report);
  const skipped = report.numPendingTests + report.numTodoTests;
  return {
    ...row,
    counts: { passed: report.numPassedTests, failed: execution.exitCode ? Math.max(failed, 1) : failed, skipped },
  };
}

/** Counts a file that did not load, and errors outside of tests, as one failure each: no test stands in the report for them. */
function failuresIn({ success, numFailedTests, testResults }: VitestReport): number {
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.length,
  );
  const failures = numFailedTests + unloaded.length;
  return success ? failures : Math.max(failures, 1);
}

/** Returns the table for the terminal. Its last line is the total. */
export function formatSummary({ rows, failedTasks, passed, failed }: Summary): string {
  const width = Math.max(7, ...rows.map(({ name }) => name.length));
  const line = (name: string, ...cells: string[]) =>
    [name.padEnd(width), ...cells.map((cell) => cell.padStart(7))].join("  ");
  const lines = rows.map(({ name, counts, seconds, cached }) => {
    if (!counts) return `${name.padEnd(width)}  did not finish`;
    const notes = [...(cached ? ["cached"] : []), ...(counts.skipped ? [`${counts.skipped} skipped`] : [])];
    const cells = [String(counts.passed), String(counts.failed), seconds === null ? "" : seconds.toFixed(1)];
    return [line(name, ...cells), ...notes].join("  ");
  });
  return [
    "",
    ...(lines.length > 0 ? [line("package", "passed", "failed", "seconds"), ...lines] : []),
    ...failedTasks.map((task) => `${task} failed`),
    `${passed} passed, ${failed} failed`,
  ].join("\n");
}
