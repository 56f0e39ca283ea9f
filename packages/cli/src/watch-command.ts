import type { RunEvent } from "@hrflow-connectors/core";
import { createColors } from "picocolors";
import { type CommandContext, isColored } from "./commands";
import { exitCodes } from "./exit-codes";
import { loadConfig } from "./load-config";
import { runOnSchedule, type Schedule } from "./schedule";
import { showResult } from "./show-result";
import { UsageError } from "./usage-error";
import { parametersOf, runWorkflow } from "./workflows";

/** Runs the workflows that have a schedule, until it is stopped. */
export async function watchCommand({ events }: { events?: true }, context: CommandContext): Promise<number> {
  const { stdout, stderr, signal } = context;
  const loaded = await loadConfig(context.folder, context.config);
  const schedules: Record<string, Schedule> = {};
  for (const [name, workflow] of Object.entries(loaded.config.workflows)) {
    if (workflow.schedule === undefined) continue;
    // A missing secret is reported now, not at the first run.
    parametersOf(loaded, workflow, context);
    schedules[name] = workflow.schedule;
  }
  if (Object.keys(schedules).length === 0)
    throw new UsageError('no workflow has a schedule. Add one to the config, such as `schedule: "0 * * * *"`.');
  const colors = createColors(isColored(context));
  const onEvent = (event: RunEvent) => void (events && stdout.write(`${JSON.stringify(event)}\n`));
  const run = async (name: string) => {
    try {
      const { result } = await runWorkflow(loaded, name, {}, { ...context, onEvent });
      if (!events) stdout.write(`${result.startedAt} ${name}: ${showResult(result, name, colors)}\n`);
    } catch (error) {
      // Such as a file with a secret that is missing for the moment: the next run may succeed.
      stderr.write(`${name}: error: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  };
  const reports = {
    skipped: (name: string) => void stderr.write(`${name}: a run was due, but the last one is still under way\n`),
    next: (name: string, at: Date) => void stderr.write(`${name}: next run at ${at.toISOString()}\n`),
  };
  await runOnSchedule(schedules, run, reports, signal);
  return exitCodes.stopped;
}
