import type { RunResult } from "@hrflow-connectors/core";
import { createColors } from "picocolors";
import { type CommandContext, isColored, type OutputOptions, writeJson } from "./commands";
import { exitCodeOfRun, exitCodes } from "./exit-codes";
import { failuresOf, type ReplaySettings, replayWorkflow } from "./failures";
import { loadConfig } from "./load-config";
import { createProgress } from "./progress";
import { showPlan } from "./show-plan";
import { showFailures, showResult } from "./show-result";

export async function failuresCommand(name: string, { json }: OutputOptions, context: CommandContext): Promise<number> {
  const failed = await failuresOf(await loadConfig(context.folder, context.config), name);
  if (json) return writeJson(context, failed);
  context.stdout.write(`${showFailures(failed, name, createColors(isColored(context)))}\n`);
  return exitCodes.success;
}

export async function replayCommand(
  name: string,
  { json, ...settings }: ReplaySettings & OutputOptions,
  context: CommandContext,
): Promise<number> {
  const loaded = await loadConfig(context.folder, context.config);
  const colors = createColors(isColored(context));
  const results: RunResult[] = [];
  const progress = createProgress(context.stderr, { isDry: settings.dryRun });
  for await (const result of replayWorkflow(loaded, name, settings, { ...context, onEvent: progress.onEvent }))
    results.push(result);
  progress.end();
  if (json) writeJson(context, results);
  else if (results.length === 0) context.stdout.write(`${name}: no failed items\n`);
  else
    for (const result of results) {
      if (result.plan) context.stdout.write(`${showPlan(result.plan, [], colors)}\n`);
      context.stdout.write(`${showResult(result, name, colors)}\n`);
    }
  if (context.signal.aborted) return exitCodes.stopped;
  const codes = results.map((result) => exitCodeOfRun(result, false)).filter((code) => code !== exitCodes.success);
  const isPartial = codes.includes(exitCodes.fatal) && codes.length < results.length;
  return isPartial ? exitCodes.partial : (codes[0] ?? exitCodes.success);
}
