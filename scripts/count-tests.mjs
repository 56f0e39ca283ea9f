// Prints the totals of all suites and their sum. Plain JavaScript, because it must work if the installation failed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../test-results", import.meta.url));
let [passed, failed] = [0, 0];
for (const file of existsSync(folder) ? readdirSync(folder).sort() : []) {
  /** @type {{ passed: number, failed: number }} */
  const totals = JSON.parse(readFileSync(join(folder, file), "utf8"));
  console.log(`${file.replace(".json", "")}: ${totals.passed} passed, ${totals.failed} failed`);
  passed += totals.passed;
  failed += totals.failed;
}
console.log(`${passed} passed, ${failed} failed`);
