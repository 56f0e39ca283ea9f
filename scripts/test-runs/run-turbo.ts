import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "../manifests/published-packages";
import type { NodeProgram } from "../processes/node-program";
import { formatSummary, summarize, type TurboRun, type VitestReport } from "./summary";

const summaries = join(root, ".turbo", "runs");

/**
 * Runs tasks with turbo, prints their tests by package, and returns the exit code. The totals are written to
 * `test-results/<suite>.json`, which `count-tests.mjs` sums. All other packages go on after a failure, unless `--continue` is given.
 */
export async function runTurbo(suite: string, turboArguments: string[], node?: NodeProgram): Promise<number> {
  const goOn = turboArguments.some((argument) => argument.startsWith("--continue"));
  const before = new Set(listSummaries());
  const totals = join(root, "test-results", `${suite}.json`);
  rmSync(totals, { force: true });
  const exitCode = await start(
    ["run", "--summarize=true", ...(goOn ? [] : ["--continue=dependencies-successful"]), ...turboArguments],
    {
      ...process.env,
      ...(node && { PATH: `${node.folder}${delimiter}${process.env.PATH}` }),
      // Part of the cache keys in turbo.json: what passed with one version of Node is tested again with another.
      TEST_NODE_VERSION: node?.version ?? process.versions.node,
      TEST_LONG: node ? "no" : "yes",
    },
  );
  // None if turbo ran nothing, as with --dry.
  const written = listSummaries().find((file) => !before.has(file));
  if (!written) return exitCode;
  const run: TurboRun = JSON.parse(readFileSync(join(summaries, written), "utf8"));
  rmSync(join(summaries, written));
  const summary = summarize(run, readReport);
  console.log(formatSummary(summary));
  mkdirSync(join(root, "test-results"), { recursive: true });
  writeFileSync(totals, JSON.stringify({ passed: summary.passed, failed: summary.failed }));
  return exitCode || (summary.failed > 0 ? 1 : 0);
}

function start(turboArguments: string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const turbo = spawn(join(root, "node_modules", ".bin", "turbo"), turboArguments, {
      cwd: root,
      env,
      stdio: "inherit",
    });
    turbo.once("error", reject);
    turbo.once("close", (code) => resolve(code ?? 1));
  });
}

function listSummaries(): string[] {
  return existsSync(summaries) ? readdirSync(summaries) : [];
}

/** Returns null if there is no report, or the tests were stopped while they wrote it. */
function readReport(path: string): VitestReport | null {
  try {
    return JSON.parse(readFileSync(join(root, path), "utf8"));
  } catch {
    return null;
  }
}
