import type { CheckResult, Failure, Finding, RunResult } from "@hrflow-connectors/core";
import type { Colors } from "picocolors/types";
import type { FailedItem } from "./failures";

const maxShown = 20;

/** What a run did, and what to do about what it did not do. */
export function showResult({ status, reason, events, receipts, failures }: RunResult, name: string, colors: Colors) {
  const color = { success: colors.green, success_with_failures: colors.yellow, fatal: colors.red }[status];
  const counts = [`${events.read_success} read`, `${events.write_success} written`];
  if (events.logics_discard > 0) counts.push(`${events.logics_discard} discarded`);
  const again = receipts.filter(({ replayed }) => replayed).length;
  if (again > 0) counts.push(`${again} delivered before`);
  const lines = [`${color(status)}${reason && ` (${reason})`}: ${counts.join(", ")}`];
  for (const { reference, warnings } of receipts.filter((one) => one.warnings?.length).slice(0, maxShown))
    lines.push(`  ${colors.yellow("warning")} ${reference ?? ""}: ${warnings?.join(" ")}`);
  // The message of a parameter begins with its path.
  for (const { stage, reference, error } of failures.slice(0, maxShown))
    lines.push(`  ${colors.red(stage)}${reference && stage !== "parameters" ? ` ${reference}` : ""}: ${error.message}`);
  if (failures.length > maxShown) lines.push(`  ... and ${failures.length - maxShown} more; --json shows them`);
  const advice = adviceFor(failures, reason, name);
  return [...lines, ...(advice ? [advice] : [])].join("\n");
}

function adviceFor(failures: Failure[], reason: RunResult["reason"], name: string): string | undefined {
  const has = (test: (failure: Failure) => boolean) => failures.some(test);
  if (has(({ error }) => error.code === "authentication_failed"))
    return `Next: correct the credential, then \`hrc check ${name}\` tries it without writing.`;
  if (has(({ stage }) => stage === "parameters"))
    return `Next: correct the parameters of "${name}" in the config. \`hrc list\` names the actions, \`hrc describe <action>\` their parameters.`;
  if (reason === "aborted")
    return `Next: \`hrc run ${name}\` goes on. What was delivered is not sent again if there is a store.`;
  if (failures.length === 0) return undefined;
  if (has(({ deadLetter }) => deadLetter !== undefined))
    return `Next: \`hrc failures ${name}\` lists what failed, and \`hrc replay ${name}\` tries it again.`;
  if (has(({ error }) => error.retryable)) return `Next: \`hrc run ${name}\` again; some of it may pass.`;
  return `Next: \`hrc run ${name} --dry-run\` shows what would be sent.`;
}

/** What a check found. */
export function showCheck({ ok, findings }: CheckResult, name: string, colors: Colors): string {
  const color: Record<Finding["level"], (text: string) => string> = {
    ok: colors.green,
    warning: colors.yellow,
    error: colors.red,
    unknown: colors.cyan,
  };
  const lines = findings.map(({ level, side, message, advice }) => {
    return `  ${color[level](level)} ${side}: ${message}${advice ? ` (${advice})` : ""}`;
  });
  return [`${name}: ${ok ? "nothing keeps it from running" : "has to be corrected before it runs"}`, ...lines].join(
    "\n",
  );
}

/** The failed items of a workflow, by the run in which they failed first. */
export function showFailures(failed: FailedItem[], name: string, colors: Colors): string {
  if (failed.length === 0) return `${name}: no failed items`;
  const lines: string[] = [];
  for (const runId of new Set(failed.map((one) => one.runId))) {
    lines.push(`run ${runId}`);
    for (const { reference, stage, error, attempts, lastFailedAt, permanent } of failed.filter(
      (one) => one.runId === runId,
    )) {
      const state = permanent ? colors.red("refused for good") : colors.yellow("may pass");
      const tried = `${attempts} ${attempts === 1 ? "attempt" : "attempts"}, last ${lastFailedAt}`;
      lines.push(`  ${stage} ${reference ?? "without a reference"} (${state}, ${tried}): ${error.message}`);
    }
  }
  const hasPermanent = failed.some(({ permanent }) => permanent);
  lines.push(`Next: \`hrc replay ${name}\` tries them again.`);
  if (hasPermanent)
    lines.push("What was refused for good has to be corrected first: at the origin, or by a format of your own.");
  return lines.join("\n");
}
