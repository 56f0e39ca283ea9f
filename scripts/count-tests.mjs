// Sums what the test runs of all packages reported. Plain JavaScript, so that it works when an installation failed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = [
  ...readdirSync(join(root, "packages")).map((slug) => join("packages", slug)),
  "examples",
  "benchmarks",
  "reliability",
];
// The soak reports beside the tests of its folder: what it runs is not run by them.
const files = folders
  .flatMap((folder) => ["vitest.json", "soak.json"].map((name) => join(root, folder, "test-results", name)))
  .filter((file) => existsSync(file));
const reports = files.map((file) => JSON.parse(readFileSync(file, "utf8")));

/** A file that did not load has no tests to count, and an error outside of tests belongs to none: each is one failure. */
function failuresIn({ success, numFailedTests, testResults }) {
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.length,
  );
  const failures = numFailedTests + unloaded.length;
  return success ? failures : Math.max(failures, 1);
}

const passed = reports.reduce((sum, { numPassedTests }) => sum + numPassedTests, 0);
const failed = reports.reduce((sum, report) => sum + failuresIn(report), 0);
console.log(`${passed} passed, ${failed} failed`);
