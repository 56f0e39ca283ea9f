// tsx scripts/check-wording.ts [--summary] [path prefix...]
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./manifests/published-packages";
import { findWording, type WordingProblem } from "./wording/find-wording";
import { wordingRules } from "./wording/rules";

const prose = /\.(ts|mjs|md|ya?ml)$|^\.ci\/run$/;
/** Generated files, and the rules themselves. */
const unchecked = /\/generated\/|(^|\/)CHANGELOG\.md$|^scripts\/wording\//;

/** Only the description of a manifest is prose. */
function textOf(path: string): string {
  const text = readFileSync(join(root, path), "utf8");
  return path.endsWith("package.json") ? (text.match(/^.*"description":.*$/m)?.[0] ?? "") : text;
}

/** `packages/core` for a package, else the first folder. */
function folderOf(path: string): string {
  const parts = path.split("/");
  return parts.length === 1 ? "." : parts.slice(0, parts[0] === "packages" ? 2 : 1).join("/");
}

function countBy(problems: WordingProblem[], keyOf: (problem: WordingProblem) => string): string {
  const counts = new Map<string, number>();
  for (const problem of problems) counts.set(keyOf(problem), (counts.get(keyOf(problem)) ?? 0) + 1);
  const rows = [...counts].sort(([, one], [, other]) => other - one);
  return rows.map(([key, count]) => `${String(count).padStart(5)}  ${key}`).join("\n");
}

const { values, positionals } = parseArgs({ options: { summary: { type: "boolean" } }, allowPositionals: true });
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
});
const paths = tracked
  .split("\n")
  .filter((path) => prose.test(path) || path.endsWith("package.json"))
  .filter((path) => !unchecked.test(path) && existsSync(join(root, path)))
  .filter((path) => positionals.length === 0 || positionals.some((prefix) => path.startsWith(prefix)));
const problems = paths.flatMap((path) => findWording(path, textOf(path)));

if (values.summary) {
  console.log(`${countBy(problems, ({ path }) => folderOf(path))}\n\n${countBy(problems, ({ rule }) => rule.word)}\n`);
} else {
  for (const { path, line, found } of problems) console.error(`${path}${line ? `:${line}` : ""}: "${found}"`);
  const broken = wordingRules.filter((rule) => problems.some((problem) => problem.rule === rule));
  for (const { word, suggestion } of broken) console.error(`Instead of "${word}": ${suggestion}.`);
}
console.log(`${problems.length} wording problems in ${paths.length} files.`);
if (problems.length > 0) process.exitCode = 1;
