import { InvalidArgumentError } from "commander";
import { type CommandContext, type OutputOptions, writeJson } from "./commands";
import { exitCodes } from "./exit-codes";
import { loadConfig } from "./load-config";
import { countState, pruneState } from "./state";

export async function stateListCommand({ json }: OutputOptions, context: CommandContext): Promise<number> {
  const counts = await countState(await loadConfig(context.folder, context.config));
  if (json) return writeJson(context, counts);
  const lines = Object.entries(counts).map(([kind, count]) => `${kind}  ${count}`);
  context.stdout.write(`${lines.join("\n") || "nothing is stored"}\n`);
  return exitCodes.success;
}

interface PruneCommandOptions extends OutputOptions {
  olderThan: number;
  unfinished?: boolean;
}

export async function statePruneCommand(
  { json, olderThan, unfinished = false }: PruneCommandOptions,
  context: CommandContext,
): Promise<number> {
  const removed = await pruneState(await loadConfig(context.folder, context.config), olderThan, unfinished);
  if (json) return writeJson(context, { removed });
  context.stdout.write(`${removed} values were removed\n`);
  return exitCodes.success;
}

/** Parses `30d` or `12h` to milliseconds. */
export function age(text: string): number {
  const [, count, unit] = /^(\d{1,6})([dh])$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError("Expected a number of days or hours, such as 30d or 12h.");
  return Number(count) * (unit === "d" ? 86_400_000 : 3_600_000);
}
